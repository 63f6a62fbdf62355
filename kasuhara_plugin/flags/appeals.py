"""異議申立て: the customer disagrees, and somebody else looks at it again (law 3)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.errors import AlreadyDecided, NotPermitted, SamePerson
from kasuhara_plugin.core.site_settings import DecisionRule
from kasuhara_plugin.core.usable import require_usable
from kasuhara_plugin.flags import appeal_link
from kasuhara_plugin.flags.appeal_term import closed_because
from kasuhara_plugin.flags.deciding import (
    allow,
    decide,
    locked,
    require_second_person,
    rule,
)
from kasuhara_plugin.flags.models import AccountFlag, FlagDecision
from kasuhara_plugin.flags.owners import is_owner
from kasuhara_plugin.flags.vocabulary import VERDICTS, Act, Status
from kasuhara_plugin.flags.wording import REASON_LIMIT


def appeal(flag: AccountFlag, *, reason: str, by: Any, now: datetime | None = None) -> FlagDecision:
    """Takes down that the customer disagrees, once per flag, within ``RuleSettings.appeal_days``
    of its start. ``by`` is the flagged customer's own account, or staff for somebody who phoned.

    Raises ``NotPermitted``, ``UnusableText`` and ``AlreadyDecided``.
    """
    if not is_owner(flag, by):
        allow(by, "appeal")
    return _appeal(flag, reason=reason, by=by, now=now or clock.now())


def appeal_by_mail(token: str, *, reason: str, now: datetime | None = None) -> FlagDecision:
    """The same by the link that was mailed to the customer, without an account. Raises
    ``NotPermitted`` for a link that does not hold."""
    holder = appeal_link.holder(token)
    if holder is None:
        raise NotPermitted("このリンクは、現在ご利用いただけません。")
    return _appeal(holder.flag, reason=reason, by=holder.actor, now=now or clock.now())


def _appeal(flag: AccountFlag, *, reason: str, by: Any, now: datetime) -> FlagDecision:
    require_usable(reason, limit=REASON_LIMIT)
    with transaction.atomic():
        flag = locked(flag, Status.ACTIVE, now)
        if refusal := closed_because(flag, now):
            raise AlreadyDecided(refusal)
        return decide(flag, Act.APPEALED, by=by, reason=reason, now=now)


def decide_appeal(
    flag: AccountFlag, *, granted: bool, reason: str, by: Any, now: datetime | None = None
) -> FlagDecision:
    """Answers the appeal; ``reason`` is the answer that the customer gets. Granting it lifts the
    flag in the same transaction. ``by`` neither proposed, amended nor approved it, and is not
    the customer.

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


def is_open(flag: AccountFlag) -> bool:
    return AccountFlag.objects.appealed().filter(pk=flag.pk).exists()


def may_appeal(flag: AccountFlag, now: datetime) -> bool:
    """Whether the way is open still: in force, not used yet, within the days."""
    return flag.status(now) == Status.ACTIVE and not closed_because(flag, now)


def may_decide_appeal(flag: AccountFlag, *, by: Any) -> bool:
    try:
        _require_third_person(flag, by=by)
    except SamePerson:
        return False
    return True


def _require_third_person(flag: AccountFlag, *, by: Any) -> None:
    if is_owner(flag, by):  # staff order from their own shop as well
        raise SamePerson("ご自身の取引制限についての異議は、別の人が決定してください。")
    require_second_person(flag, by=by)
    approvers = flag.decisions.filter(act__in=VERDICTS).values_list("actor_key", flat=True)
    if rule() == DecisionRule.TWO and audit.actor(by).key in set(approvers):
        raise SamePerson("異議は、申請した人とも承認した人とも別の人が決定してください。")
