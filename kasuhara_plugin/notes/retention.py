"""The end of a note: all of its versions go with it, and what was said about them."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from kasuhara_plugin.core import clock, slots
from kasuhara_plugin.core.retention import RULES, SUBJECTS, Asked, Kept, Rows, Rule, along
from kasuhara_plugin.notes.models import StaffNote
from kasuhara_plugin.notes.redaction import Redaction

UNDECIDED = "内容の消去の申請が決定を待っている"
Version = StaffNote.history.model


def offer() -> None:
    """Once, from ``AppConfig.ready``."""
    slots.register(RULES, NOTES)
    slots.register(SUBJECTS, along(StaffNote, "customer"))


def _old(moment: datetime) -> QuerySet[Any]:
    """Last changed or withdrawn before that moment, and past the day until which it was to be read."""
    newer = Version.objects.filter(id=OuterRef("pk"), history_date__gte=moment)
    faded = Q(until=None) | Q(until__lt=clock.day(moment))
    return StaffNote.objects.filter(~Exists(newer), faded, written_at__lt=moment)


def _whole(keys: list[int]) -> list[Rows]:
    redactions = Redaction.objects.filter(note__in=keys).order_by("pk")
    versions = Version.objects.filter(id__in=keys).order_by("pk")
    return [
        (Redaction, list(redactions.values_list("pk", flat=True))),
        (StaffNote, keys),  # before its versions: the database compares them
        (Version, list(versions.values_list("pk", flat=True))),
    ]


def _kept(asked: Asked) -> Kept:
    waiting = Redaction.objects.filter(note__in=asked.keys, outcome="")
    return dict.fromkeys(waiting.values_list("note", flat=True), UNDECIDED)


NOTES = Rule("notes", StaffNote, _old, _whole, _kept)
