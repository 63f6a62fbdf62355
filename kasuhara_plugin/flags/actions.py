"""The decisions that staff make about a flag: check, lock, change, audit."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.errors import (
    AlreadyDecided,
    KasuharaError,
    NotPermitted,
    SamePerson,
)
from kasuhara_plugin.core.site_settings import DecisionRule, RuleSettings
from kasuhara_plugin.core.usable import require_usable
from kasuhara_plugin.customers.actions import join_account
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.flags.models import AccountFlag, Act, FlagDecision, Level, Status
from kasuhara_plugin.policy.current import version_in_force
from kasuhara_plugin.signals import flag_decided

REASON_LIMIT = 2_000  # characters
MESSAGE_LIMIT = 1_000  # characters


VERBS = {
    Act.PROPOSED: "flag.propose",
    Act.APPROVED: "flag.approve",
    Act.REJECTED: "flag.reject",
    Act.LIFTED: "flag.lift",
}


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
    now: datetime | None = None,
) -> AccountFlag:
    """Writes down a flag that waits for another person's approval (``watch`` acts at once).

    ``until`` is the last day it holds, in Japan; without it and ``review_on`` a review is set
    for ``RuleSettings.review_after_days`` later. ``clauses`` are ids of the policy's clauses
    (policy s6-4-b). Raises ``NotPermitted``, ``UnusableText`` and ``IncompleteFlag``.
    """
    now = now or clock.now()
    _allow(by, "propose")
    require_usable(reason, limit=REASON_LIMIT)
    if level != Level.WATCH:
        require_usable(customer_message, limit=MESSAGE_LIMIT)
        _require_bounds(level, scopes, clauses, until, review_on, now)
        review_on = review_on or (None if until else _default_review(now))
    who = audit.actor(by)
    with transaction.atomic():
        join_account(customer, by=by, now=now)
        flag = AccountFlag.objects.create(
            customer=customer,
            level=level,
            scopes=list(scopes) if level == Level.LIMIT else [],
            reason=reason,
            customer_message="" if level == Level.WATCH else customer_message,
            policy_version=version_in_force(now),
            clauses=[] if level == Level.WATCH else list(clauses),
            starts_at=now,
            until=until,
            review_on=review_on,
            proposer_key=who.key,
            proposer_name=who.name,
            proposed_at=now,
        )
        _decide(flag, Act.PROPOSED, by=by, reason=reason, now=now)
    return flag


def approve(
    flag: AccountFlag, *, by: Any, reason: str = "", now: datetime | None = None
) -> FlagDecision:
    """Puts a proposed flag into force. Raises ``SamePerson`` for the proposer where the shop
    decides by two people, ``NotPermitted`` and ``AlreadyDecided``."""
    _allow(by, "approve")
    require_usable(reason, limit=REASON_LIMIT, required=False)
    with transaction.atomic():
        flag = _locked(flag, Status.PROPOSED, now)
        _require_second_person(flag, by=by)
        if flag.until and flag.until < clock.day(now or clock.now()):
            raise AlreadyDecided("終了日を過ぎているため、承認できません。改めて申請してください。")
        return _decide(flag, Act.APPROVED, by=by, reason=reason, now=now)


def reject(
    flag: AccountFlag, *, by: Any, reason: str = "", now: datetime | None = None
) -> FlagDecision:
    """Turns a proposed flag down; the same people may, and the same errors are raised."""
    _allow(by, "approve")
    require_usable(reason, limit=REASON_LIMIT, required=False)
    with transaction.atomic():
        flag = _locked(flag, Status.PROPOSED, now)
        _require_second_person(flag, by=by)
        return _decide(flag, Act.REJECTED, by=by, reason=reason, now=now)


def lift(flag: AccountFlag, *, by: Any, reason: str, now: datetime | None = None) -> FlagDecision:
    """Ends a flag in force. Raises ``NotPermitted``, ``UnusableText`` (a reason is needed) and
    ``AlreadyDecided``."""
    _allow(by, "lift")
    require_usable(reason, limit=REASON_LIMIT)
    with transaction.atomic():
        flag = _locked(flag, Status.ACTIVE, now)
        return _decide(flag, Act.LIFTED, by=by, reason=reason, now=now)


def _decide(
    flag: AccountFlag, act: Act, *, by: Any, reason: str, now: datetime | None
) -> FlagDecision:
    who = audit.actor(by)
    decision = FlagDecision.objects.create(
        flag=flag,
        act=act,
        rule=_rule(),
        actor_key=who.key,
        actor_name=who.name,
        proposer_key=flag.proposer_key,
        reason=reason,
        at=now or clock.now(),
    )
    data = {"rule": decision.rule, **(_content(flag) if act == Act.PROPOSED else {})}
    audit.record(VERBS[act], flag, by=by, reason=reason, data=data)
    transaction.on_commit(
        lambda: flag_decided.send(sender=AccountFlag, flag=flag, decision=decision), robust=True
    )
    return decision


def _content(flag: AccountFlag) -> dict[str, Any]:
    """What was proposed, kept with the act: the row alone could be changed afterwards."""
    names = ("level", "scopes", "reason", "customer_message", "clauses", "until", "review_on")
    return {name: getattr(flag, name) for name in names}


def _locked(flag: AccountFlag, expected: Status, now: datetime | None) -> AccountFlag:
    row = AccountFlag.objects.select_for_update().get(pk=flag.pk)
    if (status := row.status(now)) != expected:
        raise AlreadyDecided(f"このフラグは「{status.label}」のため、この操作はできません。")
    return row


def _rule() -> str:
    return RuleSettings.load().decision_rule


def _allow(by: Any, act: str) -> None:
    if not by.has_perm(f"kasuhara_plugin.{act}_accountflag"):
        raise NotPermitted("この操作を行う権限がありません。")


def may_decide(flag: AccountFlag, *, by: Any) -> bool:
    """Whether this person may approve or reject the flag, as far as persons go (law 2)."""
    return _rule() == DecisionRule.ONE or audit.actor(by).key != flag.proposer_key


def _require_second_person(flag: AccountFlag, *, by: Any) -> None:
    if not may_decide(flag, by=by):
        raise SamePerson("申請した人とは別の人が決裁してください。")


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
