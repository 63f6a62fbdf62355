"""When a period is over: the last day counts whole, in Japan (民法 140条, 143条)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from kasuhara_plugin.core.clock import TOKYO
from kasuhara_plugin.core.retention import cutoff, last_day
from kasuhara_plugin.models import StaffNote
from kasuhara_plugin.notes.actions import write


@pytest.mark.parametrize(
    ("event", "years", "last"),
    [
        ("2026-11-27", 1, "2027-11-27"),
        ("2026-11-27", 5, "2031-11-27"),
        ("2026-12-31", 1, "2027-12-31"),
        ("2027-02-28", 1, "2028-02-29"),
        ("2028-02-28", 1, "2029-02-28"),
        ("2028-02-29", 1, "2029-02-28"),
        ("2028-02-29", 4, "2032-02-29"),
        ("2028-02-28", 4, "2032-02-28"),
    ],
)
def test_the_last_day_of_a_period(event: str, years: int, last: str) -> None:
    assert last_day(date.fromisoformat(event), years) == date.fromisoformat(last)


@pytest.mark.parametrize("years", [1, 3, 4, 5])
def test_the_cutoff_divides_exactly_what_is_over_from_what_is_not(years: int) -> None:
    today = date(2027, 1, 1)
    while today < date(2029, 3, 3):
        now = datetime(today.year, today.month, today.day, 12, tzinfo=TOKYO)
        first = cutoff(years, now).date()
        assert last_day(first - timedelta(days=1), years) < today <= last_day(first, years)
        today += timedelta(days=1)


@pytest.mark.parametrize(
    ("written", "gone_at", "still_at"),
    [
        ("2026-11-27T00:00:00", "2031-11-28T00:00:00", "2031-11-27T23:59:59"),
        ("2026-11-27T23:59:59", "2031-11-28T00:00:00", "2031-11-27T23:59:59"),
        ("2028-02-29T12:00:00", "2033-03-01T00:00:00", "2033-02-28T23:59:59"),
        ("2026-12-31T23:59:59", "2032-01-01T00:00:00", "2031-12-31T23:59:59"),
    ],
)
def test_a_note_goes_at_the_midnight_after_its_last_day(
    note: Callable[..., StaffNote], purged: Any, written: str, gone_at: str, still_at: str
) -> None:
    note(at(written))
    assert purged("notes", now=at(still_at)).due == 0
    assert purged("notes", now=at(gone_at)).gone == 1
    assert not StaffNote.objects.exists()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


@pytest.fixture
def note(staff: Any, customer: Any) -> Callable[..., StaffNote]:
    return lambda moment: write(customer, body="<p>a</p>", by=staff("operator"), now=moment)
