"""The plain text of a policy, and what it cannot hold."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kasuhara_plugin
from kasuhara_plugin.core.errors import PolicyFormatError
from kasuhara_plugin.policy.importer import parse
from kasuhara_plugin.policy.outline import (
    Block,
    Bullets,
    Outline,
    Paragraph,
    Section,
    numbered,
)
from kasuhara_plugin.policy.plain import ambiguous, as_text

FIXTURES = Path(kasuhara_plugin.__file__).parent / "fixtures"
OUTLINE = Outline(
    "方針",
    (
        Section("一", (Paragraph("文。"), Bullets((Paragraph("あ"), Paragraph("い"))))),
        Section(
            "二",
            (
                Paragraph("前。"),
                Section("小", (Bullets((Paragraph("う"),)),), depth=2),
                Section("中", (Paragraph("後。"),), depth=2),
            ),
        ),
    ),
)
JAPANESE = """方針

1．一
文。
・あ
・い

2．二
前。
（1）小
・う
（2）中
後。
以上
"""
ENGLISH = """方針

1. 一
文。
- あ
- い

2. 二
前。
(1) 小
- う
(2) 中
後。
"""
P, END = Paragraph, "以上"


def holding(*body: Block, heading: str = "見出し", title: str = "") -> Outline:
    return Outline(title, (Section(heading, body),))


def sub(*body: Block, heading: str = "小見出し", depth: int = 2) -> Section:
    return Section(heading, body, depth=depth)


def points(*texts: str) -> Bullets:
    return Bullets(tuple(map(Paragraph, texts)))


@pytest.mark.parametrize(
    ("language", "text"),
    [("ja", JAPANESE), ("ja-JP", JAPANESE), ("en", ENGLISH), ("en-GB", ENGLISH), ("jam", ENGLISH)],
)
def test_a_policy_is_written_in_the_form_of_its_language(language: str, text: str) -> None:
    assert as_text(OUTLINE, language=language) == text
    assert parse(text.encode()) == OUTLINE


def test_a_policy_without_a_title_begins_with_its_first_heading() -> None:
    assert as_text(holding(P("文。"))) == "1．見出し\n文。\n以上\n"


@pytest.mark.parametrize(("name", "language"), [("policy_ja.txt", "ja"), ("policy_en.txt", "en")])
def test_the_shipped_texts_are_in_this_form(name: str, language: str) -> None:
    content = (FIXTURES / name).read_bytes()
    assert as_text(parse(content), language=language).encode() == content


def test_the_places_of_the_clauses_do_not_show() -> None:
    assert as_text(Outline("方針", numbered(OUTLINE.sections))) == JAPANESE
    assert ambiguous(Outline("方針", numbered(OUTLINE.sections))) == []


@pytest.mark.parametrize(
    ("outline", "line"),
    [
        (holding(heading="5営業日"), "1． 5営業日"),
        (holding(points("・あ")), "・ ・あ"),
        (holding(points("・")), "・ ・"),
        (holding(points("-あ", "1．あ", "（1）あ", END)), "・-あ\n・1．あ\n・（1）あ\n・以上"),
        (holding(sub(heading="（1）")), "（1）（1）"),
    ],
)
def test_words_that_look_like_marks_are_kept_apart(outline: Outline, line: str) -> None:
    assert f"{line}\n" in as_text(outline)
    assert ambiguous(outline) == []
    for language in ("ja", "en"):
        assert parse(as_text(outline, language=language).encode()) == outline


AMBIGUOUS = [
    (holding(P("1．見出しのような段落")), ["1．見出しのような段落"]),
    (holding(P("２、見出しのような段落")), ["２、見出しのような段落"]),
    (holding(P("（1）小見出しのような段落")), ["（1）小見出しのような段落"]),
    (holding(P("・項目のような段落"), P("文")), ["・項目のような段落"]),
    (holding(P("- point")), ["- point"]),
    (holding(P("以上。")), ["以上。"]),
    (holding(P("")), [""]),
    (holding(P("\u3000\u2060")), ["\u3000\u2060"]),
    (holding(points("あ", " ")), [" "]),
    (holding(Bullets(())), [""]),
    (holding(heading=""), [""]),
    (holding(sub(heading="")), [""]),
    (holding(P("一行目\n二行目")), ["一行目\n二行目"]),
    (holding(points("一行目\r二行目")), ["一行目\r二行目"]),
    (holding(heading="一行目\u2028二行目"), ["一行目\u2028二行目"]),
    (holding(P(" 外の空白")), [" 外の空白"]),
    (holding(points("外の空白\u3000")), ["外の空白\u3000"]),
    (holding(P("制御\x00文字")), ["制御\x00文字"]),
    (holding(P("半分の文字\ud800")), ["半分の文字\ud800"]),
    (holding(points("化け\ufffd")), ["化け\ufffd"]),
    (holding(title="1．題名"), ["1．題名"]),
    (holding(title="・題名"), ["・題名"]),
    (holding(title=" "), [" "]),
    (holding(sub(P("中")), P("後")), ["後"]),
    (holding(sub(), points("後", "もう一つ")), ["後", "もう一つ"]),
    (holding(sub(), P("後"), sub(P("・中"))), ["後", "・中"]),
    (holding(points("あ"), points("い", "う")), ["い", "う"]),
    (holding(sub(points("あ"), points("い"))), ["い"]),
    (holding(sub(sub(P("深い")))), ["小見出し", "深い"]),
    (holding(sub(depth=1)), ["小見出し"]),
    (Outline("方針", (sub(P("文")),)), ["小見出し"]),
    (Outline("方針"), ["方針"]),
    (Outline(""), [""]),
]


@pytest.mark.parametrize(
    ("outline", "texts"), AMBIGUOUS, ids=[ascii(texts[0]) for _, texts in AMBIGUOUS]
)
def test_what_a_text_cannot_hold_is_named(outline: Outline, texts: list[str]) -> None:
    assert ambiguous(outline) == texts


WORDS = st.one_of(
    st.sampled_from(
        ["", "文。", "あ", "1．あ", "（1）あ", "・あ", "・", "- a", "-5", "以上", "1.5倍"]
    ),
    st.text("あ1１.．、（）(・●-－以上。 \u3000\n\u200b\u2060", max_size=5),
)
TEXTS = st.one_of(
    st.builds(Paragraph, WORDS),
    st.builds(lambda texts: points(*texts), st.lists(WORDS, max_size=3)),
)
DEPTHS = st.sampled_from([2, 2, 2, 2, 1])
SUBSECTIONS = st.builds(lambda h, body, d: sub(*body, heading=h, depth=d), WORDS, st.lists(TEXTS, max_size=3), DEPTHS)  # fmt: skip
SECTIONS = st.builds(
    lambda heading, body: Section(heading, tuple(body)),
    WORDS,
    st.lists(TEXTS | SUBSECTIONS, max_size=4),
)
OUTLINES = st.builds(
    lambda title, sections: Outline(title, tuple(sections)), WORDS, st.lists(SECTIONS, max_size=2)
)


def read_back(outline: Outline, language: str) -> Any:
    try:
        return parse(as_text(outline, language=language).encode())
    except PolicyFormatError as error:
        return error


@settings(max_examples=400, deadline=None)
@given(OUTLINES, st.sampled_from(["ja", "en"]))
def test_a_policy_is_read_back_exactly_if_nothing_in_it_is_ambiguous(
    outline: Outline, language: str
) -> None:
    assert (ambiguous(outline) == []) == (read_back(outline, language) == outline)
