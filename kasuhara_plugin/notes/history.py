"""Who changed what in a note, when and why, with a diff that people can read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from bs4 import BeautifulSoup

from kasuhara_plugin.core.sentences import Piece, diff
from kasuhara_plugin.notes.models import StaffNote


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
    """One version: ``fields`` holds what differs from the version before (all, in the first)."""

    when: datetime
    who: str
    reason: str
    fields: list[FieldChange]
    first: bool


def changes(note: StaffNote) -> list[Change]:
    """The note's versions, the newest first, in one query."""
    return [change for _, change in with_versions(note.history.all())]


def with_versions(versions: Any) -> Iterator[tuple[Any, Change]]:
    """Pairs each version of one note (newest first) with its change: no query per version."""
    for version, earlier in pairwise([*versions, None]):
        yield version, _change(version, earlier)


def _change(version: Any, earlier: Any) -> Change:
    before, after = plain(earlier.body if earlier else ""), plain(version.body)
    return Change(
        when=version.history_date,
        who=version.history_user_name,
        reason=version.history_change_reason or "",
        fields=[FieldChange("内容", before, after)] if before != after else [],
        first=earlier is None,
    )


def plain(html: str) -> str:
    """The words of a rich text, a line per paragraph or list item."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(["p", "li", "blockquote", "br"]):
        tag.append("\n")
    lines = (line.strip() for line in soup.get_text().splitlines())
    return "\n".join(line for line in lines if line)
