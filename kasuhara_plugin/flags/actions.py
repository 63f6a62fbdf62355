"""The decisions that staff make about a flag: check, lock, change, audit."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.business_days import end_of_next_business_day
from kasuhara_plugin.core.errors import AlreadyDecided
from kasuhara_plugin.core.usable import require_usable
from kasuhara_plugin.customers.actions import join_account
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.flags import standing
from kasuhara_plugin.flags.appeals import appeal, decide_appeal
from kasuhara_plugin.flags.deciding import (
    VERBS,
    allow,
    decide,
    locked,
    may_decide,
    require_second_person,
    require_seen,
)
from kasuhara_plugin.flags.evidence import Evidence, NoEvidence
from kasuhara_plugin.flags.message import UnfilledMessage
from kasuhara_plugin.flags.models import AccountFlag, FlagDecision
from kasuhara_plugin.flags.reviewing import review
from kasuhara_plugin.flags.vocabulary import Act, Level, Status
from kasuhara_plugin.flags.wording import (
    CONTENT,
    MESSAGE_LIMIT,
    REASON_LIMIT,
    IncompleteFlag,
    said,
)
from kasuhara_plugin.policy.current import version_in_force

__all__ = [
    "MESSAGE_LIMIT",
    "REASON_LIMIT",
    "VERBS",
    "Evidence",
    "IncompleteFlag",
    "NoEvidence",
    "UnfilledMessage",
    "amend",
    "appeal",
    "approve",
    "decide_appeal",
    "lift",
    "may_decide",
    "propose",
    "ratify",
    "reject",
    "review",
]


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
    clauses: Sequence[str] | None = None,
    evidence: Sequence[Evidence] = (),
    notify: bool = True,
    urgent: bool = False,
    now: datetime | None = None,
) -> AccountFlag:
    """Writes down a flag that waits for another person's approval (``watch`` acts at once).

    ``until`` is the last day it holds, in Japan; without it and ``review_on`` a review is set
    for ``RuleSettings.review_after_days`` later. ``clauses`` are ids of clauses in the version of
    the policy that is in force (by default the one on which restrictions rest, policy s6-4-b);
    ``notify`` tells the customer by mail once it acts. An ``urgent`` one acts at once and lapses
    at the end of the next business day unless ``ratify`` follows. Raises ``NotPermitted``,
    ``UnusableText``, ``IncompleteFlag``, ``UnfilledMessage`` and ``NoEvidence``.
    """
    now = now or clock.now()
    allow(by, "urgent" if urgent else "propose")
    version = version_in_force(now)
    content = said(
        customer,
        version,
        level=level,
        scopes=scopes,
        reason=reason,
        customer_message=customer_message,
        clauses=clauses,
        evidence=evidence,
        notify=notify,
        until=until,
        review_on=review_on,
        now=now,
    )
    who = audit.actor(by)
    with transaction.atomic():
        join_account(customer, by=by, now=now)
        standing.change(customer)
        flag = AccountFlag.objects.create(
            customer=customer,
            **content,
            policy_version=version,
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
        kept = {name: getattr(flag, name) for name in CONTENT}
        kept["evidence"] = already = [Evidence(**piece) for piece in flag.evidence]
        words = kept | changes
        content = said(flag.customer, flag.policy_version, **words, already=already, now=now)
        for name, value in content.items():
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
