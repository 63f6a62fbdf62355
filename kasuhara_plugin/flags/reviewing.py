"""見直し: a restriction without an end is looked at again, and goes on only if somebody says why."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.errors import AlreadyDecided
from kasuhara_plugin.core.usable import require_usable
from kasuhara_plugin.flags.deciding import allow, decide, locked
from kasuhara_plugin.flags.models import AccountFlag, FlagDecision
from kasuhara_plugin.flags.vocabulary import Act, Status
from kasuhara_plugin.flags.wording import REASON_LIMIT, IncompleteFlag, default_review


def review(
    flag: AccountFlag, *, by: Any, reason: str, next_on: date, now: datetime | None = None
) -> FlagDecision:
    """Writes down that a flag in force was looked at and goes on, and when it is looked at next:
    at the latest ``RuleSettings.review_after_days`` from now. Whoever finds that it should not go
    on lifts it. Raises ``NotPermitted``, ``UnusableText``, ``IncompleteFlag``, ``AlreadyDecided``.
    """
    now = now or clock.now()
    allow(by, "approve")
    require_usable(reason, limit=REASON_LIMIT)
    _require_soon(next_on, now)
    with transaction.atomic():
        flag = locked(flag, Status.ACTIVE, now)
        if flag.awaits_ratification(now):
            raise AlreadyDecided("緊急に適用したフラグです。先に追認または却下してください。")
        flag.review_on = next_on
        flag.save(update_fields=["review_on"])
        return decide(flag, Act.REVIEWED, by=by, reason=reason, now=now)


def _require_soon(next_on: date, now: datetime) -> None:
    last = default_review(now)
    if not clock.day(now) < next_on <= last:
        raise IncompleteFlag(
            f"次の見直し日は、明日から{last.year}年{last.month}月{last.day}日までの日付にしてください。"
        )
