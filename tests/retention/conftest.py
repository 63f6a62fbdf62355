"""A shop that keeps everything for five years, and records that are older than that."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from storefront.accounts.models import User

from kasuhara_plugin.core import clock, outbox
from kasuhara_plugin.core.numbers import new_number
from kasuhara_plugin.core.purging import Run, Tally, purge
from kasuhara_plugin.core.retention import rules
from kasuhara_plugin.flags.actions import approve, lift, propose
from kasuhara_plugin.inquiries.actions import receive
from kasuhara_plugin.models import (
    AccountFlag,
    AuditRecord,
    Customer,
    Inquiry,
    Refusal,
    RetentionSettings,
    StaffNote,
)
from kasuhara_plugin.notes.actions import write

YEARS = 5
OLD = timedelta(days=365 * YEARS + 60)


@pytest.fixture
def periods(db: None) -> Callable[..., RetentionSettings]:
    """``periods(notes=3)``: that, and nothing else has a period."""

    def set_to(**years: int | None) -> RetentionSettings:
        row = RetentionSettings.load()
        for kind in ("flags", "refusals", "notes", "inquiries", "mails", "audit"):
            setattr(row, f"{kind}_years", years.get(kind))
        row.save()
        return row

    return set_to


@pytest.fixture
def long_ago() -> datetime:
    return clock.now() - OLD


@pytest.fixture
def old_note(staff: Callable[..., User], customer: Customer, long_ago: datetime) -> Any:
    """``old_note()``: older than five years, by the operator."""

    def make(about: Customer | None = None, body: str = "<p>昔の電話。</p>") -> StaffNote:
        return write(about or customer, body=body, by=staff("operator"), now=long_ago)

    return make


@pytest.fixture
def old_flag(staff: Callable[..., User], customer: Customer, long_ago: datetime) -> Any:
    """``old_flag()``: lifted more than five years ago."""

    def make(about: Customer | None = None, lifted: bool = True, **words: Any) -> AccountFlag:
        flag = propose(
            about or customer,
            **{"reason": "暴言", "customer_message": "お控えください。", **words},
            by=staff("operator"),
            now=long_ago,
        )
        approve(flag, by=staff("supervisor"), now=long_ago)
        if lifted:
            lift(flag, by=staff("supervisor"), reason="落ち着いた", now=long_ago)
        return flag

    return make


@pytest.fixture
def purged() -> Callable[..., Tally]:
    """``purged("notes", by=…)``: what the run did with that kind."""

    def do(kind: str, by: Any = None, years: int = YEARS, now: datetime | None = None) -> Tally:
        tally = Tally()
        for tally in purge(run_of(kind, years, now), by=by):  # noqa: B007 - the last one counts
            pass
        return tally

    return do


def run_of(kind: str, years: int = YEARS, now: datetime | None = None) -> Run:
    (rule,) = (rule for rule in rules() if rule.kind == kind)
    return Run(rule, years, now or clock.now())


def places(text: str) -> set[str]:
    """Every column of every table in which the text stands."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or "FTS" in model.__name__:
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                values = map(str, model._base_manager.values_list(field.attname, flat=True))
                found |= {f"{model.__name__}.{field.name}" for value in values if text in value}
    return found


@pytest.fixture
def old(
    old_note: Any, old_flag: Any, customer: Customer, long_ago: datetime
) -> Callable[..., models.Model]:
    """``old("mails")``: a record of that kind about 佐藤 一郎, older than five years."""

    def refused(about: Customer) -> models.Model:
        details = {"scope": "order", "door": "/shop/", "proven": True, "at": long_ago}
        return Refusal.objects.create(reference=new_number("R"), flag=old_flag(about), **details)

    def mailed(about: Customer) -> models.Model:
        letter = {"to": "a@example.com", "subject": "件名", "body": "本文", "kind": "test"}
        mail = outbox.post(**letter, about=about, now=long_ago)
        assert mail
        return mail

    def done(about: Customer) -> models.Model:
        row = AuditRecord(
            act="customer.amend", subject_type="kasuhara_plugin.customer",
            subject_key=str(about.pk), actor_name="x", at=long_ago, salt="x",
        )  # fmt: skip
        row.digest = row.expected_digest()
        row.save()
        return row

    def asked(about: Customer) -> models.Model:
        kept = receive(body=new_number("B"), email="a@nowhere", now=long_ago).inquiry
        Inquiry.objects.filter(pk=kept.pk).update(customer=about)
        return kept

    makers = {
        "flags": old_flag, "refusals": refused, "notes": old_note, "inquiries": asked,
        "mails": mailed, "audit": done,
    }  # fmt: skip
    return lambda kind, about=None: makers[kind](about or customer)
