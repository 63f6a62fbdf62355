"""集計: what came in, what became of it, and how long an answer took, by week and by category."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from statistics import median
from typing import Any, NamedTuple

from django.db.models import Count, F, Min, Q
from django.db.models.functions import TruncWeek

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.business_days import business_days_between
from kasuhara_plugin.inquiries import refused
from kasuhara_plugin.inquiries.models import Answer, Inquiry
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.inquiries.vocabulary import Kept

Taken = tuple[datetime, datetime]  # received and answered

A_WEEK = timedelta(days=7)
NO_CATEGORY = "種類なし"


class Line(NamedTuple):
    """``median_s``: seconds from a thread's first message to its first answer; ``in_time``: per cent of
    those answered that were within お返事の目安. None where nothing was answered, or no limit is set."""

    label: str
    received: int
    joined: int
    held: int
    waiting: int
    answered: int
    median_s: float | None
    in_time: int | None
    refused: int | None = None


class Period(NamedTuple):
    """Whole weeks of Japan, from a Monday on; the last one is under way."""

    first: date
    weeks: int

    @classmethod
    def until(cls, today: date, weeks: int) -> "Period":
        monday = today - timedelta(days=today.weekday())
        return cls(monday - A_WEEK * (weeks - 1), weeks)

    @property
    def last(self) -> date:
        return self.first + A_WEEK * self.weeks - timedelta(days=1)

    def mondays(self) -> list[date]:
        return [self.first + A_WEEK * nth for nth in range(self.weeks)]

    def of(self, column: str) -> Q:
        ends = (self.first, self.last + timedelta(days=1))
        since, until = (datetime.combine(day, time(), tzinfo=clock.TOKYO) for day in ends)
        return Q(**{f"{column}__gte": since, f"{column}__lt": until})


def by_week(period: Period) -> list[Line]:
    """The newest week first."""
    counts = {clock.day(key): told for key, told in _counts(_WEEK, period)}
    times = _times(period, lambda received_at, category: _monday(clock.day(received_at)))
    within = InquiryRules.load().answer_within
    given_back: dict[date, int] = defaultdict(int)
    for day, many in refused.counted(period.first, period.last).items():
        given_back[_monday(day)] += many
    lines = {
        monday: _line(f"{monday:%Y/%m/%d}の週", counts.get(monday, {}), times[monday], within)
        for monday in reversed(period.mondays())
    }
    return [line._replace(refused=given_back[monday]) for monday, line in lines.items()]


def by_category(period: Period) -> list[Line]:
    """The most frequent first."""
    times = _times(period, lambda received_at, category: category)
    within = InquiryRules.load().answer_within
    counts = sorted(_counts(F("category"), period), key=lambda one: -one[1]["received"])
    return [_line(key or NO_CATEGORY, told, times[key], within) for key, told in counts]


def _counts(group: Any, period: Period) -> Iterator[tuple[Any, dict[str, int]]]:
    rows = Inquiry.objects.order_by().filter(period.of("received_at")).annotate(group=group)
    for key, *counts in rows.values_list("group").annotate(**_COUNTED):
        yield key, dict(zip(_COUNTED, counts, strict=True))


def _times(period: Period, group: Callable[[datetime, str], Any]) -> dict[Any, list[Taken]]:
    """From the first message of each thread to its first answer."""
    of_thread = ("inquiry", "inquiry__received_at", "inquiry__category")
    rows = Answer.objects.order_by().filter(period.of("inquiry__received_at"))
    grouped: dict[Any, list[Taken]] = defaultdict(list)
    for _, received_at, category, answered_at in rows.values_list(*of_thread).annotate(Min("at")):
        grouped[group(received_at, category)].append((received_at, answered_at))
    return grouped


def _line(label: str, counts: dict[str, int], times: list[Taken], within: int) -> Line:
    kept = sum(_business_days(clock.day(a), clock.day(b)) <= within for a, b in times)
    return Line(
        label,
        **{name: counts.get(name, 0) for name in _COUNTED},
        answered=len(times),
        median_s=median((b - a).total_seconds() for a, b in times) if times else None,
        in_time=round(100 * kept / len(times)) if times and within else None,
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


_WEEK = TruncWeek("received_at", tzinfo=clock.TOKYO)
_COUNTED = {
    "received": Count("pk"),
    "joined": Count("pk", filter=Q(first__isnull=False)),
    "held": Count("pk", filter=Q(outcome=Kept.HELD)),
    "waiting": Count("pk", filter=Q(waiting_since__isnull=False)),
}
_business_days = lru_cache(maxsize=10_000)(business_days_between)
