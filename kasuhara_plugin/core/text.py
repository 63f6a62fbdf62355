"""Texts as people type them. Pure Python: imports no Django."""

import re
import unicodedata

# Unicode property Default_Ignorable_Code_Point (DerivedCoreProperties.txt): drawn as nothing.
_IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_SPACE = re.compile(r"\s+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MASKING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f]")
_EMPTY_BRAILLE = "\u2800"

FLAWS = {
    "blank": "入力してください。",
    "nul": "使用できない制御文字が含まれています。お手数ですが、入力し直してください。",
    "garbled": "文字化けした文字（\ufffd）が含まれています。お手数ですが、入力し直してください。",
    "newline": "改行を含めず、1行で入力してください。",
    "too_long": "{limit:,}文字以内で入力してください（現在{length:,}文字）。",
}


def fold(text: str) -> str:
    """The matching key of a text: width, case, invisible characters and spacing are levelled.

    For comparing only; what was typed is stored beside it, unchanged (law 7).
    """
    levelled = unicodedata.normalize("NFKC", _IGNORABLE.sub("", text)).casefold()
    levelled = unicodedata.normalize("NFKC", _IGNORABLE.sub("", levelled))
    return _SPACE.sub(" ", levelled).strip()


def is_blank(text: str) -> bool:
    """Whether nothing in the text can be seen."""
    return all(
        char == _EMPTY_BRAILLE or char.isspace() or unicodedata.category(char) == "Cc"
        for char in _IGNORABLE.sub("", text)
    )


def flaw(text: str, *, limit: int, required: bool = True) -> str | None:
    """Why the text cannot be kept, as a key of ``FLAWS``; None if it can."""
    if "\x00" in text:
        return "nul"
    if _SURROGATE.search(text) or "\ufffd" in text:
        return "garbled"
    if len(text) > limit:
        return "too_long"
    return "blank" if required and is_blank(text) else None


def flaw_message(code: str, *, text: str, limit: int) -> str:
    return FLAWS[code].format(limit=limit, length=len(text))


def printable(text: str) -> str:
    """The text with lone surrogates shown as U+FFFD, so that a page can give it back."""
    return _SURROGATE.sub("\ufffd", text)


def unmasked(text: str) -> str:
    """The text with each sign that turns its direction, and each control character, spelled out
    ([U+202E]): it cannot be read other than it is stored."""
    levelled = printable(text).replace("\r\n", "\n").replace("\r", "\n")
    return _MASKING.sub(lambda sign: f"[U+{ord(sign[0]):04X}]", levelled)
