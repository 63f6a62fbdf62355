"""Whether what stands in place of something names another thing, as its signs alone show: in a substance all
kana is of one kind, and no space parts the words. Imports no Django."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import combinations
from re import Pattern
from typing import NamedTuple

from kasuhara_plugin.inquiries.wording.catalogue import CATALOGUE
from kasuhara_plugin.inquiries.wording.characters import MARKS, level
from kasuhara_plugin.inquiries.wording.equals import DAYS, DOING, EQUALS, NO_THINGS
from kasuhara_plugin.inquiries.wording.keys import key
from kasuhara_plugin.inquiries.wording.likeness import apart
from kasuhara_plugin.inquiries.wording.rewriting import one_of
from kasuhara_plugin.inquiries.wording.slips import are_slips
from kasuhara_plugin.inquiries.wording.sounds import (
    has_syllables,
    may_sound,
    sound_alike,
    sound_apart,
)

# Of these a substance has the reading, whatever signs they were typed in.
_READ = "名刺 冊子 封筒 用紙 請求書 領収書 納品書 見積書 住所 会社 電話番号 返金 返品".split()
_AROUND = re.compile(
    f"^[ノニガヲハモデトヘヤゴオ{MARKS}]+(?=[一-龠])|(?<=[一-龠])[ノニガヲハモデトヘヤゴ{MARKS}]+$"
)
_LONGEST = 16  # signs
_LEAST = 2  # signs that name something; one is often a verb's
_KANA = "[ァ-ヺー]"
_NAME = re.compile(f"{_KANA}{{3,}}")
_BORROWED = re.compile(  # what hardly stands in a word of our own
    f"(?!ー){_KANA}*(?:ー|[パピプペポヴ]|フ[アイエオ]){_KANA}*"
)
_WRITTEN = re.compile("[一-龠]|[a-z]{2,}")
_KNOWN = "物物"  # stands for a word that is known
_NOUN = re.compile("(?:[一-龠a-z0-9]|(?<=[一-龠])[ァ-ヺ](?=[一-龠]))+")
_MARKED = re.compile(f"[{MARKS}]")


class Equals(NamedTuple):
    expression: Pattern[str]
    of: Mapping[str, set[int]]  # what is left of each word, the numbers of its pairs


def are_other_things(one: str, other: str) -> bool:
    """Whether each surely names a thing, and neither is the other in other words or mistyped."""
    one, other = _AROUND.sub("", one), _AROUND.sub("", other)
    if len(one) == len(other) == 1:
        return not {one, other} <= DAYS and not {one, other} & DOING and sound_apart(one, other)
    named = all(_is_word(text) and _is_named(text) for text in (one, other))
    return named and not _may_be_one(one, other)


def may_be_other_things(one: str, other: str) -> bool:
    """The same where either may be a word of our own, as far as its signs show."""
    if len(one) == len(other) == 1:
        return are_other_things(one, other)
    if not all(_is_word(text) and len(text) > 1 for text in (one, other)):
        return False
    return not _may_be_one(one, other)


def is_noun(text: str) -> bool:
    """Whether it is written without any kana but that of borrowed and known words."""
    return bool(_NOUN.fullmatch(_with_known(text)))


def _is_word(text: str) -> bool:
    return 0 < len(text) <= _LONGEST and not _MARKED.search(text)


def _is_named(text: str) -> bool:
    said = _with_known("" if text in DOING else _no_things().sub("", text))
    return len("".join(_WRITTEN.findall(said))) >= min(_LEAST, len(text))


def _with_known(text: str) -> str:
    return _BORROWED.sub(_KNOWN, _known().sub(_KNOWN, text))


def _may_be_one(one: str, other: str) -> bool:
    ours, theirs = set(_WRITTEN.findall(one)), set(_WRITTEN.findall(other))
    shared = ours and theirs and 2 * len(ours & theirs) >= min(len(ours), len(theirs))
    if shared or sound_alike(one, other) or _sounds(one, other) or _sounds(other, one):
        return True
    return not _meanings(one).isdisjoint(_meanings(other)) or are_slips(one, other)


def _meanings(text: str) -> set[int]:
    """Of the words that are the better part of the text."""
    words = _equals().expression.findall(text)
    return {number for word in words if 2 * len(word) >= len(text) for number in _equals().of[word]}


def _sounds(kana: str, written: str) -> bool:
    """Whether the one may be how the other sounds; of a known word it has to be so by its signs."""
    signs = _WRITTEN.findall(written)
    if kana in _readings():
        return may_sound(kana, signs)
    return not _known().fullmatch(kana) and has_syllables(kana, len(signs))


@cache
def _known() -> Pattern[str]:
    """Words of the trade, of which the signs do not show that they are borrowed or names."""
    entries = (entry for group in CATALOGUE.groups.values() for entry in group)
    words = (word for entry in entries for word in entry.split())
    return one_of({*filter(_NAME.fullmatch, _keys(words)), *_readings()})


@cache
def _readings() -> frozenset[str]:
    return frozenset(_keys(_READ))


@cache
def _no_things() -> Pattern[str]:
    return one_of(_keys(NO_THINGS.split()))


@cache
def _equals() -> Equals:
    """Each pair by what tells its words apart, since nothing else of them stands in a place."""
    of = defaultdict(set)
    pairs = (pair for words in EQUALS for pair in combinations(_keys(words.split()), 2))
    for number, pair in enumerate(pairs):
        for rest in filter(None, apart(*pair)[:2]):
            of[rest].add(number)
    return Equals(one_of(of), of)


def _keys(words: Iterable[str]) -> list[str]:
    return [key(level(word)) for word in words]
