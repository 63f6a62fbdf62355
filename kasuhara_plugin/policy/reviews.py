"""The policy is looked at again, and the record of it (policy s9)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.errors import KasuharaError, NotPermitted
from kasuhara_plugin.core.people import address_of, staff_who_may
from kasuhara_plugin.core.reminders import Reminder
from kasuhara_plugin.core.site_settings import RuleSettings
from kasuhara_plugin.core.usable import require_usable
from kasuhara_plugin.policy.models import (
    PolicyReview,
    PolicyVersion,
    ReviewDecision,
    ReviewTrigger,
)

FINDINGS_LIMIT = 4_000  # characters
SOON_DAYS = 30
_STEPS = (7, SOON_DAYS)  # days before it is due; from then on once a week


class ReviewTooLate(KasuharaError, ValueError):
    """The next review has to lie ahead."""


def review(
    *,
    trigger: str,
    findings: str,
    decision: str,
    next_review_on: date,
    by: Any,
    now: datetime | None = None,
) -> PolicyReview:
    """Records a review (policy s9). ``decision`` is ``keep`` or ``revise``; after ``revise`` the
    next version that is published points here. Raises ``NotPermitted``, ``UnusableText``,
    ``ReviewTooLate``, and ``ValueError`` for an unknown trigger or decision."""
    now = now or clock.now()
    if not by.has_perm("kasuhara_plugin.add_policyreview"):
        raise NotPermitted("方針の見直しを記録する権限がありません。")
    require_usable(findings, limit=FINDINGS_LIMIT)
    if trigger not in ReviewTrigger.values or decision not in ReviewDecision.values:
        raise ValueError(f"No such trigger or decision: {trigger!r}, {decision!r}")
    if next_review_on <= clock.day(now):
        raise ReviewTooLate("次の見直し日は、明日以降の日付にしてください。")
    who = audit.actor(by)
    with transaction.atomic():
        row = PolicyReview.objects.create(
            trigger=trigger,
            findings=findings,
            decision=decision,
            next_review_on=next_review_on,
            reviewer_key=who.key,
            reviewer_name=who.name,
            at=now,
        )
        audit.record("policy.review", row, by=by, reason=findings, data={"decision": decision})
    return row


def due_on() -> date | None:
    """When the policy is to be reviewed next; None while nothing is published."""
    last = PolicyReview.objects.order_by("-id").first()
    if last is not None:
        return last.next_review_on
    first = PolicyVersion.objects.light().order_by("effective_on").first()
    months = RuleSettings.load().policy_review_months
    return clock.months_after(first.effective_on, months) if first else None


def reminders(today: date) -> Iterator[Reminder]:
    """30 and 7 days before a review is due, then once a week until it is recorded."""
    due = due_on()
    if due is None or (step := _step((due - today).days)) is None:
        return
    said = _said(due, today)
    for person in staff_who_may("add_policyreview"):
        if address := address_of(person):
            key = f"policy-review:{due.isoformat()}:{step}:{person.pk}"
            yield Reminder(key, address, "カスタマーハラスメント対策基本方針の見直し", said)


def _step(days_left: int) -> str | None:
    if days_left <= 0:
        return f"late-{-days_left // 7}"
    return next((f"before-{step}" for step in _STEPS if days_left <= step), None)


def _said(due: date, today: date) -> str:
    state = "は今日です"
    if due != today:
        state = "が近づいています" if today < due else "を過ぎています"
    return (
        f"方針の見直し日（{due.year}年{due.month}月{due.day}日）{state}。\n"
        "社会情勢の変化、法令の改正、運用の状況を確認し、"
        "管理画面の「カスハラ対策」の「方針の見直し」に記録してください。\n"
    )
