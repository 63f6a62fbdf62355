"""The time: aware, and in Asia/Tokyo where people read it. Rules take ``now`` as an argument."""

from calendar import monthrange
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

TOKYO = ZoneInfo("Asia/Tokyo")


def now() -> datetime:
    return timezone.now()


def day(moment: datetime) -> date:
    """The calendar day in Japan. "Until day D" holds while ``day(now) <= D``."""
    return moment.astimezone(TOKYO).date()


def months_after(start: date, months: int) -> date:
    """The same day ``months`` later, or that month's last day."""
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))
