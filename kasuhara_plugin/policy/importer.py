"""A policy text as a company keeps it, read into an outline.

A title line, which may be missing; headings ``1．見出し``; sub-headings ``（1）見出し``; points
``・``; paragraphs; ``以上`` at the end, which may be missing. Pure: the caller decides what becomes
of the outline.
"""

from dataclasses import dataclass, field
from typing import Union

from kasuhara_plugin.core.errors import PolicyFormatError
from kasuhara_plugin.policy.copies import copies
from kasuhara_plugin.policy.decoding import decoded
from kasuhara_plugin.policy.lines import Line, lines
from kasuhara_plugin.policy.outline import Block, Bullets, Outline, Paragraph, Section

LIMIT_BYTES = 1_000_000

_TOO_LARGE = "ファイルが大きすぎます（{size:,}バイト）。{limit:,}バイト以内にしてください。"
_EMPTY = "ファイルに文章がありません。"
_NO_HEADING = "「1．見出し」の形の見出しがありません。"
_BEFORE_THE_FIRST_HEADING = {
    "plain": "最初の見出しの前に文章があります。題名は1行だけにしてください。",
    "subheading": "最初の見出しの前に小見出しがあります。",
    "point": "最初の見出しの前に箇条書きがあります。",
    "end": "最初の見出しの前に「以上」があります。",
}
_NO_WORDS = {
    "heading": "見出しの言葉がありません。",
    "subheading": "小見出しの言葉がありません。",
    "point": "箇条書きの言葉がありません。",
}
_COUNTED_DIGITS = 9  # int() refuses thousands of them


def parse(content: bytes) -> Outline:
    """The outline of a policy file (UTF-8 or CP932), each sentence as it stands there.

    A text that was pasted several times is taken once and told in ``problems``. Raises
    ``PolicyFormatError`` with a line number.
    """
    if (size := len(content)) > LIMIT_BYTES:
        raise PolicyFormatError(_TOO_LARGE.format(size=size, limit=LIMIT_BYTES), line=1)
    return read_text(decoded(content))


def read_text(text: str) -> Outline:
    """The same for a text that is no file any more: of any size."""
    found = list(lines(text))
    if not any(line.kind == "heading" for line in found):
        raise PolicyFormatError(_NO_HEADING if found else _EMPTY, line=1)
    end = next((place for place, line in enumerate(found) if line.kind == "end"), len(found))
    reader = _Reader()
    for line in found[: end + 1]:
        reader.read(line)
    problems = tuple(copies(found[:end], found[end + 1 :]))
    return Outline(reader.title, tuple(map(_closed_section, reader.sections)), problems)


@dataclass
class _Open:
    """A section or sub-section while it is read."""

    heading: str
    depth: int
    body: list[Union[Paragraph, list[Paragraph], "_Open"]] = field(default_factory=list)
    subsections: int = 0


class _Reader:
    """Takes the lines one by one; a section is open until the next heading."""

    def __init__(self) -> None:
        self.title = ""
        self.sections: list[_Open] = []
        self.open = _Open("", 0)

    def read(self, line: Line) -> None:
        if line.kind in _NO_WORDS and not line.words:
            raise PolicyFormatError(_NO_WORDS[line.kind], line=line.number, text=line.text)
        if line.kind == "heading":
            self._open_section(line)
        elif not self.sections:
            self._read_title(line)
        elif line.kind == "subheading":
            self._open_subsection(line)
        elif line.kind == "point":
            self._add_point(Paragraph(line.words))
        elif line.kind == "plain":
            self.open.body.append(Paragraph(line.words))

    def _read_title(self, line: Line) -> None:
        if line.kind == "plain" and not self.title:
            self.title = line.words
            return
        again = line.text == self.title
        message = "題名が重なっています。" if again else _BEFORE_THE_FIRST_HEADING[line.kind]
        raise PolicyFormatError(message, line=line.number, text=line.text)

    def _open_section(self, line: Line) -> None:
        _expect(len(self.sections) + 1, "「{}．」", line)
        self.open = _Open(line.words, depth=1)
        self.sections.append(self.open)

    def _open_subsection(self, line: Line) -> None:
        section = self.sections[-1]
        section.subsections += 1
        _expect(section.subsections, "「（{}）」", line)
        self.open = _Open(line.words, depth=2)
        section.body.append(self.open)

    def _add_point(self, point: Paragraph) -> None:
        body = self.open.body
        if body and isinstance(body[-1], list):
            body[-1].append(point)
        else:
            body.append([point])


def _expect(wanted: int, mark: str, line: Line) -> None:
    found = int(line.digits) if len(line.digits) <= _COUNTED_DIGITS else None
    if found == wanted:
        return
    if found is None or found > wanted:
        wrong = "番号が飛んでいます。"
    else:
        wrong = "番号が重なっています。" if found else "番号が0になっています。"
    message = f"{wrong}{mark.format(wanted)}のはずです。"
    raise PolicyFormatError(message, line=line.number, text=line.text)


def _closed_section(section: _Open) -> Section:
    return Section(section.heading, tuple(map(_closed, section.body)), depth=section.depth)


def _closed(block: Paragraph | list[Paragraph] | _Open) -> Block:
    if isinstance(block, Paragraph):
        return block
    return _closed_section(block) if isinstance(block, _Open) else Bullets(tuple(block))
