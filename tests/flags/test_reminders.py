"""What is left lying is told to those who may decide: once a week, an end once."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from storefront.accounts.models import User

from kasuhara_plugin.core.clock import TOKYO
from kasuhara_plugin.core.reminders import post
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.flags.actions import approve, lift, review
from kasuhara_plugin.flags.reminders import reminders
from kasuhara_plugin.models import AccountFlag, FlagDecision, OutgoingMail

Make = Callable[..., Any]
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=TOKYO)
WAITS, DUE, ENDS = "決裁を待っています", "見直しの時期です", "まもなく終了します"


def day(offset: int) -> datetime:
    return MONDAY + timedelta(days=offset)


def told(now: datetime) -> list[tuple[str, str]]:
    """What is posted at that moment, as ``(who, what)``; what was posted before is not again."""
    news = [one for one in reminders(now) if post(one, now=now)]
    what = {
        one: next(words for words in (WAITS, DUE, ENDS) if words in one.subject) for one in news
    }
    return [(one.to.partition("@")[0], what[one]) for one in news]


@pytest.fixture
def lead(staff: Make) -> User:
    return staff("supervisor")


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(days=3, seconds=-1), []),
        (timedelta(days=3), [("supervisor", WAITS)]),
        (timedelta(days=300), [("supervisor", WAITS)]),
    ],
)
def test_a_proposal_that_waits_three_days_is_told(
    lead: User, proposed: Make, after: timedelta, expected: list[Any]
) -> None:
    proposed(now=MONDAY)
    assert told(MONDAY + after) == expected


def test_it_is_told_once_a_week_as_long_as_it_waits(lead: User, proposed: Make) -> None:
    flag = proposed(now=day(-7))
    weeks = [[told(day(7 * week + weekday)) for weekday in range(7)] for week in range(3)]
    assert [sum(map(len, week)) for week in weeks] == [1, 1, 1]
    approve(flag, by=lead, now=day(20))
    assert told(day(21)) == []


@pytest.mark.parametrize("year", [2026, 2027, 2032])
def test_the_turn_of_the_year_is_a_week_like_any_other(
    lead: User, proposed: Make, year: int
) -> None:
    start = datetime(year, 12, 20, 9, 0, tzinfo=TOKYO)
    proposed(now=start - timedelta(days=30))
    days = [start + timedelta(days=number) for number in range(28)]
    assert len([1 for at in days if told(at)]) == len({at.isocalendar()[:2] for at in days})


@pytest.mark.parametrize("level", ["limit", "refuse", "watch"])
@pytest.mark.parametrize(("offset", "due"), [(-1, False), (0, True), (30, True)])
def test_a_review_that_is_due_is_told(
    lead: User, active: Make, proposed: Make, level: str, offset: int, due: bool
) -> None:
    facts = {"level": level, "review_on": day(20).date(), "now": MONDAY}
    proposed(**facts) if level == "watch" else active(**facts)
    expected = [("supervisor", DUE)] if due and level != "watch" else []
    assert told(day(20 + offset)) == expected


def test_a_review_puts_the_next_one_off(lead: User, active: Make) -> None:
    flag = active(now=MONDAY, review_on=day(7).date())
    assert told(day(7)) == [("supervisor", DUE)]
    review(flag, by=lead, reason="続くため", next_on=day(30).date(), now=day(8))
    assert told(day(14)) == []
    assert told(day(30)) == [("supervisor", DUE)]


@pytest.mark.parametrize(
    ("offset", "expected"), [(-8, False), (-7, True), (-1, True), (0, True), (1, False)]
)
def test_an_end_that_comes_near_is_told(
    lead: User, active: Make, offset: int, expected: bool
) -> None:
    active(now=MONDAY, until=day(20).date())
    assert told(day(20 + offset)) == ([("supervisor", ENDS)] if expected else [])


def test_each_end_is_told_once(lead: User, active: Make) -> None:
    active(now=MONDAY, until=day(10).date())
    other = active(now=MONDAY, until=day(13).date())
    active(now=MONDAY, until=day(16).date())
    days = [told(day(number)) for number in range(20)]
    assert [len(one) for one in days] == [0, 0, 0, 1, 0, 0, 1, 0, 0, 1, *[0] * 10]
    ends = OutgoingMail.objects.filter(subject__contains=ENDS).order_by("id")
    named = [[line for line in mail.body.splitlines() if "フラグ" in line] for mail in ends]
    assert [len(lines) for lines in named] == [1, 1, 1]
    assert f"フラグ{other.pk}" in named[1][0]


def test_an_end_is_not_told_anew_when_another_flag_is_lifted(lead: User, active: Make) -> None:
    first, _ = (active(now=MONDAY, until=day(10).date()) for _ in range(2))
    assert {who for who, _ in told(day(5))} == {"supervisor"}
    lift(first, by=lead, reason="終わり", now=day(6))
    assert told(day(6)) == []


def test_only_who_may_approve_is_told_and_each_of_them(
    lead: User, staff: Make, active: Make, proposed: Make
) -> None:
    for role in ("operator", "desk", "legal", "policy_editor"):
        staff(role)
    User.objects.filter(pk=staff("desk", "away").pk).update(is_active=False)
    User.objects.filter(pk=staff("desk", "unreachable").pk).update(email="")
    proposed(now=MONDAY)
    assert sorted(told(day(3))) == [("desk", WAITS), ("supervisor", WAITS)]


def test_an_urgent_one_is_no_proposal_that_waits(lead: User, proposed: Make) -> None:
    proposed(by=lead, urgent=True, now=MONDAY)
    assert told(day(0)) == told(day(5)) == []


def test_the_mail_names_no_customer_and_leads_to_the_list(lead: User, active: Make) -> None:
    guest = register(email="guest@example.jp", name="客人 太郎")
    flag = active(guest, now=MONDAY, until=date(2026, 11, 23), review_on=date(2026, 11, 20))
    told(day(5))
    mails = OutgoingMail.objects.filter(kind="reminder").order_by("id")
    assert [mail.subject for mail in mails] == [
        "取引制限の見直しの時期です（1件）",
        "取引制限がまもなく終了します（1件）",
    ]
    for mail in mails:
        assert mail.body == (
            f"フラグ{flag.pk}　終了日 2026年11月23日　見直し日 2026年11月20日\n\n"
            "http://localhost/admin/kasuhara/flags/\n"
        )


def test_a_dry_run_says_what_would_go_out_and_writes_nothing(
    lead: User, active: Make, proposed: Make
) -> None:
    now = timezone.now()
    proposed(now=now - timedelta(days=4))
    lapsed = proposed(by=lead, urgent=True, now=now - timedelta(days=30))
    before = OutgoingMail.objects.count(), FlagDecision.objects.count()
    said = StringIO()
    call_command("kasuhara_remind", dry_run=True, stdout=said)
    assert f"supervisor@staff.example.jp：取引制限の申請が{WAITS}（1件）" in said.getvalue()
    assert (OutgoingMail.objects.count(), FlagDecision.objects.count()) == before
    said = StringIO()
    call_command("kasuhara_remind", stdout=said)
    assert OutgoingMail.objects.filter(subject__contains=WAITS).count() == 1
    assert FlagDecision.objects.filter(flag=lapsed, act="lapsed").exists()
    again = StringIO()
    call_command("kasuhara_remind", dry_run=True, stdout=again)
    assert WAITS not in again.getvalue()


def test_the_run_tells_the_customer_that_a_lapsed_one_has_ended(lead: User, proposed: Make) -> None:
    proposed(by=lead, urgent=True, now=timezone.now() - timedelta(days=30))
    for _ in range(2):
        call_command("kasuhara_remind", stdout=StringIO())
    ended = OutgoingMail.objects.filter(kind="flag.notice", body__contains="制限は終了しました")
    assert [mail.to for mail in ended] == ["ichiro@example.com"]


def test_it_costs_the_same_however_many_flags_there_are(
    lead: User, active: Make, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    def fill(first: int, last: int) -> None:
        for number in range(first, last):
            active(register(email=f"c{number}@example.jp"), now=MONDAY, until=day(5).date())

    fill(0, 1)
    with django_assert_max_num_queries(10) as few:
        list(reminders(day(1)))
    fill(1, 6)
    assert AccountFlag.objects.count() == 6
    with django_assert_num_queries(len(few)):
        list(reminders(day(1)))
