"""Numbers that a customer reads out on the telephone."""

import re

from django.utils.crypto import get_random_string

from kasuhara_plugin.core.text import fold

# No vowels and no look-alikes: neither a word nor a misreading comes out.
ALPHABET = "23456789BCDFGHJKMPQRTVWXY"
_HYPHENS = re.compile(r"[\s\-\u2010-\u2015\u2212\u30fc]")
_NUMBER = re.compile(r"([A-Z])([0-9A-Z]{4})([0-9A-Z]{4})([0-9A-Z])")


def new_number(prefix: str) -> str:
    """Such as ``Q-7KM4-X2TW-9``: speakable, and not guessable (25^9, about 3.8e12)."""
    drawn = get_random_string(9, ALPHABET)
    return f"{prefix}-{drawn[:4]}-{drawn[4:8]}-{drawn[8:]}"


def as_number(typed: str) -> str:
    """As it was given out, however it was typed; "" if it is none."""
    found = _NUMBER.fullmatch(_HYPHENS.sub("", fold(typed)).upper())
    return "-".join(found.groups()) if found else ""
