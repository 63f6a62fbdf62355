"""The same letter about other goods is another matter, whatever else was reworded in it; another word for the
same goods is not. General cases; ``script/bench repeats`` measures many."""

import pytest

from kasuhara_plugin.inquiries.repeats import compare, is_repeat, substance
from kasuhara_plugin.inquiries.wording.catalogue import CATALOGUE
from kasuhara_plugin.inquiries.wording.vocabulary import Vocabulary

LETTER = (
    "来月の展示会で配る{}を見積もってください。{}で、{}は可能でしょうか。数量は前回と同じです。"
)
ASKED = LETTER.format("卓上カレンダー", "用紙は上質紙", "箔押し")
BEFORE, BEHIND = "度々すみません。", "もう限界です。早くしてください。"
NONE = Vocabulary({})


@pytest.mark.parametrize(
    ("product", "paper", "finish"),
    [
        ("うちわ", "用紙は上質紙", "箔押し"),
        ("卓上カレンダー", "用紙はクラフト紙", "箔押し"),
        ("卓上カレンダー", "用紙は上質紙", "ミシン目"),
        ("懸垂幕", "素材はターポリン", "ハトメ"),
        ("卓上カレンダー", "用紙は上質紙", "蛇腹折り"),
        ("会員証", "素材はPVC", "ナンバリング"),
        ("パンフレット", "用紙はマットコート", "中綴じ"),
    ],
)
@pytest.mark.parametrize("around", ["{}", BEFORE + "{}", "{}" + BEHIND])
def test_another_specification_is_another_matter(
    product: str, paper: str, finish: str, around: str
) -> None:
    other = around.format(LETTER.format(product, paper, finish))
    assert not is_repeat(other, ASKED)
    assert not is_repeat(ASKED, other)


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("海苔缶", "茶筒"),
        ("絵馬", "御守"),
        ("運動会", "文化祭"),
        ("春物", "秋物"),
        ("ジグソー", "立体模型"),
        ("社内報", "株主通信"),
    ],
)
def test_a_thing_that_no_catalogue_names_is_told_from_another(word: str, other: str) -> None:
    letter = f"先日ご相談した{word}の包装について、図面のとおりに作れるかどうか教えてください。"
    new = BEFORE + letter.replace(word, other).replace("教えてください", "ご回答ください")
    told = compare(new, letter, catalogue=NONE)
    assert [veto.kind for veto in told.vetoes] == ["exchanged"]


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("原因", "理由"),
        ("写真", "画像"),
        ("仕上がり", "刷り上がり"),
        ("梱包", "包装"),
        ("担当の方", "担当者"),
        ("変更", "修正"),
        ("ホームページ", "サイト"),
    ],
)
def test_another_word_for_the_same_is_no_other_matter(word: str, other: str) -> None:
    letter = f"先週届いたパンフレットの{word}の件で困っています。どうすればよいか教えてください。"
    assert is_repeat(letter.replace(word, other), letter)


@pytest.mark.parametrize(("sign", "other"), [("瓶", "樽"), ("桜", "鶴"), ("鍋", "傘")])
def test_a_sign_that_sounds_otherwise_names_another_thing(sign: str, other: str) -> None:
    letter = f"去年と同じ大きさの{sign}の絵柄で、贈答用の箱を作り直したいです。版は残っていますか。"
    assert not is_repeat(letter.replace(sign, other), letter)


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        ("校正", "構成"),
        ("断裁", "断罪"),
        ("封筒", "風塔"),
        ("箱", "函"),
        ("紙", "髪"),
        ("金曜", "火曜"),
    ],
)
def test_a_sign_that_sounds_the_same_was_mistyped(word: str, typed: str) -> None:
    letter = f"先週お願いした{word}の件で、まだ何のお知らせもありません。いつごろ分かりますか。"
    assert is_repeat(letter.replace(word, typed), letter)


@pytest.mark.parametrize("sender", ["青空商店　山本", "山本"])
def test_a_word_of_anger_in_place_of_a_name_is_no_other_matter(sender: str) -> None:
    assert is_repeat(ASKED + "\nどうして無視するんですか", f"{ASKED}\n{sender}")


def test_what_moved_within_a_text_was_not_replaced() -> None:
    one = "表紙はコート紙にしてください。本文は上質紙にしてください。部数は100部で納期も教えてください。"
    other = "本文は上質紙にしてください。表紙はコート紙にしてください。部数は100部で納期も教えてください。"
    assert is_repeat(other, one)


@pytest.mark.parametrize(
    "said",
    [
        "新しいappleのappは便利です",
        "お待ちしております",
        "改革の綿密な計画を立てています",
        "思いますくれぐれも宜しく",
    ],
)
def test_no_word_of_the_standard_catalogue_stands_within_ordinary_ones(said: str) -> None:
    assert not CATALOGUE.named(substance(said))
