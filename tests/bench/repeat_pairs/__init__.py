"""Pairs of messages to a print shop, judged: is the new one a repeat of the earlier?

The messages are written by hand in `messages` and `short`; the pairs are made from them by seeded
chance, so they are the same wherever they are made. Pairs of one `base` belong on one side of a split.
"""

from .different import different
from .lines import of_a_line
from .messages import MESSAGES
from .pair import Pair
from .same import same
from .strangers import Sender, unrelated

__all__ = ["Pair", "Sender", "pairs", "unrelated"]


def pairs() -> list[Pair]:
    """All of them, base by base; no two have the same kind and texts."""
    made = [
        pair
        for base, message in enumerate(MESSAGES)
        for pair in (*same(base, message), *different(base, message))
    ]
    return list(dict.fromkeys([*made, *of_a_line()]))
