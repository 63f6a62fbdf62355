"""Wording that hurts whoever has to read it, by its kind. It marks a message and decides nothing: no score, no
flag, no hold, and the answer is owed as to anybody. A shop adds its own. Imports no Django."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from re import Pattern

from kasuhara_plugin.inquiries.wording.characters import CUT, level, without_signs
from kasuhara_plugin.inquiries.wording.rewriting import one_of

_ENDS = re.compile(r"[。!?\n]+")  # what stands around them is not read as one word


class Harsh:
    """``groups`` names the words of each kind, in whatever spelling."""

    def __init__(self, groups: Mapping[str, Iterable[str]]) -> None:
        self.groups = {kind: tuple(words) for kind, words in groups.items()}

    def with_own(self, groups: Iterable[tuple[str, Iterable[str]]]) -> "Harsh":
        wider = {kind: list(words) for kind, words in self.groups.items()}
        for kind, words in groups:
            wider.setdefault(kind, []).extend(words)
        return Harsh(wider)

    def kinds(self, text: str) -> tuple[str, ...]:
        """The kinds that the text was matched for, each once; spaces and signs within a word hide
        nothing."""
        found = {self._kind_of[word] for word in self._words.findall(_read(text))}
        return tuple(kind for kind in self.groups if kind in found)

    @cached_property
    def _kind_of(self) -> dict[str, str]:
        pairs = ((_read(word), kind) for kind, words in self.groups.items() for word in words)
        return {word: kind for word, kind in pairs if len(word) > 1}

    @cached_property
    def _words(self) -> Pattern[str]:
        return one_of(self._kind_of)


def _read(text: str) -> str:
    return without_signs(_ENDS.sub(CUT, level(text))).strip(CUT)


# Strong words about the goods (ゴミが付いている, 最悪, ひどい) are a complaint's own and stand in no list.
HARSH = Harsh({
    "脅迫": (
        "死ね", "しねよ", "しんでしまえ", "死んでしまえ", "死んでくれ", "死んで詫び", "氏ね", "タヒね", "殺す", "殺して", "殺され", "殺せ", "殺害", "ころすぞ", "ぶっ殺", "ぶっころ",
        "刺すぞ", "刺してやる", "殴るぞ", "殴ってやる", "殴りに", "蹴り殺", "火をつけ", "火を付け", "放火", "爆破", "爆弾", "燃やしてやる", "燃やすぞ",
        "夜道に気をつけ", "夜道に気を付け", "家族がどうなって", "家族に何かあって", "ただで済むと", "ただでは済ま", "ただじゃ済ま", "ただじゃおかない", "ただではおかない",
        "覚悟しろ", "覚悟しておけ", "覚悟しとけ", "覚えていろ", "覚えてろ", "おぼえてろ", "痛い目", "思い知らせ", "待ち伏せ", "住所を特定", "自宅を特定", "家まで行", "家に行くぞ",
        "生きて帰", "後悔させて", "地獄に落", "地獄へ落", "呪って",
    ),
    "侮辱": (
        "馬鹿野郎", "バカ野郎", "ばかやろう", "馬鹿か", "バカか", "バカですか", "馬鹿ですか", "アホか", "アホですか", "阿呆", "ボケが", "間抜け", "まぬけ", "無能", "低能", "能無し", "脳みそ",
        "クズ野郎", "クズども", "人間のクズ", "くず野郎", "カス野郎", "ゴミ野郎", "ゴミ会社", "クソ会社", "糞会社", "くそ会社", "クソが", "くそったれ", "クソったれ", "クソ対応", "社会のゴミ",
        "頭がおかしい", "頭おかしい", "頭が悪い", "頭悪い", "気が狂", "キチガイ", "きちがい", "給料泥棒", "詐欺師", "このブス", "ブス女", "このデブ", "デブ女", "このハゲ", "ハゲ野郎", "クソババア", "クソジジイ", "小学生以下", "日本語わかる", "日本語分かりますか",
        "生きてる価値", "生きる価値", "存在価値", "親の顔が見たい", "消えろ", "くたばれ", "うせろ", "失せろ",
    ),
    "威圧": (
        "土下座", "誠意を見せろ", "誠意みせろ", "晒してやる", "さらしてやる", "晒すぞ", "拡散してやる", "拡散するぞ", "潰してやる", "つぶしてやる", "潰すぞ", "つぶすぞ", "乗り込む", "乗り込んで", "怒鳴り込",
        "クビにしろ", "くびにしろ", "首にしろ", "クビにしてやる", "辞めさせろ", "辞めさせてやる", "俺を誰だと", "私を誰だと", "なめてんのか", "舐めてんのか", "ナメてんのか", "なめるな", "舐めるな", "ふざけるな", "ふざけんな",
    ),
    "性的な言葉": (
        "下着の色", "下着を見せ", "体の関係", "抱かせろ", "抱いてやる", "胸を触", "セックス", "エッチさせ", "裸の写真", "裸を見せ", "脱げよ", "スリーサイズ", "彼氏いる", "レイプ", "犯してやる",
    ),
    "差別": (
        "女のくせに", "女じゃ話にならない", "女では話にならない", "外人のくせに", "外国人のくせに", "障害者か", "身体障害者め", "知恵遅れ", "年寄りのくせに", "朝鮮人", "部落民", "国に帰れ",
    ),
})  # fmt: skip
