"""Words that stand in place of others in the same text, of whatever kind. Imports no Django."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from kasuhara_plugin.inquiries.wording.likeness import apart, contained
from kasuhara_plugin.inquiries.wording.things import are_other_things, is_noun, may_be_other_things

Place = tuple[str, str]  # what each text has there
Span = tuple[int, int, int, int]  # from and to, in each

_FEW = 3  # places; who says it in other words changes more
_MANY = 12  # places; so much is reworded throughout, or mistyped
_OUTER = 6  # signs; what is longer at the start or the end may be a sender, or a word of anger
_LITTLE = 24  # signs; so little has no room for them beside a matter
_LONGEST = 600  # signs; longer texts are not compared place by place
_FRAME, _CORE = 10, 12  # signs
_SAME_CORE = 0.3  # of the less in the other
_APART = 3  # signs between two places; with fewer the two are one word
# Single signs that name one thing of a kind: no slip of the pen puts one for another.
_KINDS = (
    "上下左右中", "内外", "前後", "表裏", "縦横", "天地", "東西南北", "春夏秋冬", "朝昼夜夕晩", "男女", "新旧古", "父母兄弟姉妹祖孫夫妻娘息", "親子",
    "大中小", "長短", "高低", "厚薄", "太細", "強弱", "濃淡", "明暗", "早遅", "多少", "増減", "有無", "入出", "開閉", "往復", "始終", "重軽", "硬軟", "深浅", "広狭", "冷温熱", "角丸", "凹凸", "公私", "和洋",
    "金銀銅鉄錫", "白黒赤青緑黄紫紺茶灰橙桃朱藍", "紙布革木箔皮綿麻絹竹石", "甲乙丙丁", "松竹梅", "桜梅菊桃藤蓮萩椿", "犬猫鳥馬牛豚鶏魚兎亀虎龍", "子丑寅卯辰巳午未申酉戌亥",
    "一二三四五六七八九十", "山海川湖森空", "米麦豆茶酒", "枚冊部箱束組袋巻", "幼小中高大", "園校院社店寺局館", "市区町村県府都", "県府道都", "日月年週",
)  # fmt: skip


def exchanged(new: str, earlier: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """What each of two texts names, if they are the same but for a few whole words."""
    if max(len(new), len(earlier)) > _LONGEST:
        return None
    if new > earlier:  # in one order, so that both are told alike
        told = exchanged(earlier, new)
        return told and told[::-1]
    spans = _spans(new, earlier)
    places = list(_inner(spans, new, earlier))
    if len(spans) > _FEW or len(places) < len(spans) or not all(map(_are_names, places)):
        places = [place for place in places if _replaces(*place, new, earlier)]
    if not places:
        return None
    return tuple(one for one, _ in places), tuple(other for _, other in places)


def _inner(spans: list[Span], new: str, earlier: str) -> Iterator[Place]:
    """Where they differ, but for what a sender or a word of anger may be at the start or the end."""
    longest = _OUTER if min(len(new), len(earlier)) > _LITTLE else _LITTLE
    for a, b, c, d in spans if len(spans) <= _MANY else ():
        one, other = new[a:b], earlier[c:d]
        outer = a == c == 0 or (b == len(new) and d == len(earlier))
        if not outer or max(len(one), len(other)) <= longest or (is_noun(one) and is_noun(other)):
            yield one, other


def _are_names(place: Place) -> bool:
    return _are_of_a_kind(*place) or may_be_other_things(*place)


def _replaces(one: str, other: str, new: str, earlier: str) -> bool:
    """Whether a thing stands in place of one that the other text says nothing of, whatever else was
    reworded."""
    moved = new.count(one) <= earlier.count(one) or earlier.count(other) <= new.count(other)
    return not moved and (_are_of_a_kind(one, other) or are_other_things(one, other))


def cores(new: str, earlier: str) -> tuple[str, str] | None:
    """What stands between the same opening and the same end of two texts, if it says something else:
    what frames every letter of a sender, whatever its words, is no part of the matter."""
    one, other, opening, end = apart(new, earlier)
    if opening < _FRAME or end < _FRAME:
        return None
    if min(len(one), len(other)) < _CORE or contained(_grams(one), _grams(other)) >= _SAME_CORE:
        return None
    return one, other


def _grams(text: str) -> set[str]:
    return {text[at : at + 3] for at in range(len(text) - 2)}


def _spans(new: str, earlier: str) -> list[Span]:
    """Where they differ; what stands close together is one place."""
    spans: list[Span] = []
    for kind, *span in SequenceMatcher(None, new, earlier, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        a, b, c, d = span
        if spans and a - spans[-1][1] < _APART:
            a, _, c, _ = spans.pop()
        spans.append((a, b, c, d))
    return spans


def _are_of_a_kind(one: str, other: str) -> bool:
    return len(one) == len(other) == 1 and any(one in kind and other in kind for kind in _KINDS)
