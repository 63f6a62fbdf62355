"""A message's sketch: so few of its rarer groups of signs that each can stand in an index, and enough to
find whoever else said the same. Numbers only: nothing of the text can be read from them."""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from zlib import crc32

from kasuhara_plugin.inquiries.wording.common import COMMON_GROUPS

GRAM = 5  # signs
BANDS = 24  # numbers of a sketch, the smallest
COMMON = 0.005  # of the messages; a group that more of them have tells nothing
MOST_COMMON = 4_000  # groups of a stop list


def numbers(signs: str) -> set[int]:
    """One for each group of signs that follow one another; of a shorter text, for the whole."""
    places = range(max(1, len(signs) - GRAM + 1)) if signs else ()
    return {_number(signs[at : at + GRAM]) for at in places}


def sketch(signs: str, common: frozenset[int]) -> list[int]:
    return sorted(numbers(signs) - common)[:BANDS]


def common_among(texts: Iterable[str]) -> frozenset[int]:
    """A stop list: the groups that more than ``COMMON`` of the texts have."""
    times: Counter[int] = Counter()
    of = 0
    for of, signs in enumerate(texts, start=1):  # noqa: B007
        times.update(numbers(signs))
    least = max(2, COMMON * of)
    return frozenset(number for number, often in times.most_common(MOST_COMMON) if often > least)


@cache
def shipped() -> frozenset[int]:
    """The stop list that a shop begins with."""
    return frozenset(map(_number, COMMON_GROUPS.split()))


def _number(group: str) -> int:
    return crc32(group.encode())
