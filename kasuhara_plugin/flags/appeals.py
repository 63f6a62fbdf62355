"""異議申立て: the customer disagrees, and somebody else looks at it again (law 3)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.errors import AlreadyDecided, SamePerson
from kasuhara_plugin.core.site_settings import DecisionRule, RuleSettings
from kasuhara_plugin.core.usable import require_usable
from kasuhara_plugin.customers.family import family
from kasuhara_plugin.flags.deciding import (
    REASON_LIMIT,
    allow,
    decide,
    locked,
    require_second_person,
    rule,
)
from kasuhara_plugin.flags.models import (
    VERDICTS,
    AccountFlag,
    Act,
    FlagDecision,
    Level,
    Status,
)


def appeal(flag: AccountFlag, *, reason: str, by: Any, now: datetime | None = None) -> FlagDecision:
    """Takes down that the customer disagrees, once per flag, within ``RuleSettings.appeal_days``
    of its start. ``by`` is the flagged customer's own account, or staff for somebody who phoned.

    Raises ``NotPermitted``, ``UnusableText`` and ``AlreadyDecided``.
    """
    now = now or clock.now()
    if not is_owner(flag, by):
        allow(by, "appeal")
    require_usable(reason, limit=REASON_LIMIT)
    with transaction.atomic():
        flag = locked(flag, Status.ACTIVE, now)
        if refusal := _too_late(flag, now):
            raise AlreadyDecided(refusal)
        return decide(flag, Act.APPEALED, by=by, reason=reason, now=now)


def decide_appeal(
    flag: AccountFlag, *, granted: bool, reason: str, by: Any, now: datetime | None = None
) -> FlagDecision:
    """Answers the appeal; ``reason`` is the answer that the customer gets. Granting it lifts the
    flag in the same transaction. ``by`` neither proposed, amended nor approved it.

    Raises ``NotPermitted``, ``SamePerson``, ``UnusableText`` and ``AlreadyDecided``.
    """
    allow(by, "decide_appeal")
    require_usable(reason, limit=REASON_LIMIT)
    with transaction.atomic():
        flag = locked(flag, Status.ACTIVE, now)
        if not is_open(flag):
            raise AlreadyDecided("決定を待っている異議はありません。")
        _require_third_person(flag, by=by)
        verdict = Act.APPEAL_GRANTED if granted else Act.APPEAL_DENIED
        decision = decide(flag, verdict, by=by, reason=reason, now=now)
        if granted:
            decide(flag, Act.LIFTED, by=by, reason=reason, now=now)
        return decision


def is_owner(flag: AccountFlag, user: Any) -> bool:
    """Whether this is the account that the flag restricts."""
    return user.pk is not None and any(one.user_id == user.pk for one in family(flag.customer))


def is_open(flag: AccountFlag) -> bool:
    return AccountFlag.objects.appealed().filter(pk=flag.pk).exists()


def may_appeal(flag: AccountFlag, now: datetime) -> bool:
    """Whether the way is open still: in force, not used yet, within the days."""
    return flag.status(now) == Status.ACTIVE and not _too_late(flag, now)


def may_decide_appeal(flag: AccountFlag, *, by: Any) -> bool:
    try:
        _require_third_person(flag, by=by)
    except SamePerson:
        return False
    return True


def _require_third_person(flag: AccountFlag, *, by: Any) -> None:
    require_second_person(flag, by=by)
    approvers = flag.decisions.filter(act__in=VERDICTS).values_list("actor_key", flat=True)
    if rule() == DecisionRule.TWO and audit.actor(by).key in set(approvers):
        raise SamePerson("異議は、申請した人とも承認した人とも別の人が決定してください。")


def _too_late(flag: AccountFlag, now: datetime) -> str:
    """Why no appeal is possible, or an empty text."""
    if flag.level == Level.WATCH:
        return "このフラグには、異議の申立てはありません。"
    if flag.decisions.filter(act=Act.APPEALED).exists():
        return "異議は、すでに承っています。"
    if clock.day(now) > last_day(flag):
        return "異議をお申し立ていただける期間を過ぎています。"
    return ""


def last_day(flag: AccountFlag) -> Any:
    """The last day, in Japan, on which an appeal is taken."""
    in_force = flag.decisions.filter(act__in=[Act.APPROVED, Act.RATIFIED]).first()
    since = clock.day(in_force.at if in_force else flag.starts_at)
    return since + timedelta(days=RuleSettings.load().appeal_days)
