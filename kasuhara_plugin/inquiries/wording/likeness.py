"""How alike two texts are, 0..1. Imports no Django."""

from collections.abc import Set
from difflib import SequenceMatcher


def contained(new: Set[str], earlier: Set[str]) -> float:
    """The share of the smaller set that the other has, too."""
    least = min(len(new), len(earlier))
    return len(new & earlier) / least if least else float(new == earlier)


def ratio(new: str, earlier: str) -> float:
    """Twice the signs that both have in the same order, of the signs of both. Symmetric."""
    if not new or not earlier:
        return float(new == earlier)
    one, other = sorted((new, earlier))
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def apart(one: str, other: str) -> tuple[str, str, int, int]:
    """What each has between their common start and end, and how long those are."""
    start = _common(one, other)
    end = _common(one[start:][::-1], other[start:][::-1])
    return one[start : len(one) - end], other[start : len(other) - end], start, end


def _common(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
