"""The decisions that staff make about a flag: check, lock, change, audit."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.business_days import end_of_next_business_day
from kasuhara_plugin.core.errors import AlreadyDecided, KasuharaError
from kasuhara_plugin.core.site_settings import RuleSettings
from kasuhara_plugin.core.usable import require_usable
from kasuhara_plugin.customers.actions import join_account
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.flags.appeals import appeal, decide_appeal
from kasuhara_plugin.flags.deciding import (
    CONTENT,
    MESSAGE_LIMIT,
    REASON_LIMIT,
    VERBS,
    allow,
    decide,
    locked,
    may_decide,
    require_second_person,
    require_seen,
)
from kasuhara_plugin.flags.models import AccountFlag, Act, FlagDecision, Level, Status
from kasuhara_plugin.policy.current import version_in_force

__all__ = [
    "MESSAGE_LIMIT",
    "REASON_LIMIT",
    "VERBS",
    "IncompleteFlag",
    "amend",
    "appeal",
    "approve",
    "decide_appeal",
    "lift",
    "may_decide",
    "propose",
    "ratify",
    "reject",
]


class IncompleteFlag(KasuharaError, ValueError):
    """A restriction without a scope, or one that ends before it begins (law 3)."""


def propose(
    customer: Customer,
    *,
    level: str = Level.LIMIT,
    scopes: Sequence[str] = ("order",),
    reason: str,
    customer_message: str = "",
    by: Any,
    until: date | None = None,
    review_on: date | None = None,
    clauses: Sequence[str] = ("s6-4-b",),
    urgent: bool = False,
    now: datetime | None = None,
) -> AccountFlag:
    """Writes down a flag that waits for another person's approval (``watch`` acts at once).

    ``until`` is the last day it holds, in Japan; without it and ``review_on`` a review is set
    for ``RuleSettings.review_after_days`` later. ``clauses`` are ids of the policy's clauses
    (policy s6-4-b). An ``urgent`` one acts at once and lapses at the end of the next business
    day unless ``ratify`` follows. Raises ``NotPermitted``, ``UnusableText`` and
    ``IncompleteFlag``.
    """
    now = now or clock.now()
    allow(by, "urgent" if urgent else "propose")
    said = _said(level, scopes, reason, customer_message, clauses, until, review_on, now)
    who = audit.actor(by)
    with transaction.atomic():
        join_account(customer, by=by, now=now)
        flag = AccountFlag.objects.create(
            customer=customer,
            **said,
            policy_version=version_in_force(now),
            lapses_at=end_of_next_business_day(now) if urgent and level != Level.WATCH else None,
            starts_at=now,
            proposer_key=who.key,
            proposer_name=who.name,
            proposed_at=now,
        )
        decide(flag, Act.PROPOSED, by=by, reason=reason, now=now)
    return flag


def amend(
    flag: AccountFlag,
    *,
    by: Any,
    reason: str,
    now: datetime | None = None,
    **changes: Any,
) -> FlagDecision:
    """Changes what a waiting proposal says (the arguments of ``propose``); ``reason`` is why.
    Who amends it cannot approve it, and an approval of what was there before is refused. The
    flag's own reason is ``flag_reason``. Raises what ``propose`` raises, and ``AlreadyDecided``.
    """
    now = now or clock.now()
    allow(by, "propose")
    require_usable(reason, limit=REASON_LIMIT)
    with transaction.atomic():
        flag = locked(flag, Status.PROPOSED, now)
        changes["reason"] = changes.pop("flag_reason", flag.reason)
        kept = {name: getattr(flag, name) for name in CONTENT} | changes
        for name, value in _said(**kept, now=now).items():
            setattr(flag, name, value)
        flag.save(update_fields=list(CONTENT))
        return decide(flag, Act.AMENDED, by=by, reason=reason, now=now)


def approve(
    flag: AccountFlag,
    *,
    by: Any,
    reason: str = "",
    seen: int | None = None,
    now: datetime | None = None,
) -> FlagDecision:
    """Puts a proposed flag into force. ``seen`` is the key of the decision row that was read.

    Raises ``SamePerson`` for whoever proposed or amended it where the shop decides by two
    people, ``NotPermitted``, and ``AlreadyDecided``: also if it was amended meanwhile.
    """
    allow(by, "approve")
    require_usable(reason, limit=REASON_LIMIT, required=False)
    with transaction.atomic():
        flag = locked(flag, Status.PROPOSED, now)
        require_second_person(flag, by=by)
        require_seen(flag, seen)
        if flag.until and flag.until < clock.day(now or clock.now()):
            raise AlreadyDecided("終了日を過ぎているため、承認できません。改めて申請してください。")
        return decide(flag, Act.APPROVED, by=by, reason=reason, now=now)


def ratify(
    flag: AccountFlag, *, by: Any, reason: str = "", now: datetime | None = None
) -> FlagDecision:
    """Stands by an urgent flag, so that it does not lapse; the same people may as ``approve``."""
    allow(by, "approve")
    require_usable(reason, limit=REASON_LIMIT, required=False)
    with transaction.atomic():
        flag = _locked_urgent(flag, now)
        require_second_person(flag, by=by)
        return decide(flag, Act.RATIFIED, by=by, reason=reason, now=now)


def reject(
    flag: AccountFlag, *, by: Any, reason: str = "", now: datetime | None = None
) -> FlagDecision:
    """Turns a proposed flag down, or ends an urgent one; the same people may, and the same
    errors are raised."""
    allow(by, "approve")
    require_usable(reason, limit=REASON_LIMIT, required=False)
    with transaction.atomic():
        urgent = flag.lapses_at is not None
        flag = _locked_urgent(flag, now) if urgent else locked(flag, Status.PROPOSED, now)
        require_second_person(flag, by=by)
        return decide(flag, Act.REJECTED, by=by, reason=reason, now=now)


def lift(flag: AccountFlag, *, by: Any, reason: str, now: datetime | None = None) -> FlagDecision:
    """Ends a flag in force. Raises ``NotPermitted``, ``UnusableText`` (a reason is needed) and
    ``AlreadyDecided``."""
    allow(by, "lift")
    require_usable(reason, limit=REASON_LIMIT)
    with transaction.atomic():
        flag = locked(flag, Status.ACTIVE, now)
        return decide(flag, Act.LIFTED, by=by, reason=reason, now=now)


def _locked_urgent(flag: AccountFlag, now: datetime | None) -> AccountFlag:
    row = locked(flag, Status.ACTIVE, now)
    if not row.awaits_ratification(now):
        raise AlreadyDecided("このフラグは、すでに決裁されています。")
    return row


def _said(
    level: str,
    scopes: Sequence[str],
    reason: str,
    customer_message: str,
    clauses: Sequence[str],
    until: date | None,
    review_on: date | None,
    now: datetime,
) -> dict[str, Any]:
    """What the flag will say, checked; ``watch`` is internal and says nothing to the customer."""
    require_usable(reason, limit=REASON_LIMIT)
    if level == Level.WATCH:
        scopes, customer_message, clauses = (), "", ()
    else:
        require_usable(customer_message, limit=MESSAGE_LIMIT)
        _require_bounds(level, scopes, clauses, until, review_on, now)
        review_on = review_on or (None if until else _default_review(now))
    return {
        "level": level,
        "scopes": list(scopes) if level == Level.LIMIT else [],
        "reason": reason,
        "customer_message": customer_message,
        "clauses": list(clauses),
        "until": until,
        "review_on": review_on,
    }


def _require_bounds(
    level: str,
    scopes: Sequence[str],
    clauses: Sequence[str],
    until: date | None,
    review_on: date | None,
    now: datetime,
) -> None:
    if level == Level.LIMIT and not scopes:
        raise IncompleteFlag("制限する取引を選択してください。")
    if not clauses:
        raise IncompleteFlag("根拠となる方針の条項を指定してください。")
    if until and until < clock.day(now):
        raise IncompleteFlag("終了日には今日以降の日付を指定してください。")
    if review_on and review_on < clock.day(now):
        raise IncompleteFlag("見直し日には今日以降の日付を指定してください。")


def _default_review(now: datetime) -> date:
    return clock.day(now) + timedelta(days=RuleSettings.load().review_after_days)
