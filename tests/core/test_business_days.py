from datetime import date, datetime

import pytest

from kasuhara_plugin.core.business_days import end_of_next_business_day, is_business_day
from kasuhara_plugin.core.clock import TOKYO


@pytest.mark.parametrize(
    ("at", "ends"),
    [
        ("2026-11-24 10:00", "2026-11-26 00:00"),  # Tuesday: Wednesday's end
        ("2026-11-20 18:00", "2026-11-25 00:00"),  # Friday before 勤労感謝の日, a Monday
        ("2026-11-21 03:00", "2026-11-25 00:00"),  # Saturday
        ("2026-11-24 23:59", "2026-11-26 00:00"),
        ("2026-11-25 00:00", "2026-11-27 00:00"),
        ("2027-04-28 12:00", "2027-05-01 00:00"),  # 昭和の日 on Thursday, Friday between
        ("2027-04-30 12:00", "2027-05-07 00:00"),  # 憲法記念日 to こどもの日
        ("2028-02-28 12:00", "2028-03-01 00:00"),  # a leap day
        ("2026-09-18 09:00", "2026-09-25 00:00"),  # 敬老の日, 国民の休日, 秋分の日
    ],
)
def test_an_urgent_act_lapses_at_the_end_of_the_next_business_day(at: str, ends: str) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=TOKYO)
    wanted = datetime.fromisoformat(ends).replace(tzinfo=TOKYO)
    assert end_of_next_business_day(moment) == wanted


@pytest.mark.parametrize(
    ("day", "open_"),
    [("2026-11-24", True), ("2026-11-23", False), ("2026-11-28", False), ("2027-01-01", False)],
)
def test_the_office_is_closed_on_weekends_and_national_holidays(day: str, open_: bool) -> None:
    assert is_business_day(date.fromisoformat(day)) is open_
