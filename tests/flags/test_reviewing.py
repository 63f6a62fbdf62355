"""見直し: a restriction in force is looked at again, and goes on only if somebody says why."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core.clock import TOKYO
from kasuhara_plugin.core.errors import AlreadyDecided, NotPermitted, UnusableText
from kasuhara_plugin.core.site_settings import RuleSettings
from kasuhara_plugin.flags.actions import IncompleteFlag, approve, lift, reject, review
from kasuhara_plugin.models import AccountFlag, AuditRecord, FlagDecision, OutgoingMail

Make = Callable[..., Any]
NOW = datetime(2026, 11, 24, 0, 30, tzinfo=TOKYO)  # the 23rd in UTC
TODAY = date(2026, 11, 24)
WHY = "その後もお電話が続いているため"


def goes_on(flag: AccountFlag, by: User, **details: Any) -> FlagDecision:
    facts = {"reason": WHY, "next_on": TODAY + timedelta(days=30), "now": NOW, **details}
    return review(flag, by=by, **facts)


def test_it_says_who_looked_why_it_goes_on_and_until_when(active: Make, staff: Make) -> None:
    flag, person = active(now=NOW), staff("desk")
    row = goes_on(flag, person)
    flag = AccountFlag.objects.get(pk=flag.pk)
    assert (flag.review_on, flag.status(NOW)) == (date(2026, 12, 24), "active")
    assert (row.act, row.actor_key, row.reason, row.at) == ("reviewed", str(person.pk), WHY, NOW)
    audit = AuditRecord.objects.get(act="flag.review")
    assert (audit.actor_name, audit.reason, audit.subject_key) == ("desk", WHY, str(flag.pk))


@pytest.mark.parametrize("who", ["operator", "supervisor"])
def test_whoever_proposed_or_approved_may_look_again(proposed: Make, staff: Make, who: str) -> None:
    people = {"operator": staff("supervisor", "甲"), "supervisor": staff("supervisor", "乙")}
    flag = proposed(by=people["operator"], now=NOW)
    approve(flag, by=people["supervisor"], now=NOW)
    assert goes_on(flag, people[who]).actor_name == people[who].name


def test_as_often_as_it_takes(active: Make, staff: Make) -> None:
    flag = active(now=NOW)
    for days in (30, 60, 90):
        goes_on(flag, staff("desk"), next_on=TODAY + timedelta(days=days))
    assert flag.decisions.filter(act="reviewed").count() == 3


@pytest.mark.parametrize(
    ("days", "allowed"), [(-1, False), (0, False), (1, True), (90, True), (91, False)]
)
def test_the_next_time_is_from_tomorrow_to_the_days_that_the_shop_sets(
    active: Make, staff: Make, days: int, allowed: bool
) -> None:
    flag = active(now=NOW)
    before = AccountFlag.objects.get(pk=flag.pk).review_on
    next_on = TODAY + timedelta(days=days)
    if allowed:
        goes_on(flag, staff("desk"), next_on=next_on)
        assert AccountFlag.objects.get(pk=flag.pk).review_on == next_on
        return
    with pytest.raises(IncompleteFlag, match="明日から2027年2月22日まで"):
        goes_on(flag, staff("desk"), next_on=next_on)
    assert AccountFlag.objects.get(pk=flag.pk).review_on == before
    assert not AuditRecord.objects.filter(act="flag.review").exists()


def test_the_bound_follows_the_setting(active: Make, staff: Make) -> None:
    rules = RuleSettings.load()
    rules.review_after_days = 10
    rules.save()
    flag = active(now=NOW)
    assert flag.review_on == TODAY + timedelta(days=10)
    with pytest.raises(IncompleteFlag):
        goes_on(flag, staff("desk"), next_on=TODAY + timedelta(days=11))


@pytest.mark.parametrize("reason", ["", " \u3000", "\u200b", "\x00", "あ" * 2_001])
def test_nobody_goes_on_without_saying_why(active: Make, staff: Make, reason: str) -> None:
    with pytest.raises(UnusableText):
        goes_on(active(now=NOW), staff("desk"), reason=reason)
    assert not FlagDecision.objects.filter(act="reviewed").exists()


def test_the_database_wants_a_reason_as_well(active: Make) -> None:
    flag = active(now=NOW)
    with pytest.raises(IntegrityError, match="reasoned"), transaction.atomic():
        FlagDecision.objects.create(
            flag=flag, act="reviewed", rule="two", actor_key="a", actor_name="x", proposer_key="p"
        )


@pytest.mark.parametrize("role", ["operator", "legal", "policy_editor", "customer"])
def test_these_do_not(active: Make, staff: Make, hanako: User, role: str) -> None:
    with pytest.raises(NotPermitted):
        goes_on(active(now=NOW), hanako if role == "customer" else staff(role, "別の人"))


@pytest.mark.parametrize("state", ["proposed", "rejected", "lifted", "expired", "lapsed"])
def test_only_what_is_in_force_is_reviewed(
    active: Make, proposed: Make, staff: Make, state: str
) -> None:
    at = NOW - timedelta(days=30)
    if state in ("proposed", "rejected"):
        flag = proposed(now=NOW)
    elif state == "lapsed":
        flag = proposed(by=staff("supervisor"), urgent=True, now=at)
    else:
        flag = active(now=at, until=at.date() if state == "expired" else None)
    if state == "rejected":
        reject(flag, by=staff("desk"), now=NOW)
    elif state == "lifted":
        lift(flag, by=staff("desk"), reason="終わり", now=at)
    assert flag.status(NOW) == state
    with pytest.raises(AlreadyDecided):
        goes_on(flag, staff("desk"))
    assert not AuditRecord.objects.filter(act="flag.review").exists()


def test_what_waits_to_be_ratified_is_not_kept_up_by_a_review(proposed: Make, staff: Make) -> None:
    flag = proposed(by=staff("supervisor"), urgent=True, now=NOW)
    with pytest.raises(AlreadyDecided, match="追認"):
        goes_on(flag, staff("supervisor"))
    assert flag.status(NOW + timedelta(days=5)) == "lapsed"


def test_the_customer_hears_nothing_of_it(active: Make, staff: Make) -> None:
    flag = active(now=NOW)
    before = OutgoingMail.objects.count()
    goes_on(flag, staff("desk"))
    assert OutgoingMail.objects.count() == before


def test_it_is_done_by_hand_and_stands_in_the_flags_history(
    active: Make, staff: Make, as_user: Callable[[User], Client]
) -> None:
    flag, client = active(), as_user(staff("desk"))
    address = reverse("kasuhara_flags:review", args=[flag.pk])
    offered = client.get(address).context["form"].initial["next_on"]
    typed = {"reason": WHY, "next_on": offered.isoformat()}
    bad = client.post(address, {**typed, "next_on": "2020-01-01"})
    assert bad.status_code == 200
    assert WHY in bad.content.decode()
    assert "次の見直し日は、明日から" in bad.content.decode()
    assert client.post(address, typed).headers["Location"] == reverse(
        "kasuhara_flags:inspect", args=[flag.pk]
    )
    page = client.get(reverse("kasuhara_flags:inspect", args=[flag.pk])).content.decode()
    assert "見直し（継続）" in page
    assert WHY in page
    assert f"{offered.year}年{offered.month}月{offered.day}日" in page
