"""Who changed what in a note, when and why, with a diff that people can read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.sentences import Piece, diff
from kasuhara_plugin.notes.models import StaffNote
from kasuhara_plugin.notes.plain import plain
from kasuhara_plugin.notes.vocabulary import Importance, Kind

NEWEST_FIRST = "-history_id"  # as they were written, whatever the clock said


@dataclass(frozen=True)
class FieldChange:
    label: str
    before: str
    after: str

    def diff(self) -> list[Piece]:
        """Sentence by sentence, in reading order."""
        return list(diff(self.before, self.after))


@dataclass(frozen=True)
class Change:
    """One version: ``fields`` holds what differs from the version before (in the first: what it
    says)."""

    when: datetime
    who: str
    reason: str
    fields: list[FieldChange]
    first: bool


def changes(note: StaffNote) -> list[Change]:
    """The note's versions, the newest first, in one query."""
    return [change for _, change in with_versions(note.history.order_by(NEWEST_FIRST))]


def with_versions(versions: Any) -> Iterator[tuple[Any, Change]]:
    """Pairs each version of one note (newest first) with its change: no query per version."""
    for version, earlier in pairwise([*versions, None]):
        yield version, change(version, earlier)


def change(version: Any, earlier: Any) -> Change:
    return Change(
        when=version.history_date,
        who=version.history_user_name,
        reason=version.history_change_reason or "",
        fields=between(earlier, version),
        first=earlier is None,
    )


def between(earlier: Any, later: Any) -> list[FieldChange]:
    """What two versions, or a version and a note, say differently. Of nothing and a first version:
    what it says that is not usual."""
    before = said(earlier) if earlier is not None else _NOTHING
    after = said(later)
    return [
        FieldChange(label, before[label] if earlier is not None else "", after[label])
        for label in after
        if before[label] != after[label]
    ]


def said(row: Any) -> dict[str, str]:
    """Each field of a note in the words of the staff."""
    return {
        "内容": plain(row.body),
        "種別": str(Kind(row.kind).label),
        "重要度": str(Importance(row.importance).label),
        "先頭に表示": "する" if row.pinned else "しない",
        "有効期限": _day(row.until) if row.until else "なし",
        "状態": _withdrawal(row) if row.withdrawn_at else "有効",
    }


_NOTHING = {
    "内容": "",
    "種別": str(Kind.FACT.label),
    "重要度": str(Importance.ORDINARY.label),
    "先頭に表示": "しない",
    "有効期限": "なし",
    "状態": "有効",
}


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日まで"


def _withdrawal(row: Any) -> str:
    moment = row.withdrawn_at.astimezone(clock.TOKYO)
    when = f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"
    return f"取り下げ（{when}　{row.withdrawer_name}）"
