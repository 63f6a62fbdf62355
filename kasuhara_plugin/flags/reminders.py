"""What is left lying: a proposal nobody decided on, a review that is due, an end that comes near."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from kasuhara_plugin.core import clock, links
from kasuhara_plugin.core.people import address_of, staff_who_may
from kasuhara_plugin.core.reminders import Reminder
from kasuhara_plugin.flags.models import AccountFlag
from kasuhara_plugin.flags.vocabulary import Level

WAITS_TOO_LONG = timedelta(days=3)
ENDS_SOON = timedelta(days=7)


def reminders(now: datetime) -> Iterator[Reminder]:
    """To everybody who may approve: waiting and due once a week, an end once. No names in it."""
    people = [one for one in staff_who_may("approve_accountflag") if address_of(one)]
    url = links.absolute("kasuhara_flags:index")
    for key, subject, flags in _occasions(now):
        if flags:
            body = "\n".join([*map(_line, flags), "", url, ""])
            for one in people:
                yield Reminder(
                    f"{key}:{one.pk}", address_of(one), f"{subject}（{len(flags)}件）", body
                )


def _occasions(now: datetime) -> Iterable[tuple[str, str, list[AccountFlag]]]:
    today = clock.day(now)
    week = f"{today.isocalendar().year}-{today.isocalendar().week}"
    restricting = AccountFlag.objects.exclude(level=Level.WATCH).order_by("pk")
    in_force = restricting.in_force(now)
    old = restricting.waiting(now).filter(lapses_at=None, proposed_at__lte=now - WAITS_TOO_LONG)
    due = in_force.filter(review_on__lte=today)
    ending = in_force.filter(until__range=(today, today + ENDS_SOON))
    yield f"flags-waiting:{week}", "取引制限の申請が決裁を待っています", list(old)
    yield f"flags-review:{week}", "取引制限の見直しの時期です", list(due)
    for flag in ending:  # each is an occasion of its own, whatever becomes of the others
        key = f"flags-ending:{flag.pk}:{flag.until}"
        yield key, "取引制限がまもなく終了します", [flag]


def _line(flag: AccountFlag) -> str:
    days = (("終了日", flag.until), ("見直し日", flag.review_on))
    return f"フラグ{flag.pk}" + "".join(f"　{label} {_day(day)}" for label, day in days if day)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
