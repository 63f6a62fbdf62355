"""Two versions of a policy side by side, clause by clause. Pure: imports no Django."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from kasuhara_plugin.core.sentences import Piece, common, diff
from kasuhara_plugin.policy.outline import Block, Bullets, Paragraph, Section
from kasuhara_plugin.policy.pairing import Text, successors


@dataclass(frozen=True)
class Clause:
    """A text on its place; the id is empty for a lead. Only headings have a number, and 0 is none."""

    id: str
    kind: Literal["heading", "subheading", "paragraph", "point"]
    text: str
    number: int = 0


@dataclass(frozen=True)
class Row:
    """A clause beside its successor.

    ``moved`` says the same at another place or number, ``changed`` says something else: its
    pieces show which sentences of each side went and came.
    """

    older: Clause | None
    newer: Clause | None
    kind: Literal["same", "changed", "removed", "added", "moved"]
    older_pieces: tuple[Piece, ...] = ()
    newer_pieces: tuple[Piece, ...] = ()


def compare(older: Sequence[Section], newer: Sequence[Section]) -> list[Row]:
    """Every clause of both, each side in its own reading order. Takes numbered sections."""
    before, after = _clauses(older), _clauses(newer)
    same = common([clause.text for clause in before], [clause.text for clause in after])
    rows: list[Row] = []
    for last, place in pairwise([(-1, -1), *same, (len(before), len(after))]):
        rows += _stretch(before[last[0] + 1 : place[0]], after[last[1] + 1 : place[1]])
        rows += map(_row, before[place[0] : place[0] + 1], after[place[1] : place[1] + 1])
    return rows


def _stretch(before: Sequence[Clause], after: Sequence[Clause]) -> Iterator[Row]:
    """The rows of a stretch in which no text stayed the same."""
    pairs = successors(_leveled(before), _leveled(after))
    for last, place in pairwise([(-1, -1), *pairs, (len(before), len(after))]):
        for gone in before[last[0] + 1 : place[0]]:
            yield Row(gone, None, "removed")
        for come in after[last[1] + 1 : place[1]]:
            yield Row(None, come, "added")
        yield from map(_row, before[place[0] : place[0] + 1], after[place[1] : place[1] + 1])


def _row(before: Clause, after: Clause) -> Row:
    if before.text == after.text:
        return Row(before, after, "same" if before == after else "moved")
    pieces = list(diff(before.text, after.text))
    return Row(
        before,
        after,
        "changed",
        tuple(piece for piece in pieces if piece.kind != "added"),
        tuple(piece for piece in pieces if piece.kind != "removed"),
    )


def _leveled(clauses: Sequence[Clause]) -> list[Text]:
    """A paragraph may become a point, a heading stays one."""
    return [(clause.kind if "heading" in clause.kind else "", clause.text) for clause in clauses]


def _clauses(sections: Sequence[Section]) -> list[Clause]:
    """All that the sections say, in reading order."""
    return [clause for section in sections for clause in _of_section(section)]


def _of_section(section: Section) -> Iterator[Clause]:
    if section.depth == 1:
        yield Clause(section.id, "heading", section.heading, section.number)
    else:
        yield Clause(section.id, "subheading", section.heading, section.number)
    for block in section.body:
        yield from _of_block(block)


def _of_block(block: Block) -> Iterator[Clause]:
    if isinstance(block, Paragraph):
        yield Clause(block.id, "paragraph", block.text)
    elif isinstance(block, Bullets):
        yield from (Clause(item.id, "point", item.text) for item in block.items)
    else:
        yield from _of_section(block)
