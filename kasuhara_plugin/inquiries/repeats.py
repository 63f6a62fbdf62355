"""Whether a message says again what was said before (同一内容の執拗な問い合わせ, policy s4-2-b). Pure Python:
imports no Django.

A message's substance is what it says, its frame stripped. Two substances are compared by the groups of
three signs that they share; what tells two matters apart in the same words vetoes. Nothing is decided about a
person: what is taken for a repeat is joined to the earlier message, and read (law 1).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from kasuhara_plugin.inquiries.wording import framing, marks
from kasuhara_plugin.inquiries.wording.catalogue import CATALOGUE
from kasuhara_plugin.inquiries.wording.characters import CUT, level
from kasuhara_plugin.inquiries.wording.exchanged import cores, exchanged
from kasuhara_plugin.inquiries.wording.keys import key
from kasuhara_plugin.inquiries.wording.likeness import contained, ratio
from kasuhara_plugin.inquiries.wording.marks import Veto
from kasuhara_plugin.inquiries.wording.masks import without_contact
from kasuhara_plugin.inquiries.wording.outlines import layers, most_shared, outlined
from kasuhara_plugin.inquiries.wording.vocabulary import Vocabulary

VERSION = 1  # of these rules; a substance that was made by others is made anew
ENOUGH = 0.40
SHORT = 18  # signs; so little must be nearly the same
AMPLE, FEW_NEED = 36, 0.5  # signs that say enough for ENOUGH; what SHORT ones need, and so between
TINY = 10  # signs; so little is no part of a longer message, whatever that says besides
NEARLY_ALL, WHOLE = 0.75, 0.95
TEMPLATE = 0.9
ALMOST_ALL = 0.6  # of a text in which single words were exchanged
NEWEST = 50  # threads of a sender that a message is compared with
_PASSES = 4
_SLACK = 0.9  # several grams may share a bit of an outline


def substance(text: str) -> str:
    """What a message says: a key to compare by, not to be read. ``substance(substance(x))`` is
    ``substance(x)``; that of a text with nothing but a frame is the frame."""
    for _ in range(_PASSES):
        said = _said(text)
        if said == text:
            break
        text = said
    return text


def _said(text: str) -> str:
    levelled = level(text)
    kept = (CUT if framed else part for part, framed in _clauses(levelled))
    return key("".join(kept)) or key(levelled) or " ".join(levelled.split())


def _clauses(levelled: str) -> Iterator[tuple[str, bool]]:
    own = without_contact("\n".join(framing.own_lines(levelled.split("\n"))))
    return framing.clauses(own.split("\n"))


def frame(text: str) -> list[str]:
    """What was stripped from a message, to show it to staff: greetings, the word that it is sent
    again, a signature, quoted lines."""
    levelled = level(text)
    own = set(framing.own_lines(levelled.split("\n")))
    aside = [line for line in levelled.split("\n") if line.strip() and line not in own]
    return [part for part, framed in _clauses(levelled) if framed] + aside


class Said:
    """A message as it is compared: made of its text or, which is quicker, of its substance and
    outline as they were kept."""

    def __init__(self, text: str, outline: bytes | None = None) -> None:
        self.substance = substance(text) if outline is None else text
        self.outline = outlined(self.grams) if outline is None else outline
        self._marks: tuple[Vocabulary, marks.Marks] | None = None

    @cached_property
    def signs(self) -> str:
        """What is compared sign by sign; figures are compared as wholes."""
        return marks.without_figures(self.substance).replace(CUT, "")

    @cached_property
    def grams(self) -> frozenset[str]:
        """Each three signs that follow one another."""
        signs = self.signs
        return frozenset(map("".join, zip(signs, signs[1:], signs[2:], strict=False)))

    @cached_property
    def bits(self) -> int:
        return int.from_bytes(self.outline, "little")

    @cached_property
    def layers(self) -> tuple[int, ...]:
        return layers(self.grams)

    def marks(self, catalogue: Vocabulary) -> marks.Marks:
        """Of one catalogue: they are kept for the next comparison with it."""
        kept = self._marks
        if kept is None or kept[0] is not catalogue:
            kept = self._marks = (catalogue, marks.Marks(self.substance, catalogue))
        return kept[1]


@dataclass(frozen=True)
class Comparison:
    """``score``, 0..1, is how much of the one that says less stands in the other; ``needed`` is
    what a repeat has at least."""

    score: float
    needed: float
    vetoes: tuple[Veto, ...] = ()

    @property
    def is_repeat(self) -> bool:
        return self.score >= self.needed and not self.vetoes

    @property
    def is_template(self) -> bool:
        """The same words about other figures, and nothing else against it."""
        return self.score >= TEMPLATE and [veto.kind for veto in self.vetoes] == ["figures"]


def similarity(new: str, earlier: str) -> float:
    """How much of the substance of the one that says less stands in the other, 0..1; symmetric."""
    return _score(Said(new), Said(earlier))


def is_repeat(new: str, earlier: str, *, catalogue: Vocabulary = CATALOGUE) -> bool:
    """Whether the new message says again what the earlier one says. ``catalogue`` groups what the
    shop sells: a word in place of another of its group makes it another matter."""
    return compare(new, earlier, catalogue=catalogue).is_repeat


def compare(new: str, earlier: str, *, catalogue: Vocabulary = CATALOGUE) -> Comparison:
    """``is_repeat``, explained."""
    return weigh(Said(new), Said(earlier), catalogue=catalogue)


def weigh(
    new: Said, earlier: Said, *, catalogue: Vocabulary = CATALOGUE, thorough: bool = True
) -> Comparison:
    """The same of two that are prepared. Where it is not ``thorough``, one veto is enough of those
    against texts that are not one template."""
    needed = _needed(new, earlier)
    if new.substance == earlier.substance:
        return Comparison(1, needed)
    score = _score(new, earlier)
    if score < needed:
        return Comparison(score, needed)
    enough = None if thorough or score >= TEMPLATE else 1
    vetoes = tuple(islice(_vetoes(new, earlier, catalogue), enough))
    if not vetoes and ALMOST_ALL <= score < 1:  # the dearest question, asked where it decides
        words = exchanged(new.signs, earlier.signs)
        vetoes = (Veto("exchanged", *words),) if words else ()
    return Comparison(score, needed, vetoes)


def _vetoes(new: Said, earlier: Said, catalogue: Vocabulary) -> Iterator[Veto]:
    yield from marks.vetoes(new.marks(catalogue), earlier.marks(catalogue))
    if framed := cores(new.signs, earlier.signs):
        yield Veto("core", *((core,) for core in framed))


def may_repeat(new: Said, outline: bytes) -> bool:
    """False for most that say something else than the one of this outline."""
    ours, theirs = new.bits, int.from_bytes(outline, "little")
    least = min(ours.bit_count(), theirs.bit_count())
    return (ours & theirs).bit_count() >= ENOUGH * _SLACK * least


def is_apart(new: Said, earlier: Said, *, catalogue: Vocabulary = CATALOGUE) -> bool:
    """Whether outlines and figures tell by themselves what ``weigh`` would find: neither a repeat nor
    a template. What they do not tell is weighed, which costs more."""
    most = _most(new, earlier)
    if most >= TEMPLATE:
        return False
    return most < ENOUGH or marks.name_other_figures(new.marks(catalogue), earlier.marks(catalogue))


def _most(new: Said, earlier: Said) -> float:
    """No less than the score of the two. It has no bound where the one may be short."""
    least = earlier.bits.bit_count()  # of grams, and each begins at another sign
    if min(len(new.signs), least) < SHORT:
        return 1
    return most_shared(new.layers, earlier.bits) / min(len(new.grams), least)


def _score(new: Said, earlier: Said) -> float:
    inside = contained(new.grams, earlier.grams)
    if _is_short(new, earlier) and (inside < WHOLE or _is_tiny(new, earlier)):
        return ratio(new.signs, earlier.signs)
    return inside


def _needed(new: Said, earlier: Said) -> float:
    """The less the one of them says, the more of it the other has to have."""
    least = min(len(new.signs), len(earlier.signs))
    if least < SHORT:
        return NEARLY_ALL
    return max(ENOUGH, FEW_NEED - (FEW_NEED - ENOUGH) * (least - SHORT) / (AMPLE - SHORT))


def _is_short(new: Said, earlier: Said) -> bool:
    return min(len(new.signs), len(earlier.signs)) < SHORT


def _is_tiny(new: Said, earlier: Said) -> bool:
    return min(len(new.signs), len(earlier.signs)) < TINY
