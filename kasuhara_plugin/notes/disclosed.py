"""What is told to a person of the notes: each as it stands, its earlier versions, and that
something was erased."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from kasuhara_plugin.core.disclosed import Item, Line, Section, lines
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.notes.models import StaffNote
from kasuhara_plugin.notes.redaction import Redaction
from kasuhara_plugin.notes.vocabulary import Kind

Version = StaffNote.history.model


def _newest(note: str, field: str) -> Subquery:
    versions = Version.objects.filter(id=OuterRef(note)).order_by("-history_id")
    return Subquery(versions.values(field)[:1])


def _notes(people: Sequence[Customer]) -> QuerySet[StaffNote]:
    said = ("history_date", "history_user_name", "history_change_reason")
    newest = {name: _newest("pk", name) for name in said}
    return StaffNote.objects.filter(customer__in=people).order_by("pk").annotate(**newest)


def _note(note: Any) -> Item:
    return _told(note, f"対応メモ {note.pk}", note.pk)


def _earlier(people: Sequence[Customer]) -> QuerySet[Any]:
    rows = Version.objects.filter(customer__in=people).order_by("id", "history_id")
    return rows.annotate(newest=_newest("id", "history_id")).filter(history_id__lt=F("newest"))


def _version(version: Any) -> Item:
    return _told(version, f"対応メモ {version.id} の以前の版（{version.history_id}）", version.id)


def _told(row: Any, title: str, number: int) -> Item:
    """Of a note with what its newest version says of itself, or of a version."""
    told = lines(
        ("種別", row.get_kind_display()),
        ("重要度", row.get_importance_display()),
        ("先頭に表示", "する" if row.pinned else "しない"),
        ("有効期限", row.until),
        ("記入日時", row.written_at),
        ("この版の日時", row.history_date),
        ("変更の理由", row.history_change_reason),
        ("取り下げ日時", row.withdrawn_at),
        ("取り下げの理由", row.withdrawal_reason),
        people=[
            ("記入者", row.author_name),
            ("この版を書いた人", row.history_user_name),
            ("取り下げた人", row.withdrawer_name),
        ],
    )
    withdrawn = "・取り下げ" if row.withdrawn_at else ""
    badge, opinion = f"{row.get_kind_display()}{withdrawn}", row.kind == Kind.OPINION
    return Item(title, [Line("内容", row.body, rich=True), *told], badge=badge, opinion=opinion)


def _redactions(people: Sequence[Customer]) -> QuerySet[Redaction]:
    return Redaction.objects.filter(note__customer__in=people).order_by("pk")


def _redaction(redaction: Redaction) -> Item:
    told = lines(
        ("対象", f"対応メモ {redaction.note_id}"),
        ("版", redaction.version or "すべての版"),
        ("申請日時", redaction.proposed_at),
        ("理由", redaction.reason),
        ("結果", redaction.get_outcome_display() or "決定を待っています"),
        ("決定日時", redaction.decided_at),
        ("決裁", redaction.get_rule_display()),
        people=[("申請者", redaction.proposer_name), ("決定者", redaction.decider_name)],
    )
    return Item(f"内容の消去 {redaction.pk}", told, badge=redaction.get_outcome_display())


SECTIONS = (
    Section("対応メモ", _notes, _note, said="事実と所見は、書いた人の区別によります。"),
    Section("対応メモの以前の版", _earlier, _version),
    Section(
        "対応メモの内容の消去",
        _redactions,
        _redaction,
        said="消去したことだけを示します。",
    ),
)
