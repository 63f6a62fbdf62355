"""Until when a customer can disagree: ``RuleSettings.appeal_days`` from the day it took effect."""

from datetime import date, datetime, timedelta

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.site_settings import RuleSettings
from kasuhara_plugin.flags.models import AccountFlag
from kasuhara_plugin.flags.vocabulary import Act, Level


def last_day(flag: AccountFlag) -> date:
    """The last day, in Japan, on which an appeal is taken."""
    acts = [Act.APPROVED, Act.RATIFIED]
    in_force = flag.decisions.filter(act__in=acts).first() if flag.pk else None
    since = clock.day(in_force.at if in_force else flag.starts_at)
    return since + timedelta(days=RuleSettings.load().appeal_days)


def closed_because(flag: AccountFlag, now: datetime) -> str:
    """Why no appeal is possible, or an empty text."""
    if flag.level == Level.WATCH:
        return "このフラグには、異議の申立てはありません。"
    if flag.decisions.filter(act=Act.APPEALED).exists():
        return "異議は、すでに承っています。"
    if clock.day(now) > last_day(flag):
        return "異議をお申し立ていただける期間を過ぎています。"
    return ""
