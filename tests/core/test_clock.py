from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from kasuhara_plugin.core import clock

MIDNIGHT = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)  # the 23rd begins in Tokyo


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (MIDNIGHT - timedelta(microseconds=1), date(2026, 11, 22)),
        (MIDNIGHT, date(2026, 11, 23)),
        (MIDNIGHT + timedelta(hours=24, microseconds=-1), date(2026, 11, 23)),
        (MIDNIGHT + timedelta(hours=24), date(2026, 11, 24)),
        (datetime(2026, 12, 31, 15, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2028, 2, 28, 15, 0, tzinfo=UTC), date(2028, 2, 29)),
    ],
)
def test_a_day_begins_at_midnight_in_japan(moment: datetime, day: date) -> None:
    assert clock.day(moment) == day


@pytest.mark.parametrize("hours", [-11, -5, 0, 9, 14])
def test_the_day_does_not_depend_on_where_the_server_stands(hours: int) -> None:
    there = MIDNIGHT.astimezone(timezone(timedelta(hours=hours)))
    assert clock.day(there) == date(2026, 11, 23)


def test_the_time_is_aware() -> None:
    assert clock.now().utcoffset() is not None
