"""The outline of a text, a bit for each of its groups of signs: tells without the groups that two texts
have little in common. Imports no Django."""

from collections.abc import Iterable, Sequence
from zlib import crc32

BITS = 2_048


def outlined(grams: Iterable[str]) -> bytes:
    bits = 0
    for gram in grams:
        bits |= _bit(gram)
    return bits.to_bytes(BITS // 8, "little")


def layers(grams: Iterable[str]) -> tuple[int, ...]:
    """The bits that at least one gram has, those that at least two have, and so on."""
    found: list[int] = []
    for gram in grams:
        bit = _bit(gram)
        for place, layer in enumerate(found):
            if not layer & bit:
                found[place] |= bit
                break
        else:
            found.append(bit)
    return tuple(found)


def most_shared(layers: Sequence[int], bits: int) -> int:
    """So many grams at most, of those of the ``layers``, are in the text of these ``bits`` too."""
    return sum((layer & bits).bit_count() for layer in layers)


def _bit(gram: str) -> int:
    return 1 << crc32(gram.encode()) % BITS
