"""Whether a message says again what was said before. The whole set of kinds is measured by
``script/bench repeats``; here stands what must hold of every text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kasuhara_plugin.inquiries.repeats import (
    ENOUGH,
    Said,
    compare,
    frame,
    is_apart,
    is_repeat,
    may_repeat,
    similarity,
    substance,
    weigh,
)
from kasuhara_plugin.inquiries.wording import phrases, spellings
from kasuhara_plugin.inquiries.wording.vocabulary import Vocabulary

LATE = "注文番号123456の名刺がまだ届きません。いつ発送されるのか教えてください。"
SPELLINGS = [
    LATE,
    "注文番号１２３４５６の名刺がまだ届きません。いつ発送されるのか教えてください。",
    "注文番号123456の名刺が まだ 届きません。いつ発送されるのか 教えてください。",
    "注文番号123456の名刺がまだ届きません！！いつ発送されるのか教えてください！",
    "注文番号123456の名刺がまだ届きません\nいつ発送されるのか教えてください",
    "注文番号123456の名刺がまだ届きません…いつ発送されるのか、教えてください。",
    "注文番号 123456 の名刺がまだ届きません。いつ発送されるのか教えて下さい。",
    "【注文番号123456】の名刺がまだ届きません。いつ発送されるのか教えてください。",
    "注文番号123456の名刺が、まだ届きません。いつ発送されるのか教えてください。。。",
    "注文番号123456の名刺がまだ届きません。いつ発送されるのか教えてください(>_<)",
    "注文番号123456の名刺がまだ届いていません。いつ発送されるのか教えてください。",
    "注文番号123456の名刺がまだ届いておりません。いつ発送されるのか教えてください。",
    "注文番号123456の名刺がまだ届かない。いつ発送されるのか教えてください。",
    "注文番号123456の名刺がまだ届いてない。いつ発送されるのか教えてほしい。",
    "注文番号123456の名刺が未だ届きません。何時発送されるのか教えてください。",
    "注文番号123456の名刺がまだ届きません。いつ発送されるのか教えていただけますか。",
    "注文番号123456の名刺がまだ届きません。いつ発送されるのか教えていただけますでしょうか。",
    "注文番号123456の名刺がまだ届きません。いつ発送されるのか教えてくれ。",
    "お世話になっております。注文番号123456の名刺がまだ届きません。いつ発送されるのか教えてください。",
    "注文番号123456の名刺がまだ届きません。いつ発送されるのか教えてください。よろしくお願いいたします。",
    "株式会社ミドリの田中と申します。\n注文番号123456の名刺がまだ届きません。いつ発送されるのか教えてください。",
    "注文番号123456の名刺がまだ届きません。いつ発送されるのか教えてください。\n--\n田中\nTEL 03-1234-5678",
    "\u200b".join(LATE),
    " ".join(LATE),
    "注文番号123456のﾒｲｼがまだ届きません。いつ発送されるのか教えてください。",
    "注文番号1234５６の名刺がまだ届きませﾝ｡いつ発送されるのか教えてください。",
    "ご担当者様\n\n注文番号123456の名刺がまだ届きません。\nいつ発送されるのか教えてください。\n\n以上",
]

ORDERS = "先週届いた社内報300部と封筒についておたずねします。"

WORDS = [
    word for pair in spellings.FUNCTIONAL + spellings.CONTENT + spellings.SYNONYMS for word in pair
]
WORDS += [form for forms in phrases.FORMS.values() for form in forms]
FRAMES = (
    "再度ご連絡 いつもお世話になっております 山田様 と申します -- 注文番号12-3456 03-1234-5678 a@b.jp"
    " 10月3日 >引用 3日待って 届かない"
).split()
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(list("一二三ーカ力ト゛か\u3099 、。\n>-\u200b12/日回0a無申")),
    st.sampled_from(FRAMES),
    st.text(max_size=4),
)
TIRING = [
    "あ",
    "、",
    "--\n",
    "> a\n",
    "1/",
    "a b ",
    "(0",
    "お世話になっております。",
    "再度",
    "ー一",
    "\ud800",
]
TIRING += ["", "てください", "3日", "@", "a@", "https://", "a", "1", "a1", "一", "。\n", "・", "|"]
TEXTS = st.lists(PIECES, max_size=14).map("".join)
no_hurry = settings(
    deadline=None, derandomize=True
)  # the first text of all makes the tables of words


def test_27_spellings_of_one_message_are_one_key() -> None:
    assert len(set(SPELLINGS)) == 27
    assert {substance(text) for text in SPELLINGS} == {substance(LATE)}


@no_hurry
@given(TEXTS)
def test_the_substance_of_a_substance_is_itself(text: str) -> None:
    assert substance(substance(text)) == substance(text)


@no_hurry
@given(TEXTS, TEXTS)
def test_likeness_is_symmetric_and_within_0_and_1(one: str, other: str) -> None:
    assert similarity(one, other) == similarity(other, one)
    assert 0 <= similarity(one, other) <= 1
    assert is_repeat(one, other) == is_repeat(other, one)


@no_hurry
@given(TEXTS)
def test_a_text_says_what_it_says(text: str) -> None:
    assert similarity(text, text) == 1
    assert is_repeat(text, text)


@no_hurry
@given(TEXTS, TEXTS)
def test_what_was_kept_of_a_message_is_compared_like_its_text(one: str, other: str) -> None:
    new, earlier = Said(one), Said(other)
    kept = Said(earlier.substance, earlier.outline)
    assert weigh(new, kept) == compare(one, other)


@no_hurry
@given(TEXTS, TEXTS)
def test_the_outlines_pass_over_no_long_repeat(one: str, other: str) -> None:
    longer = LATE + one, LATE + other
    if similarity(*longer) >= ENOUGH:
        assert may_repeat(Said(longer[0]), Said(longer[1]).outline)


def told_apart(new: str, earlier: str) -> bool:
    """Apart from each other as they are, and as ``weigh`` finds them."""
    pair = Said(new), Said(earlier)
    apart, judged = is_apart(*pair), weigh(*pair)
    assert not (apart and (judged.is_repeat or judged.is_template)), (new, earlier)
    return apart


@no_hurry
@given(TEXTS, TEXTS, st.sampled_from([LATE, ORDERS]), st.sampled_from([LATE, ORDERS]))
def test_who_is_told_apart_at_a_glance_repeats_nothing(
    one: str, other: str, its: str, theirs: str
) -> None:
    told_apart(one, other)
    told_apart(its + one, theirs + other)
    assert not is_apart(Said(its + one), Said(its + one))


def test_outlines_and_figures_tell_most_matters_of_a_sender_apart() -> None:
    matters = [
        "表紙の角が折れている",
        "請求書の宛名を変えたい",
        "裏面の色が濃すぎる",
        "再注文の履歴が見つからない",
    ]
    texts = [
        f"{ORDERS}第{number}号の{matter}ので、{matter}理由を調べて結果をお知らせください。"
        for number, matter in enumerate(matters * 3, start=11)
    ]
    pairs = [(one, other) for one in texts for other in texts if one != other]
    assert sum(told_apart(*pair) for pair in pairs) > len(pairs) * 0.7


@pytest.mark.parametrize("piece", TIRING, ids=range(len(TIRING)))
def test_no_input_is_too_much(piece: str) -> None:
    text = (piece * 5_000)[:5_000]
    assert substance(substance(text)) == substance(text)


def test_a_word_of_the_catalogue_in_place_of_another_is_another_matter() -> None:
    one = (
        "名刺を100部お願いしたいのですが、用紙はペルーラで見積もりをください。納期も知りたいです。"
    )
    other = one.replace("ペルーラ", "ヴィベール")
    of_the_shop = Vocabulary({"用紙": ["ペルーラ", "ヴィベール"]})
    (veto,) = compare(other, one, catalogue=of_the_shop).vetoes
    assert (veto.kind, veto.new, veto.earlier) == ("catalogue", ("ヴィベール",), ("ペルーラ",))
    assert is_repeat(one + "用紙はヴィベールでも構いません。", one, catalogue=of_the_shop)


@pytest.mark.parametrize(
    ("new", "earlier", "kind"),
    [
        (LATE.replace("123456", "123457"), LATE, "figures"),
        (LATE.replace("名刺", "封筒"), LATE, "catalogue"),
        (
            "昨日入稿した展示会のパンフレットですが、確認の結果このままの内容で印刷を進めてください。",
            "昨日入稿した展示会のパンフレットですが、確認の結果このままの内容で印刷を止めてください。",
            "intent",
        ),
        ("校正をキャンセルします。", "校正をキャンセルしません。", "denial"),
    ],
    ids=["order", "product", "stop", "not"],
)
def test_the_same_words_about_something_else_are_vetoed(new: str, earlier: str, kind: str) -> None:
    assert kind in [veto.kind for veto in compare(new, earlier).vetoes]
    assert not is_repeat(new, earlier)


def test_what_was_stripped_can_be_shown() -> None:
    text = "山田様\n\nお世話になっております。\n先日も連絡しましたが、名刺が届きません。\n> 引用です\n--\n田中"
    assert frame(text) == [
        "山田様",
        "お世話になっております",
        "先日も連絡しましたが",
        "> 引用です",
        "--",
        "田中",
    ]
