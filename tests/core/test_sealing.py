"""What was kept is chained a moment after its commit, in order, once, by whoever comes first."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from processes import at_once

from kasuhara_plugin.core import clock, outbox, sealing
from kasuhara_plugin.core.audit import AuditRecord, record, unlocked
from kasuhara_plugin.core.errors import AppendOnlyViolation
from kasuhara_plugin.core.sealing import seal_everything, seal_soon
from kasuhara_plugin.core.seals import START, Seal, SealShape, columns_of, sealed_models
from kasuhara_plugin.core.verifying import verify
from kasuhara_plugin.models import Customer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_next_at", 0.0)


def write(customer: Customer, count: int = 1) -> list[AuditRecord]:
    return [record("customer.name", customer, by=None, reason=f"{n}") for n in range(count)]


def test_each_kept_row_is_chained_once_in_the_order_of_its_keys(customer: Customer) -> None:
    rows = write(customer, 3)
    outbox.post(to="a@example.com", subject="件名", body="本文", kind="test")
    total = sum(model.objects.count() for model in sealed_models())
    assert seal_everything() == total
    assert seal_everything() == 0
    seals = list(Seal.objects.all())
    assert [seal.position for seal in seals] == list(range(1, total + 1))
    before = START
    for seal in seals:
        assert seal.chain == seal.expected_chain(before)
        before = seal.chain
    audited = [one.row for one in seals if one.label == "kasuhara_plugin.auditrecord"]
    assert audited == sorted(audited)
    assert {row.pk for row in rows} <= set(audited)
    assert len({seal.salt for seal in seals}) == total


def test_what_is_not_kept_is_not_chained(customer: Customer) -> None:
    labels = {model._meta.label_lower for model in sealed_models()}
    assert "kasuhara_plugin.historicalstaffnote" in labels
    assert labels.isdisjoint({"kasuhara_plugin.seal", "kasuhara_plugin.sealshape"})
    assert "kasuhara_plugin.customer" not in labels


def test_an_act_is_sealed_after_its_commit(
    customer: Customer, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        (row,) = write(customer)
        assert not Seal.objects.exists()
    assert Seal.objects.filter(label="kasuhara_plugin.auditrecord", row=row.pk).exists()


def test_a_burst_is_sealed_once_and_no_act_waits_for_it(
    customer: Customer, django_assert_num_queries: Any
) -> None:
    seal_soon()
    write(customer, 5)
    with django_assert_num_queries(0):
        seal_soon()
    sealing._next_at = 0.0
    seal_soon()
    assert (
        Seal.objects.filter(label="kasuhara_plugin.auditrecord").count()
        == AuditRecord.objects.count()
    )


def test_an_act_takes_a_few_and_a_command_takes_all(
    customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "A_FEW", 2)
    monkeypatch.setattr(sealing, "AT_ONCE", 3)
    write(customer, 8)
    seal_soon()
    assert Seal.objects.count() == 2
    seal_everything()
    assert (
        Seal.objects.filter(label="kasuhara_plugin.auditrecord").count()
        == AuditRecord.objects.count()
    )


def gap(customer: Customer) -> list[AuditRecord]:
    """A row, a key that nobody used, and a row."""
    first, lost, last = write(customer, 3)
    with_hole = AuditRecord.objects.filter(pk=lost.pk)
    with unlocked(reason="穴をあける", by=None):
        with_hole._raw_delete("default")
    return [first, last]


def test_behind_a_missing_key_it_waits_until_that_has_settled(
    customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transaction that is under way may still commit it."""
    first, last = gap(customer)
    seal_everything()
    sealed = Seal.objects.filter(label="kasuhara_plugin.auditrecord").values_list("row", flat=True)
    assert first.pk in sealed
    assert last.pk not in sealed
    later = clock.now() + sealing.SETTLES + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    seal_everything()
    assert last.pk in sealed.all()


def test_a_later_release_with_more_columns_keeps_what_was_sealed(
    customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(customer)
    with monkeypatch.context() as before:
        before.setattr(
            sealing, "columns_of", lambda model: [c for c in columns_of(model) if c != "reason"]
        )
        seal_everything()
    write(customer)
    seal_everything()
    shapes = SealShape.objects.filter(label="kasuhara_plugin.auditrecord").order_by("id")
    assert ["reason" in shape.columns for shape in shapes] == [False, True]
    assert verify().is_whole


@pytest.mark.parametrize("model", [Seal, SealShape])
def test_the_ledger_itself_is_written_once(customer: Customer, model: Any) -> None:
    write(customer)
    seal_everything()
    row = model.objects.first()
    with pytest.raises(AppendOnlyViolation):
        row.save()
    with pytest.raises(AppendOnlyViolation):
        model.objects.all().delete()
    table = model._meta.db_table
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


@pytest.mark.django_db(transaction=True)
def test_many_processes_write_and_seal_one_chain(tmp_path: Path) -> None:
    customer = Customer.objects.create(name="佐藤 一郎")
    told = at_once("core.writer", [(customer.pk, 40)] * 4, tmp_path)
    assert told == [40] * 4
    sealing._next_at = 0.0
    seal_everything()
    seals = list(Seal.objects.all())
    assert [seal.position for seal in seals] == list(range(1, len(seals) + 1))
    before = START
    for seal in seals:
        assert seal.chain == seal.expected_chain(before)
        before = seal.chain
    audited = Seal.objects.filter(label="kasuhara_plugin.auditrecord").count()
    assert audited == AuditRecord.objects.count() == 160
