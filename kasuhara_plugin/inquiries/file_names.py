"""The name of a file: kept as typed for display, never part of a path. Pure Python: no Django."""

import re
import unicodedata

from kasuhara_plugin.core.text import is_blank
from kasuhara_plugin.inquiries.file_flaws import Flaw

LONGEST_BYTES = 255
# Paths, controls, lone surrogates, and what turns the reading order around (txt.exe as exe.txt).
_EVIL = re.compile("[/\\\\\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd\ud800-\udfff]")  # fmt: skip
_RESERVED = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9¹²³])\s*(\.|$)", re.IGNORECASE)
_EXTENSION = re.compile(r"\.([a-z0-9]{1,8})$")
_NOT_ON_WINDOWS = re.compile('[<>:"|?*]')


def usable_name(typed: str | None) -> str:
    """The name as it is shown. Raises ``Flaw`` for one that could mislead or do harm."""
    if not typed or is_blank(typed):
        raise Flaw("no_name")
    if _EVIL.search(typed):
        raise Flaw("name")
    name = typed.strip()
    if len(name.encode()) > LONGEST_BYTES:
        raise Flaw("long_name")
    if name.startswith(".") or _RESERVED.match(name) or not name.strip(". "):
        raise Flaw("reserved_name")
    return name


def extension(name: str) -> str:
    """In lower case, "" if there is none; full width and trailing dots are seen through."""
    levelled = unicodedata.normalize("NFKC", name).casefold().rstrip(". ")
    found = _EXTENSION.search(levelled)
    return found[1] if found and not found[1].isdecimal() else ""


def name_on_disk(name: str) -> str:
    """The name under which a download is saved, also on Windows."""
    return _NOT_ON_WINDOWS.sub("_", name)
