"""The key of what is said: no punctuation, one spelling, one form of each word that politeness or habit
varies. Imports no Django."""

import re
from collections.abc import Iterator
from functools import cache

from kasuhara_plugin.inquiries.wording import phrases, spellings
from kasuhara_plugin.inquiries.wording.characters import (
    CUT,
    MARKS,
    WANTED,
    katakana,
    without_signs,
)
from kasuhara_plugin.inquiries.wording.masks import without_counts
from kasuhara_plugin.inquiries.wording.rewriting import Rewriting

_CUTS = re.compile(f"{CUT}+")
# Each begins with the sign it looks for, and looks back from there: so it is found quickly.
_INFLECTED = re.compile(f"[ぁ-ん](?=[{MARKS}]|$)(?<=[一-龠ァ-ヺ].)")
_STRAY = re.compile("[ァ-ヺ](?<=[ぁ-ん].)(?![ァ-ヺー])")  # one katakana within hiragana
_PARTICLE = "[をがはのにもでとへや]"
_PARTICLES = re.compile(
    f"{_PARTICLE}(?<=[一-龠ァ-ヺー0-9a-z].){_PARTICLE}{{0,2}}(?=[一-龠ァ-ヺ0-9a-z{MARKS}]|$)"
)
_ASKED = re.compile(f"(?:し?て|シ?テ)(?=[{MARKS}]|$)")
_ALONE = re.compile(
    f"[{''.join(sign for sign, _ in spellings.ALONE)}](?=[ぁ-ん{MARKS}]|$)(?<![一-龠].)"
)
_WHOLE = 5  # signs; a shorter form of politeness may stand within a word that was typed in katakana


def key(levelled: str) -> str:
    """Of a text as ``characters.level`` leaves it. All kana in it is katakana, so that no form of
    politeness, which is found in hiragana, is met twice."""
    said = _polite()(_functional()(without_counts(_plain(levelled))))
    said = _verbs(_content()(_ASKED.sub(WANTED, said)))
    said = katakana(_PARTICLES.sub("", _INFLECTED.sub("", said)))
    return _CUTS.sub(CUT, _synonyms()(_ASKED.sub(WANTED, said))).strip(CUT)


@cache
def _functional() -> Rewriting:
    return Rewriting((_plain(word), _plain(kana)) for word, kana in spellings.FUNCTIONAL)


@cache
def _polite() -> Rewriting:
    return Rewriting(_forms())


@cache
def _content() -> Rewriting:
    return Rewriting((_written(word), katakana(_plain(kana))) for word, kana in spellings.CONTENT)


@cache
def _alone() -> dict[str, str]:
    return {sign: katakana(_plain(kana)) for sign, kana in spellings.ALONE}


@cache
def _synonyms() -> Rewriting:
    pairs = {_typed(word): _typed(other) for word, other in spellings.SYNONYMS}
    in_katakana = {katakana(form): mark for form, mark in _forms() if len(form) >= _WHOLE}
    return Rewriting({**pairs, **in_katakana}.items())


def _forms() -> Iterator[tuple[str, str]]:
    for mark, forms in phrases.FORMS.items():
        yield from ((_written(form), mark) for form in forms)


def _typed(word: str) -> str:
    return katakana(_verbs(_content()(_written(word))))


def _verbs(text: str) -> str:
    return _ALONE.sub(lambda sign: _alone()[sign[0]], text)


def _written(word: str) -> str:
    return _functional()(_plain(word))


def _plain(text: str) -> str:
    return _STRAY.sub(lambda kana: chr(ord(kana[0]) - 0x60), without_signs(text))
