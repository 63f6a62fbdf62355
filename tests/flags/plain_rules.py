"""The rules of a restriction in plain words of Python, written from the design and not from the code:
what the gate must answer after any decisions, at any moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays

TOKYO = ZoneInfo("Asia/Tokyo")
_HOLIDAYS = holidays.country_holidays("JP")


@dataclass
class PlainFlag:
    pk: int
    customer: int
    level: str
    scopes: Sequence[str]
    until: date | None
    proposed_at: datetime
    urgent: bool
    proposer: str
    confirmed: bool = False  # approved or ratified
    over: bool = False  # rejected or lifted

    def acts(self, now: datetime) -> bool:
        """Whether it is in force at this moment."""
        if self.over or now < self.proposed_at:
            return False
        if self.until and now.astimezone(TOKYO).date() > self.until:
            return False
        if self.level == "watch" or self.confirmed:
            return True
        return self.urgent and now < end_of_next_business_day(self.proposed_at)

    def closes(self, scope: str, now: datetime) -> bool:
        if self.level == "watch" or not self.acts(now):
            return False
        return self.level == "refuse" or scope in self.scopes

    def waits(self, now: datetime) -> bool:
        """For a first decision by a second person."""
        if self.level == "watch" or self.confirmed or self.over:
            return False
        return self.acts(now) if self.urgent else True


def end_of_next_business_day(moment: datetime) -> datetime:
    day = moment.astimezone(TOKYO).date() + timedelta(days=1)
    while day.weekday() >= 5 or day in _HOLIDAYS:
        day += timedelta(days=1)
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), TOKYO)
