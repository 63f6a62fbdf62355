"""The end of what this room keeps: mails, and audit records."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from kasuhara_plugin.core import slots
from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.core.mails import MailAttempt, MailClaim, OutgoingMail
from kasuhara_plugin.core.retention import (
    RULES,
    SUBJECTS,
    Asked,
    Kept,
    Rows,
    Rule,
    by_subject,
    named_subjects,
)
from kasuhara_plugin.core.seals import Erasure

# The ledger rests on these: they say what was taken out of it, and what was restored.
FOR_GOOD = ("retention.", "audit.", "retentionsettings.")
ANSWERS, ABOUT_WHAT_STANDS = "消去や変更の根拠となる記録", "対象の記録が残っている"


def offer() -> None:
    """Once, from ``AppConfig.ready``."""
    slots.register(RULES, MAILS)
    slots.register(RULES, AUDIT)
    for model in (OutgoingMail, AuditRecord):
        slots.register(SUBJECTS, by_subject(model))


def with_attempts(keys: list[int]) -> list[Rows]:
    attempts = MailAttempt.objects.filter(mail__in=keys).order_by("pk")
    tries = list(attempts.values_list("pk", flat=True))
    return [(MailClaim, keys), (MailAttempt, tries), (OutgoingMail, keys)]


def _old_mails(moment: datetime) -> QuerySet[Any]:
    return OutgoingMail.objects.filter(created_at__lt=moment)


def _old_acts(moment: datetime) -> QuerySet[Any]:
    rows = AuditRecord.objects.filter(at__lt=moment)
    for start in FOR_GOOD:
        rows = rows.exclude(act__startswith=start)
    return rows


def _acts_themselves(keys: list[int]) -> list[Rows]:
    return [(AuditRecord, keys)]


def _acts_kept(asked: Asked) -> Kept:
    answers = Erasure.objects.filter(audit_id__in=asked.keys).values_list("audit_id", flat=True)
    return {**_about_what_stands(asked.keys), **dict.fromkeys(answers, ANSWERS)}


def _about_what_stands(keys: Sequence[int]) -> Kept:
    """An act goes after its record. Customers never go: what was done to them is old in the end."""
    kept: Kept = {}
    acts = named_subjects(AuditRecord, keys)
    for subject in slots.parts(SUBJECTS):
        about = acts.get(subject.type, {})
        if about and subject.goes:
            there = subject.model._base_manager.filter(pk__in=list(about))
            for of in there.values_list("pk", flat=True):
                kept |= dict.fromkeys(about[of], ABOUT_WHAT_STANDS)
    return kept


MAILS = Rule("mails", OutgoingMail, _old_mails, with_attempts)
AUDIT = Rule("audit", AuditRecord, _old_acts, _acts_themselves, _acts_kept)
