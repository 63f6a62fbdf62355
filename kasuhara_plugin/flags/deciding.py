"""What every decision about a flag shares: permission, lock, second person, row and audit."""

from datetime import datetime
from typing import Any

from django.db import transaction

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.errors import AlreadyDecided, NotPermitted, SamePerson
from kasuhara_plugin.core.site_settings import DecisionRule, RuleSettings
from kasuhara_plugin.flags import notices, staff_mail, standing
from kasuhara_plugin.flags.models import AccountFlag, FlagDecision
from kasuhara_plugin.flags.vocabulary import VERDICTS, WORDED, Act, Status
from kasuhara_plugin.flags.wording import CONTENT
from kasuhara_plugin.signals import flag_decided

VERBS = {
    Act.PROPOSED: "flag.propose",
    Act.AMENDED: "flag.amend",
    Act.APPROVED: "flag.approve",
    Act.REJECTED: "flag.reject",
    Act.RATIFIED: "flag.ratify",
    Act.REVIEWED: "flag.review",
    Act.LIFTED: "flag.lift",
    Act.LAPSED: "flag.lapse",
    Act.EXPIRED: "flag.expire",
    Act.APPEALED: "flag.appeal",
    Act.APPEAL_GRANTED: "flag.grant_appeal",
    Act.APPEAL_DENIED: "flag.deny_appeal",
}


def allow(by: Any, act: str) -> None:
    if not by.has_perm(f"kasuhara_plugin.{act}_accountflag"):
        raise NotPermitted("この操作を行う権限がありません。")


def locked(flag: AccountFlag, expected: Status, now: datetime | None) -> AccountFlag:
    """The row, after the orders of its customer that are under way."""
    standing.change(flag.customer)
    row = AccountFlag.objects.select_for_update().get(pk=flag.pk)
    if (status := row.status(now)) != expected:
        raise AlreadyDecided(f"このフラグは「{status.label}」のため、この操作はできません。")
    return row


def rule() -> str:
    return RuleSettings.load().decision_rule


def may_decide(flag: AccountFlag, *, by: Any) -> bool:
    """Whether this person may be the second one: not who proposed it, and nobody who amended it
    (law 2)."""
    key = audit.actor(by).key
    return rule() == DecisionRule.ONE or key not in {flag.proposer_key, *_authors(flag)}


def require_second_person(flag: AccountFlag, *, by: Any) -> None:
    if not may_decide(flag, by=by):
        raise SamePerson("申請した人、申請内容を変更した人とは別の人が決裁してください。")


def require_seen(flag: AccountFlag, seen: int | None) -> None:
    """``seen`` is the key of the decision row whose words the person read."""
    if seen is not None and seen != last_worded(flag).pk:
        raise AlreadyDecided(
            "画面を開いた後に申請内容が変更されました。内容を確かめてから、もう一度決裁してください。"
        )


def last_worded(flag: AccountFlag) -> FlagDecision:
    """The row that says what the flag says now: the proposal or the newest amendment."""
    return flag.decisions.filter(act__in=WORDED).latest("id")


def decide(
    flag: AccountFlag, act: Act, *, by: Any, reason: str, now: datetime | None
) -> FlagDecision:
    """Writes the row, its audit and the mails that belong to it; tells the host's site after the
    commit."""
    who = audit.actor(by)
    content = {name: plain(getattr(flag, name)) for name in CONTENT} if act in WORDED else {}
    decision = FlagDecision.objects.create(
        flag=flag,
        act=act,
        rule=rule(),
        actor_key=who.key,
        actor_name=who.name,
        proposer_key=_proposer(flag),
        amender_key=(_amenders(flag) or [""])[-1],
        approver_key=_approver(flag),
        reason=reason,
        content=content,
        at=now or clock.now(),
    )
    data = {"rule": decision.rule, **content}
    audit.record(VERBS[act], flag, by=by, reason=reason, data=data)
    notices.tell(decision)
    staff_mail.ask(decision)
    transaction.on_commit(
        lambda: flag_decided.send(sender=AccountFlag, flag=flag, decision=decision), robust=True
    )
    return decision


def _authors(flag: AccountFlag) -> set[str]:
    """Of the rows that nobody changes: whatever the flag says now of its proposer."""
    return set(flag.decisions.filter(act__in=WORDED).values_list("actor_key", flat=True))


def _proposer(flag: AccountFlag) -> str:
    rows = flag.decisions.filter(act=Act.PROPOSED).values_list("actor_key", flat=True)
    return rows.first() or flag.proposer_key


def _amenders(flag: AccountFlag) -> list[str]:
    rows = flag.decisions.filter(act=Act.AMENDED).order_by("id")
    return list(rows.values_list("actor_key", flat=True))


def _approver(flag: AccountFlag) -> str:
    rows = flag.decisions.filter(act__in=VERDICTS).values_list("actor_key", flat=True)
    return rows.first() or ""


def plain(value: Any) -> Any:
    """As a decision keeps it."""
    return value.isoformat() if hasattr(value, "isoformat") else value
