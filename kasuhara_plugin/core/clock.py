"""The time: aware, and in Asia/Tokyo where people read it. Rules take ``now`` as an argument."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

TOKYO = ZoneInfo("Asia/Tokyo")


def now() -> datetime:
    return timezone.now()


def day(moment: datetime) -> date:
    """The calendar day in Japan. "Until day D" holds while ``day(now) <= D``."""
    return moment.astimezone(TOKYO).date()
