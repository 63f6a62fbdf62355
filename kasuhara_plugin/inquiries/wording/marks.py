"""What tells one matter from another in the same words: figures, words of the catalogue, and what is
wanted. Imports no Django."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from kasuhara_plugin.inquiries.wording.characters import DENIED, WANTED
from kasuhara_plugin.inquiries.wording.intents import INTENTS, SETTLED
from kasuhara_plugin.inquiries.wording.vocabulary import Named, Vocabulary, Words

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


class Marks:
    """What one substance names, each part looked for when it is first asked for."""

    def __init__(self, substance: str, catalogue: Vocabulary) -> None:
        self._substance, self._catalogue = substance, catalogue

    @cached_property
    def figures(self) -> Words:
        """Order numbers, sizes and quantities, as they stand."""
        return _figures(self._substance)

    @cached_property
    def catalogued(self) -> Named:
        return self._catalogue.named(self._substance)

    @cached_property
    def intents(self) -> Named:
        return INTENTS.named(self._substance)

    @cached_property
    def is_settled(self) -> bool:
        asks = {WANTED, DENIED} & set(self._substance)
        return not asks and bool(SETTLED.named(self._substance))

    @cached_property
    def denials(self) -> int | None:
        """None for a longer text, in which one more or less says little."""
        return self._substance.count(DENIED) if len(self._substance) < _FEW else None


def vetoes(new: Marks, earlier: Marks) -> Iterator[Veto]:
    """What speaks against two substances being of one matter."""
    yield from _replaced("figures", *_unlike(new.figures, earlier.figures))
    for ours, theirs in _both(new.catalogued, earlier.catalogued):
        yield from _replaced("catalogue", ours, theirs)
    for ours, theirs in _both(new.intents, earlier.intents):
        if not ours & theirs:
            yield Veto("intent", _listed(ours), _listed(theirs))
    if new.is_settled != earlier.is_settled:
        yield Veto("settled")
    if _one_denies_more(new, earlier):
        yield Veto("denial")


def name_other_figures(new: Marks, earlier: Marks) -> bool:
    """Whether that is among the ``vetoes``: the one that costs least."""
    return any(_replaced("figures", *_unlike(new.figures, earlier.figures)))


def _one_denies_more(new: Marks, earlier: Marks) -> bool:
    if new.denials is None or earlier.denials is None:
        return False
    return (new.denials + earlier.denials) % 2 == 1


def _both(ours: Named, theirs: Named) -> Iterator[tuple[Words, Words]]:
    """Of each group of which both name something."""
    for group in sorted(ours.keys() & theirs.keys()):
        yield ours[group], theirs[group]


def _replaced(kind: str, ours: Words, theirs: Words) -> Iterator[Veto]:
    """Where each names what the other does not: an addition alone says nothing against."""
    if ours - theirs and theirs - ours:
        yield Veto(kind, _listed(ours - theirs), _listed(theirs - ours))


def _unlike(ours: Words, theirs: Words) -> tuple[Words, Words]:
    """Without those that the other has but for a slip among the letters, as DCI256 for DIC256."""
    our_bones, their_bones = set(map(_bones, ours)), set(map(_bones, theirs))
    return (
        frozenset(word for word in ours if _bones(word) not in their_bones),
        frozenset(word for word in theirs if _bones(word) not in our_bones),
    )


def _bones(figure: str) -> str:
    """The digits as they stand, and which letters there are: in a short one, all as it stands."""
    if len(figure) < _CODE:
        return figure
    digits = "".join(filter(str.isdigit, figure))
    return digits + "".join(sorted(set(figure) - _DIGITS))


def _listed(words: Words) -> tuple[str, ...]:
    return tuple(sorted(words))


def _figures(substance: str) -> Words:
    return frozenset(
        word.translate(_TAKEN_FOR_FIGURES) if len(word) >= _CODE or _ALIKE.fullmatch(word) else word
        for word in _LATIN.findall(substance)
        if not _DIGITS.isdisjoint(word)
    )


def without_figures(substance: str) -> str:
    return _LATIN.sub(lambda word: word[0] if _DIGITS.isdisjoint(word[0]) else "", substance)
