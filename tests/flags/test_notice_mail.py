"""Which act tells the customer what by mail, and at which address (law 5)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core.append_only import drop_triggers
from kasuhara_plugin.customers.actions import exempt, merge, register
from kasuhara_plugin.flags.actions import (
    amend,
    appeal,
    approve,
    decide_appeal,
    lift,
    ratify,
    reject,
    review,
)
from kasuhara_plugin.flags.ending import record_ended
from kasuhara_plugin.models import AccountFlag, Customer, FlagDecision, OutgoingMail

from ..conftest import NOW

Make = Callable[..., Any]
AFTER = NOW + timedelta(days=3)  # the next business day is over
KIND = "flag.notice"
SAYS = {
    "in force": "承ることができなくなりましたので",
    "ended": "先にお知らせしたお取引の制限は終了しました",
    "received": "異議のお申し立てを承りました。",
    "granted": "お取引の制限を解除しました",
    "denied": "お取引の制限を続けさせていただきます",
}


def said() -> list[str]:
    """What the mails to the customer say, in the order in which they were written."""
    bodies = OutgoingMail.objects.filter(kind=KIND).order_by("id").values_list("body", flat=True)
    return [next(what for what, words in SAYS.items() if words in body) for body in bodies]


def sent_to() -> list[str]:
    rows = OutgoingMail.objects.filter(kind=KIND).order_by("id")
    return list(rows.values_list("to", flat=True))


@pytest.fixture
def goes_through(staff: Make, proposed: Make, ichiro: User) -> Make:
    """``goes_through("approve lift", urgent=False)``: a flag with these acts, one after another."""

    def run(acts: str, **details: Any) -> AccountFlag:
        flag = proposed(by=staff("supervisor", "甲"), now=NOW, **details)
        second, third = staff("supervisor", "乙"), staff("desk", "丙")
        next_on = NOW.date() + timedelta(days=30)
        steps: dict[str, Callable[[], Any]] = {
            "amend": lambda: amend(flag, notify=True, by=third, reason="直す", now=NOW),
            "approve": lambda: approve(flag, by=second, now=NOW),
            "reject": lambda: reject(flag, by=second, now=NOW),
            "ratify": lambda: ratify(flag, by=second, now=NOW),
            "review": lambda: review(flag, by=second, reason="続ける", next_on=next_on, now=NOW),
            "lift": lambda: lift(flag, by=second, reason="落ち着いた", now=NOW),
            "appeal": lambda: appeal(flag, by=ichiro, reason="不服です", now=NOW),
            "grant": lambda: decide_appeal(
                flag, granted=True, reason="認めます", by=third, now=NOW
            ),
            "deny": lambda: decide_appeal(
                flag, granted=False, reason="続けます", by=third, now=NOW
            ),
            "end": lambda: record_ended(AFTER),
        }
        for act in acts.split():
            steps[act]()
        return flag

    return run


@pytest.mark.parametrize("level", ["limit", "refuse"])
@pytest.mark.parametrize(
    ("acts", "urgent", "told", "told_in_spite_of_notify_off"),
    [
        ("", False, [], []),
        ("amend", False, [], None),
        ("approve", False, ["in force"], []),
        ("amend approve", False, ["in force"], None),
        ("reject", False, [], []),
        ("approve review", False, ["in force"], []),
        ("approve lift", False, ["in force", "ended"], []),
        ("approve appeal", False, ["in force", "received"], ["received"]),
        (
            "approve appeal grant",
            False,
            ["in force", "received", "granted"],
            ["received", "granted"],
        ),
        ("approve appeal deny", False, ["in force", "received", "denied"], ["received", "denied"]),
        (
            "approve appeal deny lift",
            False,
            ["in force", "received", "denied", "ended"],
            ["received", "denied"],
        ),
        ("", True, ["in force"], []),
        ("ratify", True, ["in force"], []),
        ("ratify lift", True, ["in force", "ended"], []),
        ("reject", True, ["in force", "ended"], []),
        ("lift", True, ["in force", "ended"], []),
        ("end", True, ["in force", "ended"], []),
        ("end end", True, ["in force", "ended"], []),
        ("ratify end", True, ["in force"], []),
        ("ratify appeal grant", True, ["in force", "received", "granted"], ["received", "granted"]),
        ("appeal grant", True, ["in force", "received", "granted"], ["received", "granted"]),
    ],
)
@pytest.mark.parametrize("notify", [True, False])
def test_each_act_tells_what_belongs_to_it(
    goes_through: Make, level: str, acts: str, urgent: bool,
    told: list[str], told_in_spite_of_notify_off: list[str] | None, notify: bool,
) -> None:  # fmt: skip
    expected = told if notify else told_in_spite_of_notify_off
    if expected is None:  # the amendment switches it on
        expected = told
    goes_through(acts, level=level, urgent=urgent, notify=notify)
    assert said() == expected


@pytest.mark.parametrize("acts", ["", "lift"])
def test_to_watch_tells_nobody(goes_through: Make, acts: str) -> None:
    goes_through(acts, level="watch", notify=True, urgent=True)
    assert said() == []


def test_an_end_that_was_told_beforehand_is_not_told_again(goes_through: Make) -> None:
    flag = goes_through("approve end", until=NOW.date())
    assert FlagDecision.objects.filter(flag=flag, act="expired").exists()
    assert said() == ["in force"]


def test_it_is_kept_about_the_flag_and_shown_with_it(
    goes_through: Make, staff: Make, as_user: Callable[[User], Client]
) -> None:
    flag = goes_through("approve")
    row = OutgoingMail.objects.get(kind=KIND)
    assert (row.subject_type, row.subject_key) == ("kasuhara_plugin.accountflag", str(flag.pk))
    assert (row.to, row.created_at) == ("ichiro@example.com", NOW)
    decision = FlagDecision.objects.get(act="approved")
    assert row.key == f"flag-notice:{decision.pk}:0"
    address = reverse("kasuhara_flags:inspect", args=[flag.pk])
    for role, may_read in (("supervisor", True), ("operator", False)):
        page = as_user(staff(role)).get(address).content.decode()
        assert row.subject in page
        assert (reverse("kasuhara_mail:inspect", args=[row.pk]) in page) is may_read


def test_a_guest_is_written_to_at_the_newest_address(active: Make) -> None:
    guest = register(email="old@example.jp", now=NOW)
    guest.identifiers.create(
        kind="email", value="New@example.jp", key="new@example.jp", recorded_at=AFTER
    )
    active(guest)
    assert sent_to() == ["New@example.jp"]


def test_an_exempted_address_gets_nothing(active: Make, staff: Make) -> None:
    guest = register(email="guest@example.jp")
    exempt(guest.identifiers.get(), by=staff("supervisor"), reason="別の方")
    active(guest)
    assert sent_to() == []


def test_somebody_with_several_accounts_is_told_at_each(
    active: Make, staff: Make, customer: Customer, hanako: User
) -> None:
    merge(customer, register(user=hanako), by=staff("supervisor"), reason="同じ方")
    active(customer)
    assert sorted(sent_to()) == ["hanako@example.com", "ichiro@example.com"]
    bodies = OutgoingMail.objects.filter(kind=KIND).values_list("body", flat=True)
    assert len(set(bodies)) == 2  # each has a link of its own


@pytest.mark.parametrize(
    ("notify", "address", "words"),
    [
        (True, "", "メールアドレスが分からないためです。"),
        (False, "c@example.jp", "お知らせのメールは送っていません。"),
        (True, "c@example.jp", None),
    ],
)
def test_the_flag_says_if_nothing_went_out(
    active: Make, staff: Make, as_user: Callable[[User], Client],
    notify: bool, address: str, words: str | None,
) -> None:  # fmt: skip
    who = register(email=address, phone="03-1234-5678")
    flag = active(who, notify=notify)
    page = as_user(staff("operator")).get(reverse("kasuhara_flags:inspect", args=[flag.pk]))
    assert ("書面などでお伝えください" in page.content.decode()) is (words is not None)
    assert words is None or words in page.content.decode()


def test_nothing_waits_to_be_said_of_a_proposal(
    proposed: Make, staff: Make, as_user: Callable[[User], Client]
) -> None:
    flag = proposed(register(phone="03-1234-5678"))
    page = as_user(staff("operator")).get(reverse("kasuhara_flags:inspect", args=[flag.pk]))
    assert "お知らせのメールは送っていません" not in page.content.decode()


@pytest.mark.parametrize("act", ["approve", "lift", "appeal", "grant", "deny"])
def test_an_act_that_is_rolled_back_mails_nothing(goes_through: Make, act: str) -> None:
    before = {"approve": "", "grant": "approve appeal", "deny": "approve appeal"}
    with pytest.raises(RuntimeError), transaction.atomic():
        goes_through(f"{before.get(act, 'approve')} {act}")
        assert OutgoingMail.objects.exists()
        raise RuntimeError
    assert not OutgoingMail.objects.exists()
    assert mail.outbox == []


def test_an_act_that_cannot_be_audited_mails_nothing(proposed: Make, staff: Make) -> None:
    flag, second = proposed(), staff("supervisor")
    before = OutgoingMail.objects.count()
    drop_triggers()
    table = "kasuhara_plugin_auditrecord"
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO {table}_away")
    with pytest.raises(DatabaseError), transaction.atomic():
        approve(flag, by=second)
    assert OutgoingMail.objects.count() == before
    assert flag.status() == "proposed"


@pytest.mark.django_db(transaction=True)
def test_it_goes_out_after_the_commit(proposed: Make, staff: Make) -> None:
    flag = proposed()
    mail.outbox.clear()
    with transaction.atomic():
        approve(flag, by=staff("supervisor"))
        assert mail.outbox == []
    assert [message.to for message in mail.outbox] == [["ichiro@example.com"]]
