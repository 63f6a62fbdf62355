"""Words that stand in place of others in the same text, of whatever kind. Imports no Django."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from kasuhara_plugin.inquiries.wording.characters import MARKS
from kasuhara_plugin.inquiries.wording.likeness import contained, ratio

_FEW = 3  # places; who says it in other words changes more
_LONGEST = 600  # signs; longer texts are not compared place by place
_NAME = re.compile(f"[^{MARKS}]{{2,16}}")
_FRAME, _CORE = 10, 12  # signs
_SAME_CORE = 0.3  # of the less in the other
_ALIKE = 0.5  # a slip of the pen leaves more of the word


def exchanged(new: str, earlier: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """What each of two texts names, if they are the same but for a few whole words."""
    if max(len(new), len(earlier)) > _LONGEST:
        return None
    if new > earlier:  # in one order, so that both are told alike
        told = exchanged(earlier, new)
        return told and told[::-1]
    places = list(_places(new, earlier))
    if not 0 < len(places) <= _FEW or not all(map(_are_names, places)):
        return None
    return tuple(one for one, _ in places), tuple(other for _, other in places)


def cores(new: str, earlier: str) -> tuple[str, str] | None:
    """What stands between the same opening and the same end of two texts, if it says something else:
    what frames every letter of a sender, whatever its words, is no part of the matter."""
    opening = _shared_start(new, earlier)
    end = _shared_start(new[opening:][::-1], earlier[opening:][::-1])
    if opening < _FRAME or end < _FRAME:
        return None
    one, other = (text[opening : len(text) - end] for text in (new, earlier))
    if min(len(one), len(other)) < _CORE or contained(_grams(one), _grams(other)) >= _SAME_CORE:
        return None
    return one, other


def _shared_start(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _grams(text: str) -> set[str]:
    return {text[at : at + 3] for at in range(len(text) - 2)}


def _places(new: str, earlier: str) -> Iterator[tuple[str, str]]:
    matcher = SequenceMatcher(None, new, earlier, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            yield new[a:b], earlier[c:d]


def _are_names(place: tuple[str, str]) -> bool:
    one, other = place
    return bool(_NAME.fullmatch(one) and _NAME.fullmatch(other)) and ratio(one, other) < _ALIKE
