"""The shape of a policy: sections, sub-sections, paragraphs, lists; and the ids of its clauses.

Pure Python: imports no Django. The ids are those of the table "clause → screen → test":
``s4`` a section, ``s4-2`` its second sub-section or point, ``s4-2-b`` a point below that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from string import ascii_lowercase


@dataclass(frozen=True)
class Paragraph:
    text: str
    id: str = ""  # empty for a lead: it is the clause of what it leads into


@dataclass(frozen=True)
class Bullets:
    items: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Section:
    """A section, or inside one a sub-section (``depth`` 2)."""

    heading: str
    body: tuple["Block", ...] = ()
    id: str = ""
    number: int = 0
    depth: int = 1


Block = Paragraph | Bullets | Section


@dataclass(frozen=True)
class Problem:
    """Something odd in a policy file that did not stop the import; lines count from 1."""

    line: int
    until: int
    message: str

    def __str__(self) -> str:
        lines = f"{self.line}～{self.until}" if self.line < self.until else f"{self.line}"
        return f"{lines}行目：{self.message}"


@dataclass(frozen=True)
class Outline:
    """A policy; ``problems`` tells of the file that it was read from."""

    title: str
    sections: tuple[Section, ...] = ()
    problems: tuple[Problem, ...] = field(default=(), compare=False)


def numbered(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The same sections with the numbers and ids that follow from their places."""
    return tuple(
        _numbered(section, f"s{number}", number) for number, section in enumerate(sections, 1)
    )


def clause_ids(sections: Sequence[Section]) -> list[str]:
    """Every id on the page, in reading order. Takes numbered sections."""
    return [clause for section in sections for clause in _ids(section)]


def _numbered(section: Section, own_id: str, number: int) -> Section:
    marks = (f"{own_id}-{letter if section.depth > 1 else n}" for n, letter in _counted())
    body = section.body
    has_points = any(isinstance(block, Bullets) for block in body)
    alone = len(body) == 1
    numbering = not has_points and not alone and not any(isinstance(b, Section) for b in body)
    placed: list[Block] = []
    for block in body:
        numbering = numbering or isinstance(block, Bullets)
        placed.append(_placed(block, marks, numbering))
    return replace(section, id=own_id, number=number, body=tuple(placed))


def _placed(block: Block, marks: Iterator[str], numbering: bool) -> Block:
    if isinstance(block, Bullets):
        return Bullets(tuple(replace(item, id=next(marks)) for item in block.items))
    if isinstance(block, Section):
        own_id = next(marks)
        return _numbered(block, own_id, int(own_id.rpartition("-")[2]))
    return replace(block, id=next(marks)) if numbering else block


def _counted() -> Iterator[tuple[int, str]]:
    """1, a; 2, b; … 26, z; 27, aa; … 702, zz; 703, aaa; …"""
    for n in count(1):
        yield n, _letters(n)


def _letters(n: int) -> str:
    before, last = divmod(n - 1, len(ascii_lowercase))
    return (_letters(before) if before else "") + ascii_lowercase[last]


def _ids(section: Section) -> Iterator[str]:
    yield section.id
    for block in section.body:
        if isinstance(block, Section):
            yield from _ids(block)
        elif isinstance(block, Bullets):
            yield from (item.id for item in block.items)
        elif block.id:
            yield block.id
