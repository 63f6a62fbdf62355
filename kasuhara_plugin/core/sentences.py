"""A text sentence by sentence, and what changed between two. Pure Python: imports no Django."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import Literal

_FULL_STOP = r"\.[\"'”’)]*(?=\s|$)"  # not the point of 1.5 or example.jp
_SENTENCE = re.compile(
    rf"\n|(?:(?!{_FULL_STOP})[^。！？!?\n])*(?:[。！？!?]+[」』）)]*|{_FULL_STOP})|[^。！？!?\n]+"
)
_MOST_PAIRS = 100_000_000  # of sentences looked at: 50 ms and 13 MB

Match = tuple[int, int]


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, went or came."""

    kind: Literal["same", "removed", "added"]
    text: str


def sentences(text: str) -> list[str]:
    """The sentences with their closing signs; each line break is one of its own."""
    return _SENTENCE.findall(text)


def diff(before: str, after: str) -> Iterator[Piece]:
    """What stayed, went and came, in whole sentences and in reading order."""
    old, new = sentences(before), sentences(after)
    matches = common(old, new)
    places = [(-1, -1), *matches, (len(old), len(new))]
    same = ""
    for (old_last, new_last), (old_next, new_next) in pairwise(places):
        gone, come = old[old_last + 1 : old_next], new[new_last + 1 : new_next]
        if same and (gone or come or old_next == len(old)):
            yield Piece("same", same)
            same = ""
        if gone:
            yield Piece("removed", "".join(gone))
        if come:
            yield Piece("added", "".join(come))
        same += "".join(old[old_next : old_next + 1])


def common(before: Sequence[str], after: Sequence[str]) -> list[Match]:
    """The places of what both have, in order: as many as there can be.

    The common start and end come first, so that an addition to a repetitive text stays one.
    Beyond ``_MOST_PAIRS`` nothing between them is matched.
    """
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    inner = _longest(before[start : len(before) - end], after[start : len(after) - end])
    return [
        *((place, place) for place in range(start)),
        *((start + old, start + new) for old, new in inner),
        *((len(before) - place, len(after) - place) for place in range(end, 0, -1)),
    ]


def _alike(before: Sequence[str], after: Sequence[str]) -> int:
    """How many sentences both begin with."""
    pairs = zip(before, after, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _longest(before: Sequence[str], after: Sequence[str]) -> list[Match]:
    """The longest common subsequence.

    Each row of the table of lengths is one number, a bit per sentence of ``before``: clear where
    the length grows (H. Hyyrö, "Bit-parallel LCS-length computation revisited", 2004). difflib
    takes seconds for a repetitive text, this takes milliseconds.
    """
    if not before or not after or len(before) * len(after) > _MOST_PAIRS:
        return []
    places: dict[str, int] = {}
    for place, sentence in enumerate(before):
        places[sentence] = places.get(sentence, 0) | 1 << place
    row = full = (1 << len(before)) - 1
    rows = [row]
    for sentence in after:
        found = row & places.get(sentence, 0)
        row = ((row + found) | (row - found)) & full
        rows.append(row)
    return _traced(rows, len(before))[::-1]


def _traced(rows: list[int], old: int) -> list[Match]:
    """The matches behind the rows, the last one first."""
    matches = []
    new = len(rows) - 1
    while old and new:
        bit = old - 1
        if rows[new] >> bit & 1:
            old -= 1
        elif not rows[new - 1] >> bit & 1:
            new -= 1
        else:
            old, new = old - 1, new - 1
            matches.append((old, new))
    return matches
