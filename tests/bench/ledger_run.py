"""Writes the rows as ``audit.record`` does, in bulk, then seals and verifies them."""

import secrets
from statistics import median

from django.core.management import call_command
from django.db import transaction

from bench.measure import seconds
from kasuhara_plugin.core import sealing
from kasuhara_plugin.core.audit import AuditRecord, record
from kasuhara_plugin.core.sealing import seal_everything
from kasuhara_plugin.core.verifying import verify
from kasuhara_plugin.models import Customer

ROWS, ACTS = 100_000, 200


def run() -> None:
    call_command("migrate", verbosity=0)
    customer, _ = Customer.objects.get_or_create(name="佐藤 一郎")
    if missing := ROWS - AuditRecord.objects.count():
        AuditRecord.objects.bulk_create(rows(customer, max(missing, 0)), batch_size=2_000)
        print(f"sealed in {seconds(seal_everything):.1f} s")
    took = seconds(
        lambda: print(f"whole: {verify().is_whole}, {verify(seals_first=False).sealed:,} rows")
    )
    print(f"verified (twice) in {took:.1f} s; once {seconds(verify):.1f} s")
    with_seal = median(seconds(lambda: act(customer, seals=True)) for _ in range(ACTS))
    without = median(seconds(lambda: act(customer, seals=False)) for _ in range(ACTS))
    print(f"an act {without * 1000:.2f} ms; an act that seals {with_seal * 1000:.2f} ms")


def rows(customer: Customer, count: int) -> list[AuditRecord]:
    made = []
    for number in range(count):
        row = AuditRecord(
            act="customer.name",
            subject_type="kasuhara_plugin.customer",
            subject_key=str(customer.pk),
            actor_name="システム",
            reason=f"電話での暴言が続いたため {number}",
            data={"rule": "two", "scopes": ["order"], "number": number},
            salt=secrets.token_hex(16),
        )
        row.digest = row.expected_digest()
        made.append(row)
    return made


def act(customer: Customer, *, seals: bool) -> None:
    """As a page writes one; at most every five seconds one of a process also seals."""

    sealing._next_at = 0.0 if seals else float("inf")
    with transaction.atomic():
        record("customer.name", customer, by=None, reason="理由")
