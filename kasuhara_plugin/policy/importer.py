"""A policy text as a company keeps it, read into an outline.

A title line; headings ``1．見出し``; sub-headings ``（1）見出し``; points ``・``; paragraphs;
``以上`` at the end. Pure: the caller decides what becomes of the outline.
"""

import re

from kasuhara_plugin.core.errors import PolicyFormatError
from kasuhara_plugin.core.text import flaw, flaw_message
from kasuhara_plugin.policy.outline import Block, Bullets, Outline, Paragraph, Section

_HEADING = re.compile(r"([0-9０-９]+)[.．、]\s*(?![0-9０-９])(.+)")
_SUBHEADING = re.compile(r"[(（]([0-9０-９]+)[)）]\s*(.+)")
_BULLET = re.compile(r"[・●]\s*(.+)")
_END = "以上"


def parse(content: bytes) -> Outline:
    """The outline of a policy file (UTF-8). Raises ``PolicyFormatError`` with a line number."""
    reader = _Reader()
    for number, line in enumerate(_decoded(content).splitlines(), 1):
        if text := line.strip():
            reader.read(text, number)
    return reader.outline()


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise PolicyFormatError("文字コードを読み取れません。", line=line) from None


class _Reader:
    """Takes the lines one by one; a section is open until the next heading."""

    def __init__(self) -> None:
        self.title = ""
        self.sections: list[tuple[str, list[Block]]] = []
        self.subsection: list[Block] | None = None
        self.ended = False

    def read(self, text: str, number: int) -> None:
        if code := flaw(text, limit=len(text), required=False):
            raise PolicyFormatError(flaw_message(code, text=text, limit=0), line=number)
        if self.ended:
            raise PolicyFormatError("「以上」の後に文章があります。", line=number, text=text)
        if text == _END:
            self.ended = True
        elif found := _HEADING.fullmatch(text):
            self._expect(int(found[1]), len(self.sections) + 1, number, text)
            self.sections.append((found[2], []))
            self.subsection = None
        elif not self.sections:
            self._read_title(text, number)
        elif found := _SUBHEADING.fullmatch(text):
            self._open_subsection(int(found[1]), found[2], number, text)
        elif found := _BULLET.fullmatch(text):
            self._add_point(found[1])
        else:
            self._body().append(Paragraph(text))

    def outline(self) -> Outline:
        if not self.sections:
            raise PolicyFormatError("「1．見出し」の形の見出しがありません。", line=1)
        sections = (Section(heading, tuple(body)) for heading, body in self.sections)
        return Outline(self.title, tuple(_closed(section) for section in sections))

    def _read_title(self, text: str, number: int) -> None:
        if self.title:
            raise PolicyFormatError("見出しの前に文章があります。", line=number, text=text)
        self.title = text

    def _open_subsection(self, found: int, heading: str, number: int, text: str) -> None:
        body = self.sections[-1][1]
        self._expect(found, sum(isinstance(block, Section) for block in body) + 1, number, text)
        self.subsection = []
        body.append(Section(heading, self.subsection, depth=2))  # type: ignore[arg-type]

    def _add_point(self, text: str) -> None:
        body = self._body()
        if body and isinstance(body[-1], Bullets):
            body[-1] = Bullets((*body[-1].items, Paragraph(text)))
        else:
            body.append(Bullets((Paragraph(text),)))

    def _body(self) -> list[Block]:
        return self.sections[-1][1] if self.subsection is None else self.subsection

    @staticmethod
    def _expect(found: int, wanted: int, number: int, text: str) -> None:
        if found != wanted:
            raise PolicyFormatError(f"番号は{wanted}のはずです。", line=number, text=text)


def _closed(section: Section) -> Section:
    """The section with its lists made tuples, sub-sections included."""
    body = (_closed(block) if isinstance(block, Section) else block for block in section.body)
    return Section(section.heading, tuple(body), depth=section.depth)
