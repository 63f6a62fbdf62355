"""A policy as plain text, in the form that the importer reads."""

from collections.abc import Iterable, Iterator
from itertools import count, pairwise
from typing import NamedTuple

from kasuhara_plugin.policy.lines import is_one_line, read
from kasuhara_plugin.policy.outline import Block, Bullets, Outline, Paragraph, Section


class _Marks(NamedTuple):
    heading: str
    subheading: str
    point: str
    end: str


_JAPANESE = _Marks("{}．", "（{}）", "・", "以上")
_OTHER = _Marks("{}. ", "({}) ", "- ", "")


def as_text(outline: Outline, *, language: str = "ja") -> str:
    """The text with a final newline; Japanese ends with ``以上``.

    ``parse(as_text(outline).encode()) == outline`` wherever ``ambiguous(outline)`` is empty.
    """
    marks = _JAPANESE if language.partition("-")[0] == "ja" else _OTHER
    sections = (
        [_marked(marks.heading.format(number), section.heading), *_body(section, marks)]
        for number, section in enumerate(outline.sections, 1)
    )
    parts = ["\n".join(lines) for lines in sections]
    end = [marks.end] if marks.end else []
    return "\n".join(["\n\n".join([*filter(None, [outline.title]), *parts]), *end, ""])


def ambiguous(outline: Outline) -> list[str]:
    """The texts that would not be read back as what they are, in reading order.

    A paragraph that begins like a heading, an empty text, a text with a line break, what follows
    the sub-sections of its section: an editor can hold them, a text file cannot. The outline's
    clause ids and its size are left aside.
    """
    title = [outline.title] if outline.title and not _is_plain(outline.title) else []
    if not outline.sections:
        return title or [outline.title]
    return [*title, *(text for section in outline.sections for text in _unread(section, 1))]


def _body(section: Section, marks: _Marks) -> Iterator[str]:
    numbers = count(1)
    for block in section.body:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Bullets):
            yield from (_marked(marks.point, item.text) for item in block.items)
        else:
            yield _marked(marks.subheading.format(next(numbers)), block.heading)
            yield from _body(block, marks)


def _marked(mark: str, words: str) -> str:
    """A space keeps words apart that begin like the mark ends: ``1． 5営業日``, ``・ ・``."""
    return mark + words if read(mark + words)[2] == words else f"{mark} {words}"


def _unread(section: Section, depth: int) -> Iterator[str]:
    if section.depth != depth or not is_one_line(section.heading):
        yield section.heading
    behind_subsection = False
    for before, block in pairwise((None, *section.body)):
        if isinstance(block, Section) and depth == 1:
            behind_subsection = True
            yield from _unread(block, 2)
        elif isinstance(block, Section) or behind_subsection or _run_together(before, block):
            yield from _texts(block)
        else:
            yield from _odd(block)


def _run_together(before: Block | None, block: Block | None) -> bool:
    return isinstance(before, Bullets) and isinstance(block, Bullets)


def _odd(block: Block | None) -> Iterable[str]:
    if isinstance(block, Bullets) and block.items:
        return (item.text for item in block.items if not is_one_line(item.text))
    return (text for text in _texts(block) if not _is_plain(text))


def _is_plain(text: str) -> bool:
    return is_one_line(text) and read(text)[0] == "plain"


def _texts(block: Block | None) -> list[str]:
    """All that the block says; an empty list of points says an empty text."""
    if isinstance(block, Paragraph):
        return [block.text]
    if isinstance(block, Section):
        return [block.heading, *(text for inner in block.body for text in _texts(inner))]
    return [item.text for item in block.items] if block and block.items else [""]
