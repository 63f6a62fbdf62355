"""What a flag says: checked in one place, whoever proposes or amends it (law 3)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.errors import KasuharaError
from kasuhara_plugin.core.site_settings import RuleSettings
from kasuhara_plugin.core.usable import require_usable
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.flags.evidence import Evidence, kept
from kasuhara_plugin.flags.message import filled
from kasuhara_plugin.flags.vocabulary import Level
from kasuhara_plugin.policy import grounds
from kasuhara_plugin.policy.models import PolicyVersion

REASON_LIMIT = 2_000  # characters
MESSAGE_LIMIT = 1_000  # characters
CONTENT = (
    "level", "scopes", "reason", "customer_message", "clauses", "evidence", "notify", "until",
    "review_on",
)  # fmt: skip
_MEASURE = {Level.LIMIT: "transaction_restriction", Level.REFUSE: "transaction_refusal"}


class IncompleteFlag(KasuharaError, ValueError):
    """A restriction without a scope, without a clause, or one that ends before it begins (law 3)."""


def said(
    customer: Customer,
    version: PolicyVersion | None,
    *,
    level: str,
    scopes: Sequence[str],
    reason: str,
    customer_message: str,
    clauses: Sequence[str] | None,
    evidence: Sequence[Evidence],
    notify: bool,
    until: date | None,
    review_on: date | None,
    now: datetime,
    already: Sequence[Evidence] = (),
) -> dict[str, Any]:
    """The fields of a flag. ``watch`` is internal and says nothing to the customer.
    ``already`` is the evidence that an amended flag keeps.

    Raises ``UnusableText``, ``IncompleteFlag`` and ``NoEvidence``.
    """
    require_usable(reason, limit=REASON_LIMIT)
    pieces = kept(evidence, customer, already=already)
    _require_days(until, review_on, now)
    inside = {"level": level, "reason": reason, "evidence": pieces, "until": until}
    if level == Level.WATCH:
        return {**inside, **_UNSAID, "review_on": review_on}
    scopes = _scopes(level, scopes)
    message = filled(customer_message, customer=customer, level=level, scopes=scopes, until=until)
    require_usable(message, limit=MESSAGE_LIMIT)
    return {
        **inside,
        "scopes": scopes if level == Level.LIMIT else [],
        "customer_message": message,
        "clauses": _clauses(level, clauses, version),
        "notify": notify,
        "review_on": review_on or (None if until else default_review(now)),
    }


_UNSAID: dict[str, Any] = {"scopes": [], "customer_message": "", "clauses": [], "notify": False}


def default_clauses(level: str, version: PolicyVersion | None) -> list[str]:
    """The clause on which the measure rests in this version; empty where it has none."""
    code = _MEASURE.get(Level(level))
    clause = grounds.basis(version, code) if code else ""
    return [clause] if clause else []


def default_review(now: datetime) -> date:
    return clock.day(now) + timedelta(days=RuleSettings.load().review_after_days)


def _scopes(level: str, scopes: Sequence[str]) -> list[str]:
    if level == Level.LIMIT and not scopes:
        raise IncompleteFlag("制限する取引を選択してください。")
    return list(scopes)


def _clauses(level: str, clauses: Sequence[str] | None, version: PolicyVersion | None) -> list[str]:
    chosen = default_clauses(level, version) if clauses is None else list(clauses)
    if not chosen:
        raise IncompleteFlag("根拠となる方針の条項を選択してください。")
    if absent := grounds.absent(version, chosen):
        raise IncompleteFlag(f"方針のこの版に、選ばれた条項がありません：{'、'.join(absent)}")
    return chosen


def _require_days(until: date | None, review_on: date | None, now: datetime) -> None:
    for day, label in ((until, "終了日"), (review_on, "見直し日")):
        if day and day < clock.day(now):
            raise IncompleteFlag(f"{label}には今日以降の日付を指定してください。")
