"""A known word that was mistyped. In a substance it stands as it was typed, and in the other one stands the
one form of all the word's spellings. Imports no Django."""

from collections import defaultdict
from functools import cache

from kasuhara_plugin.inquiries.wording import spellings
from kasuhara_plugin.inquiries.wording.characters import katakana
from kasuhara_plugin.inquiries.wording.keys import key
from kasuhara_plugin.inquiries.wording.likeness import ratio

ALIKE = 0.5  # a slip of the pen leaves more of the word


def are_slips(one: str, other: str) -> bool:
    """Whether each may be the other, mistyped."""
    alike = ratio(one, other) >= ALIKE
    return alike or _stands_for(one, other) or _stands_for(other, one)


def _stands_for(typed: str, form: str) -> bool:
    return any(ratio(typed, word) >= ALIKE for word in _spelt().get(form, ()))


@cache
def _spelt() -> dict[str, set[str]]:
    """What is written for each form."""
    found = defaultdict(set)
    for word, _ in (*spellings.CONTENT, *spellings.SYNONYMS):
        found[key(word)].add(katakana(word))
    return found
