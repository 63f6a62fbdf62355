"""The acts about an erasure: proposed by one person, and erased or rejected by another (law 2)."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from kasuhara_plugin.core import audit, clock, erasing, sealing
from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.core.errors import AlreadyDecided, NotPermitted, SamePerson
from kasuhara_plugin.core.site_settings import DecisionRule, RuleSettings
from kasuhara_plugin.core.usable import require_usable
from kasuhara_plugin.notes.actions import REASON_LIMIT
from kasuhara_plugin.notes.models import StaffNote
from kasuhara_plugin.notes.redaction import Outcome, Redaction

ERASED = "<p>（この内容は消去されました。）</p>"


def propose_redaction(
    note: StaffNote,
    *,
    reason: str,
    by: Any,
    version: int | None = None,
    now: datetime | None = None,
) -> Redaction:
    """Asks another person to erase what the note says: in every version, or in one (its key).

    ``reason`` stays on record and must not repeat the content. Raises ``NotPermitted``,
    ``UnusableText``, ``AlreadyDecided`` where one waits, and ``DoesNotExist`` for a version of
    another note. Source: 個人情報保護法 22条, 35条.
    """
    _allow(by)
    require_usable(reason, limit=REASON_LIMIT)
    if version is not None:
        note.history.get(history_id=version)
    who = audit.actor(by)
    try:
        with transaction.atomic():
            redaction = Redaction.objects.create(
                note=note,
                version=version,
                reason=reason,
                proposer_key=who.key,
                proposer_name=who.name,
                proposed_at=now or clock.now(),
            )
            data = {"version": version}
            audit.record("note.propose_redaction", note, by=by, reason=reason, data=data)
    except IntegrityError:
        raise AlreadyDecided("このメモには、決定を待っている消去の申請があります。") from None
    return redaction


def approve_redaction(redaction: Redaction, *, by: Any, now: datetime | None = None) -> Redaction:
    """Erases it. Raises ``NotPermitted``, ``SamePerson`` and ``AlreadyDecided``."""
    _allow(by)
    sealing.seal_everything()  # what is sealed keeps its place in the chain
    with transaction.atomic():
        row = _decided(redaction, Outcome.ERASED, by=by, now=now)
        data = {"version": row.version, "redaction": row.pk}
        act = audit.record("note.redact", row.note, by=by, reason=row.reason, data=data)
        with audit.unlocked(reason=f"{row._meta.verbose_name} {row.pk}", by=by):
            _erase(row, act)
    return row


def reject_redaction(
    redaction: Redaction, *, reason: str, by: Any, now: datetime | None = None
) -> Redaction:
    """The content stays. Raises the same, and ``UnusableText``."""
    _allow(by)
    require_usable(reason, limit=REASON_LIMIT)
    with transaction.atomic():
        row = _decided(redaction, Outcome.REJECTED, by=by, now=now)
        audit.record("note.reject_redaction", row.note, by=by, reason=reason)
    return row


def may_decide(redaction: Redaction, *, by: Any) -> bool:
    another = redaction.proposer_key != audit.actor(by).key
    return _may(by) and (another or RuleSettings.load().decision_rule == DecisionRule.ONE)


def _may(by: Any) -> bool:
    return bool(by.has_perm("kasuhara_plugin.redact_staffnote"))


def _allow(by: Any) -> None:
    if not _may(by):
        raise NotPermitted("対応メモの内容を消去する権限がありません。")


def _decided(redaction: Redaction, outcome: Outcome, *, by: Any, now: datetime | None) -> Redaction:
    row = Redaction.objects.select_for_update().select_related("note").get(pk=redaction.pk)
    if row.outcome:
        raise AlreadyDecided("この申請は、すでに決定されています。")
    if not may_decide(row, by=by):
        raise SamePerson("消去を申請した人とは別の人が決定してください。")
    row.outcome, row.decided_at = outcome, now or clock.now()
    row.decider_key, row.decider_name = audit.actor(by)
    row.rule = RuleSettings.load().decision_rule
    row.save()
    return row


def _erase(redaction: Redaction, act: AuditRecord) -> None:
    note, versions = redaction.note, list(redaction.versions())
    keys = [version.history_id for version in versions]
    newest = note.version() in keys
    blank = {"body": ERASED, "history_change_reason": "", "withdrawal_reason": ""}
    erasing.erase(type(versions[0]), keys, blank, because=act)
    if newest:
        QuerySet(StaffNote).filter(pk=note.pk).update(body=ERASED, withdrawal_reason="")
    told = {version.history_change_reason for version in versions} - {"", None}
    acts = AuditRecord.objects.filter(
        subject_type=StaffNote._meta.label_lower, subject_key=str(note.pk), reason__in=told
    ).exclude(pk=act.pk)
    said = {"reason": "", "salt": ""}
    erasing.erase(AuditRecord, acts.values_list("pk", flat=True), said, because=act)
