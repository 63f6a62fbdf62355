"""The lines of a policy text, and what the mark at the start of each says that it is.

A text stands as it was typed: only white space around a line, and between its mark and its words,
is taken off.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from kasuhara_plugin.core.errors import PolicyFormatError
from kasuhara_plugin.core.text import is_blank

Kind = Literal["heading", "subheading", "point", "end", "plain"]

# Unicode's white space, and its two spaces of no width (the second is also a byte order mark).
_SPACES = "".join(
    map(
        chr,
        (*range(0x09, 0x0E), *range(0x1C, 0x21), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200C),
         0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF),
    )
)  # fmt: skip
_DIGIT = "[0-9０-９]"
_HEADING = re.compile(rf"({_DIGIT}+)\s*[.．、](?!{_DIGIT})(.*)", re.DOTALL)
_SUBHEADING = re.compile(rf"[(（]\s*({_DIGIT}+)\s*[)）](.*)", re.DOTALL)
# Not ●●印刷 (a name left open), not -5℃, not a rule of dashes.
_POINT = re.compile(
    rf"(?:([・･●•])(?!\1)|[-－‐–](?=\s|$)|[-－](?![-－.．]|{_DIGIT}))(.*)", re.DOTALL
)
_END = re.compile(r"[－―—]*\s*以\s*上\s*(?:[。．.]\s*)?[－―—]*")
_MARKS = frozenset("0123456789０１２３４５６７８９(（・･●•-－‐–―—以")
_BREAKS = "\n\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029"
_UNUSABLE = re.compile(f"[{_BREAKS}\x00-\x08\x0e-\x1b\x7f-\x9f\ud800-\udfff\ufffd]")
_BREAK = re.compile(f"[{_BREAKS}]")
_is_blank_sign = lru_cache(4096)(is_blank)


class Line(NamedTuple):
    """``digits`` is the number of a heading; ``words`` is what follows the mark."""

    number: int
    text: str
    kind: Kind
    digits: str
    words: str


def lines(text: str) -> Iterator[Line]:
    """The lines that say something, counted as an editor counts them: by LF, CRLF and CR."""
    broken = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, typed in enumerate(broken, 1):
        if not (line := typed.strip(_SPACES)):
            continue
        if found := _UNUSABLE.search(line):
            raise _unusable(found[0], number, line)
        if not (_is_blank_sign(line[0]) and is_blank(line)):
            yield Line(number, line, *read(line))


def read(text: str) -> tuple[Kind, str, str]:
    """The kind, the number and the words of a line."""
    if text[0] not in _MARKS:
        return "plain", "", text
    if _END.fullmatch(text):
        return "end", "", ""
    if found := _HEADING.fullmatch(text):
        return "heading", found[1], _words(found[2])
    if found := _SUBHEADING.fullmatch(text):
        return "subheading", found[1], _words(found[2])
    if found := _POINT.fullmatch(text):
        return "point", "", _words(found[2])
    return "plain", "", text


def is_one_line(text: str) -> bool:
    """Whether the text can be written on a line and be read from there unchanged."""
    if not text or text != text.strip(_SPACES) or is_blank(text):
        return False
    return not _UNUSABLE.search(text)


def _words(text: str) -> str:
    words = text.strip(_SPACES)
    return "" if is_blank(words) else words


def _unusable(sign: str, number: int, line: str) -> PolicyFormatError:
    if sign == "\ufffd":
        message = "文字化けした文字（\ufffd）が含まれています。"
        return PolicyFormatError(message, line=number, text=line)
    name = f"U+{ord(sign):04X}"
    if _BREAK.match(sign):
        message = f"行の途中に、改行にあたる特殊な文字（{name}）が含まれています。"
    else:
        message = f"使用できない制御文字（{name}）が含まれています。"
    return PolicyFormatError(message, line=number)
