"""Pairs of one-line messages and of opposite wishes; their bases are numbered after the long ones."""

from collections.abc import Iterator
from itertools import combinations, permutations

from .messages import MESSAGES
from .pair import Pair
from .short import APART, OPPOSITE, SAME


def short_again(first: int) -> Iterator[Pair]:
    for base, group in enumerate(SAME, first):
        for earlier, new in combinations(group, 2):
            yield Pair(base, "short_again", True, earlier, new)


def short_apart(first: int) -> Iterator[Pair]:
    for base, group in enumerate(APART, first):
        for earlier, new in combinations(group, 2):
            yield Pair(base, "short_apart", False, earlier, new)


def opposite(first: int) -> Iterator[Pair]:
    for base, wishes in enumerate(OPPOSITE, first):
        for earlier, new in permutations(wishes):
            yield Pair(base, "opposite", False, earlier, new)


def of_a_line() -> Iterator[Pair]:
    first = len(MESSAGES)
    yield from short_again(first)
    yield from short_apart(first + len(SAME))
    yield from opposite(first + len(SAME) + len(APART))
