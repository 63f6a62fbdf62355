"""Who changed what in a note, when and why, with a diff that people can read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import pairwise, takewhile
from typing import Any, Literal

from bs4 import BeautifulSoup

from kasuhara_plugin.notes.models import StaffNote

_SENTENCE = re.compile(r"\n|[^。！？!?\n]*[。！？!?]+[」』）)]*|[^。！？!?\n]+")


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, went or came."""

    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True)
class FieldChange:
    label: str
    before: str
    after: str

    def diff(self) -> list[Piece]:
        """Sentence by sentence, in reading order."""
        return list(_diff(_sentences(self.before), _sentences(self.after)))


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


def _sentences(text: str) -> list[str]:
    return _SENTENCE.findall(text)


def _diff(before: list[str], after: list[str]) -> Iterator[Piece]:
    """The common start and end first, so that an addition to a repetitive text stays one."""
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    if start:
        yield Piece("same", "".join(before[:start]))
    yield from _differing(before[start : len(before) - end], after[start : len(after) - end])
    if end:
        yield Piece("same", "".join(before[-end:]))


def _alike(before: list[str], after: list[str]) -> int:
    """How many sentences both begin with."""
    pairs = zip(before, after, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _differing(before: list[str], after: list[str]) -> Iterator[Piece]:
    # difflib's autojunk stays on: without it a repetitive text of 4,000 characters takes 45 s.
    for kind, a1, a2, b1, b2 in SequenceMatcher(None, before, after).get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(before[a1:a2]))
            continue
        if a1 < a2:
            yield Piece("removed", "".join(before[a1:a2]))
        if b1 < b2:
            yield Piece("added", "".join(after[b1:b2]))
