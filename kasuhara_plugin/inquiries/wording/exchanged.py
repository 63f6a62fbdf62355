"""Words that stand in place of others in the same text, of whatever kind. Imports no Django."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from kasuhara_plugin.inquiries.wording.characters import MARKS
from kasuhara_plugin.inquiries.wording.likeness import contained
from kasuhara_plugin.inquiries.wording.slips import are_slips

_FEW = 3  # places; who says it in other words changes more
_LONGEST = 600  # signs; longer texts are not compared place by place
_NAME = re.compile(f"[^{MARKS}]{{2,16}}")
_PARTICLES = re.compile("[ノニガヲハモデトヘヤカラマタ]+")
_FRAME, _CORE = 10, 12  # signs
_SAME_CORE = 0.3  # of the less in the other
_APART = 3  # signs between two places; with fewer the two are one word
# Single signs that name one thing of a kind: no slip of the pen puts one for another.
_KINDS = (
    "上下左右", "内外", "前後", "表裏", "縦横", "天地", "東西南北", "春夏秋冬", "朝昼夜夕", "男女", "新旧",
    "大中小", "長短", "高低", "厚薄", "太細", "強弱", "濃淡", "明暗", "早遅", "多少", "増減", "有無", "入出", "開閉", "往復", "始終",
    "金銀銅", "白黒赤青緑黄紫紺茶灰", "紙布革木箔皮", "甲乙丙丁", "松竹梅",
)  # fmt: skip


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
    """Where they differ; what stands close together is one place."""
    spans: list[tuple[int, int, int, int]] = []
    for kind, *span in SequenceMatcher(None, new, earlier, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        a, b, c, d = span
        if spans and a - spans[-1][1] < _APART:
            a, _, c, _ = spans.pop()
        spans.append((a, b, c, d))
    return ((new[a:b], earlier[c:d]) for a, b, c, d in spans)


def _are_names(place: tuple[str, str]) -> bool:
    one, other = place
    if len(one) == len(other) == 1:
        return any(one in kind and other in kind for kind in _KINDS)
    named = all(_NAME.fullmatch(text) and not _PARTICLES.fullmatch(text) for text in place)
    return named and not are_slips(one, other)
