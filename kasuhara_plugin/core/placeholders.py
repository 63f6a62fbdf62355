"""``{{ company }}`` and its like in a text that people write: what stands there is filled in later.
Pure Python: imports no Django."""

import re
from collections.abc import Callable, Iterable

_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_BRACES = re.compile(r"\{\{.*?\}\}|[{｛]{2}|[}｝]{2}", re.DOTALL)


def fill(text: str, value: Callable[[str], str | None]) -> str:
    """The text with ``value(name)`` in the place of each; None leaves it as it stands."""

    def filled(found: re.Match[str]) -> str:
        known = value(found[1])
        return found[0] if known is None else known

    return _PLACEHOLDER.sub(filled, text)


def names(texts: Iterable[str]) -> list[str]:
    """The names that the texts use, in reading order, each once."""
    return list(dict.fromkeys(name for text in texts for name in _PLACEHOLDER.findall(text)))


def blanks(text: str) -> list[str]:
    """What still waits to be filled in, also where its braces are full width or only one pair, each
    once."""
    return list(dict.fromkeys(_BRACES.findall(text)))
