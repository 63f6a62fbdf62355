"""What tells one matter from another in the same words: figures, words of the catalogue, and what is
wanted. Imports no Django."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kasuhara_plugin.inquiries.wording.characters import DENIED, WANTED
from kasuhara_plugin.inquiries.wording.intents import INTENTS, SETTLED
from kasuhara_plugin.inquiries.wording.vocabulary import Vocabulary, Words

_LATIN = re.compile(r"[0-9a-z]+")
_DIGITS = frozenset("0123456789")
_TAKEN_FOR_FIGURES = str.maketrans("oil", "011")
_ALIKE = re.compile("[0-9oil]+")
_CODE = 5  # signs; in so long a one, a letter may be typed for the figure that it looks like
_FEW = 24  # signs; in so short a message, every denial counts


@dataclass(frozen=True)
class Veto:
    """Why nearly the same words are another matter: what each says in place of the other's.
    ``kind`` is ``figures``, ``catalogue``, ``intent``, ``settled``, ``exchanged``, ``core`` or ``denial``."""

    kind: str
    new: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()


def vetoes(new: str, earlier: str, catalogue: Vocabulary) -> Iterator[Veto]:
    """What speaks against two substances being of one matter."""
    yield from _replaced("figures", figures(new), figures(earlier))
    for ours, theirs in catalogue.both(new, earlier):
        yield from _replaced("catalogue", ours, theirs)
    for ours, theirs in INTENTS.both(new, earlier):
        if not ours & theirs:
            yield Veto("intent", _listed(ours), _listed(theirs))
    if _is_settled(new) != _is_settled(earlier):
        yield Veto("settled")
    if max(len(new), len(earlier)) < _FEW and (new.count(DENIED) + earlier.count(DENIED)) % 2:
        yield Veto("denial")


def _is_settled(substance: str) -> bool:
    return not {WANTED, DENIED} & set(substance) and bool(SETTLED.named(substance))


def _replaced(kind: str, ours: Words, theirs: Words) -> Iterator[Veto]:
    """Where each names what the other does not: an addition alone says nothing against."""
    if ours - theirs and theirs - ours:
        yield Veto(kind, _listed(ours - theirs), _listed(theirs - ours))


def _listed(words: Words) -> tuple[str, ...]:
    return tuple(sorted(words))


def figures(substance: str) -> Words:
    """Order numbers, sizes and quantities, as they stand."""
    return frozenset(
        word.translate(_TAKEN_FOR_FIGURES) if len(word) >= _CODE or _ALIKE.fullmatch(word) else word
        for word in _LATIN.findall(substance)
        if not _DIGITS.isdisjoint(word)
    )


def without_figures(substance: str) -> str:
    return _LATIN.sub(lambda word: word[0] if _DIGITS.isdisjoint(word[0]) else "", substance)
