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
