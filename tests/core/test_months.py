from datetime import date

import pytest

from kasuhara_plugin.core.clock import months_after


@pytest.mark.parametrize(
    ("start", "months", "day"),
    [
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        (date(2026, 11, 23), 1, date(2026, 12, 23)),
        (date(2026, 11, 23), 2, date(2027, 1, 23)),
        (date(2026, 11, 23), 12, date(2027, 11, 23)),
        (date(2026, 11, 23), 60, date(2031, 11, 23)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
    ],
)
def test_so_many_months_later(start: date, months: int, day: date) -> None:
    assert months_after(start, months) == day


@pytest.mark.parametrize("month", range(1, 13))
def test_a_month_after_a_first_is_the_next_first(month: int) -> None:
    assert months_after(date(2026, month, 1), 1) == date(2026 + month // 12, month % 12 + 1, 1)
