"""Business days of a Japanese office: Monday to Friday without the national holidays."""

from datetime import date, datetime, time, timedelta

from holidays.countries.japan import Japan

from kasuhara_plugin.core.clock import TOKYO, day

_HOLIDAYS = Japan()  # fills in each year when it is asked for it


def is_business_day(on: date) -> bool:
    return on.weekday() < 5 and on not in _HOLIDAYS


def next_business_day(after: date) -> date:
    """The first one behind ``after``."""
    following = after + timedelta(days=1)
    while not is_business_day(following):
        following += timedelta(days=1)
    return following


def business_days_between(start: date, end: date) -> int:
    """How many there are behind ``start``, ``end`` included."""
    days = (start + timedelta(days=nth) for nth in range(1, (end - start).days + 1))
    return sum(map(is_business_day, days))


def business_days_before(end: date, many: int) -> date:
    """The last day with at least so many business days behind it, ``end`` included."""
    on = end
    while many > 0:
        many -= is_business_day(on)
        on -= timedelta(days=1)
    return on


def end_of_next_business_day(moment: datetime) -> datetime:
    """Midnight in Japan at which the business day after ``moment`` is over."""
    ends = next_business_day(day(moment)) + timedelta(days=1)
    return datetime.combine(ends, time(), tzinfo=TOKYO)
