"""Flags, refusals, inquiries, mails and audit records: what goes with them, and what stays."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from retention.conftest import OLD, places
from storefront.accounts.models import User
from storefront.shop.models import Order, Product

from kasuhara_plugin.core import append_only, clock, outbox
from kasuhara_plugin.core.verifying import verify
from kasuhara_plugin.flags.actions import appeal, approve, lift, propose, reject
from kasuhara_plugin.flags.ending import record_ended
from kasuhara_plugin.flags.holding import HeldOrder
from kasuhara_plugin.flags.readings import FlagReading, confirm
from kasuhara_plugin.models import (
    AccountFlag,
    AuditRecord,
    Customer,
    Erasure,
    FlagDecision,
    Identifier,
    Inquiry,
    MailAttempt,
    OutgoingMail,
    Refusal,
    SenderLock,
)

Make = Callable[..., Any]
MARK = "目印の言葉"
OPEN = {"取引制限フラグが申請中または適用中の顧客": 1}


@pytest.fixture
def refused(old: Make) -> Refusal:
    row = old("refusals")
    assert isinstance(row, Refusal)
    return row


def test_a_flag_goes_with_all_that_was_decided_and_said_about_it(
    old_flag: Make, ichiro: User, purged: Make, long_ago: datetime
) -> None:
    flag = old_flag(reason=f"{MARK}の記録", customer_message=f"{MARK}のため")
    confirm(flag, by=ichiro, now=long_ago)
    product = Product.objects.create(slug="meishi")
    order = Order.objects.create(product=product, quantity=1, price=1)
    HeldOrder.objects.create(
        order=f"shop.order:{order.pk}", order_name=MARK, scope="order", flag=flag, at=long_ago,
        outcome="released", ended_at=long_ago, reason=MARK, actor_name="x",
    )  # fmt: skip
    assert {"OutgoingMail.body", "AuditRecord.data", "FlagDecision.content"} <= places(MARK)
    assert purged("flags").gone == 1
    assert places(MARK) == set()
    for model in (AccountFlag, FlagDecision, FlagReading, HeldOrder):
        assert not model.objects.exists()
    assert not OutgoingMail.objects.filter(kind__startswith="flag").exists()
    assert AuditRecord.objects.filter(act="flag.approve").get().actor_name == "supervisor"
    assert verify().findings == []


def test_the_same_by_sql_is_found(old_flag: Make) -> None:
    old_flag()
    call_command("kasuhara_verify")
    append_only.drop_triggers()
    with connection.cursor() as cursor:
        for model in (FlagDecision, AccountFlag):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
    append_only.install_triggers()
    with pytest.raises(CommandError):
        call_command("kasuhara_verify")


@pytest.mark.parametrize("end", ["rejected", "expired", "lapsed", "watch until a day"])
def test_however_it_ended(
    end: str, customer: Customer, staff: Make, purged: Make, long_ago: datetime
) -> None:
    words = {"reason": "暴言", "customer_message": "お控えください。", "now": long_ago}
    day = clock.day(long_ago) + timedelta(days=3)
    options: dict[str, Any] = {
        "rejected": {},
        "expired": {"until": day},
        "lapsed": {"urgent": True},
        "watch until a day": {"level": "watch", "until": day},
    }[end]
    flag = propose(customer, **words, **options, by=staff("supervisor"))
    if end == "rejected":
        reject(flag, reason="根拠がない", by=staff("desk"), now=long_ago)
    if end == "expired":
        approve(flag, by=staff("desk"), now=long_ago)
    record_ended(clock.now())  # the clock's own row comes today, and ends nothing anew
    assert purged("flags").gone == 1


@pytest.mark.parametrize("end", ["proposed", "in force", "watch", "lifted last month"])
def test_what_is_not_over_so_long_is_not_due(
    end: str, old_flag: Make, customer: Customer, staff: Make, purged: Make, long_ago: datetime
) -> None:
    if end == "proposed":
        words = {"reason": "暴言", "customer_message": "お控えください。"}
        propose(customer, **words, by=staff("operator"), now=long_ago)
    elif end == "watch":
        propose(customer, level="watch", reason="暴言", by=staff("operator"), now=long_ago)
    else:
        flag = old_flag(lifted=False)
        if end == "lifted last month":
            month = clock.now() - timedelta(days=30)
            lift(flag, reason="落ち着いた", by=staff("supervisor"), now=month)
    assert purged("flags").due == 0


def test_an_ended_flag_stays_beside_an_open_one_of_the_same_customer(
    old_flag: Make, purged: Make
) -> None:
    old_flag()
    old_flag(lifted=False)
    assert dict(purged("flags").kept) == OPEN


def test_an_appeal_that_nobody_decided_keeps_its_flag(
    customer: Customer, ichiro: User, staff: Make, purged: Make, long_ago: datetime
) -> None:
    words = {"reason": "暴言", "customer_message": "お控えください。", "now": long_ago}
    until = clock.day(long_ago) + timedelta(days=10)
    flag = propose(customer, **words, until=until, by=staff("operator"))
    approve(flag, by=staff("supervisor"), now=long_ago)
    appeal(flag, reason="身に覚えがない", by=ichiro, now=long_ago)
    assert dict(purged("flags").kept) == {"異議が決定されていない": 1}


def test_an_order_that_nobody_decided_on_keeps_its_flag(old_flag: Make, purged: Make) -> None:
    HeldOrder.objects.create(order="shop.order:1", scope="order", flag=old_flag())
    assert dict(purged("flags").kept) == {"保留した注文が決定されていない": 1}


@pytest.mark.parametrize(("years", "gone"), [(None, 0), (6, 0), (5, 1)])
def test_a_refusal_goes_with_its_flag_but_not_before_its_own_time(
    refused: Refusal, periods: Make, purged: Make, years: int | None, gone: int
) -> None:
    periods(flags=5, refusals=years)
    tally = purged("flags")
    assert tally.gone == gone
    assert Refusal.objects.count() == 1 - gone
    assert dict(tally.kept) == ({} if gone else {"残っているお断りの記録がある": 1})


def test_a_refusal_alone_goes_and_its_flag_stays(refused: Refusal, purged: Make) -> None:
    assert purged("refusals").gone == 1
    assert AccountFlag.objects.exists()
    erasure = Erasure.objects.get(label="kasuhara_plugin.refusal")
    assert (erasure.row, erasure.removed) == (refused.pk, True)
    assert verify().is_whole


def test_an_inquiry_goes_with_the_address_under_which_it_was_counted(
    old: Make, purged: Make
) -> None:
    inquiry = old("inquiries")
    SenderLock.objects.update(touched_at=inquiry.received_at)
    inquiry_body = inquiry.body
    assert "email:a@nowhere" in set(SenderLock.objects.values_list("key", flat=True))
    assert purged("inquiries").gone == 1
    assert places(inquiry_body) == set()
    assert not SenderLock.objects.exists()
    assert places("a@nowhere") <= {f"{Identifier.__name__}.{name}" for name in ("value", "key")} | {
        "Customer.search_key"
    }
    assert not Inquiry.objects.exists()


def test_an_inquiry_that_is_deleted_by_sql_is_found(old: Make, purged: Make) -> None:
    old("inquiries")
    purged("inquiries")
    inquiry = old("inquiries")
    assert verify().findings == []
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {Inquiry._meta.db_table} WHERE id = %s", [inquiry.pk])
    where = f"kasuhara_plugin.inquiry {inquiry.pk}"
    assert verify().findings == [(where, "記録が削除されています。")]


def test_a_sender_who_still_has_an_inquiry_is_still_counted(old: Make, purged: Make) -> None:
    old("inquiries")
    SenderLock.objects.create(key="email:other@example.jp", touched_at=clock.now() - OLD / 2)
    purged("inquiries")
    assert SenderLock.objects.filter(key="email:other@example.jp").exists()


def test_a_mail_goes_with_the_tries_to_send_it(old: Make, purged: Make) -> None:
    mail = old("mails")
    MailAttempt.objects.create(mail=mail, ok=True)
    young = outbox.post(to="a@example.com", subject="件名", body="本文", kind="test")
    assert purged("mails").gone == 1
    assert list(OutgoingMail.objects.all()) == [young]
    assert not MailAttempt.objects.filter(mail_id=mail.pk).exists()
    labels = set(Erasure.objects.values_list("label", flat=True))
    assert {"kasuhara_plugin.outgoingmail", "kasuhara_plugin.mailattempt"} <= labels
    assert verify().is_whole


def test_an_audit_record_goes_and_the_ledger_holds(old: Make, purged: Make) -> None:
    row = old("audit")
    assert verify().is_whole
    assert purged("audit").gone == 1
    assert not AuditRecord.objects.filter(pk=row.pk).exists()
    assert verify().findings == []


LATER = clock.now() + OLD  # when what is written today is older than five years


def test_what_the_ledger_rests_on_is_never_due(old_note: Make, periods: Make, purged: Make) -> None:
    old_note()
    periods(notes=5)
    purged("notes")
    purged("audit", now=LATER)
    left = set(AuditRecord.objects.values_list("act", flat=True))
    assert left >= {"retention.purge", "audit.unlock", "retentionsettings.change"}
    assert "note.write" not in left
    assert verify().findings == []


def test_an_act_stays_as_long_as_its_record(old_flag: Make, old_note: Make, purged: Make) -> None:
    old_note()
    old_flag()
    tally = purged("audit", now=LATER)
    acts = set(AuditRecord.objects.values_list("act", flat=True))
    assert {"note.write", "flag.propose", "flag.approve", "flag.lift"} <= acts
    assert tally.kept["対象の記録が残っている"] == 4
    assert verify().findings == []
    purged("flags")
    purged("notes")
    purged("audit", now=LATER)
    assert not AuditRecord.objects.filter(act__startswith="flag.").exists()
    assert verify().findings == []
