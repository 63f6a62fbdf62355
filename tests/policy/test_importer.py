"""The forms of text that a company may have already."""

import pytest

from kasuhara_plugin.policy.importer import parse
from kasuhara_plugin.policy.outline import (
    Block,
    Bullets,
    Outline,
    Paragraph,
    Section,
    clause_ids,
    numbered,
)

TEXT = """方針

1．はじめに
{{ company }}の方針です。

2．例
次に挙げます。
（1）一つ目
・あ
・い
（2）二つ目
段落です。
・う
段落で終わります。
以上
"""
OUTLINE = Outline(
    "方針",
    (
        Section("はじめに", (Paragraph("{{ company }}の方針です。"),)),
        Section(
            "例",
            (
                Paragraph("次に挙げます。"),
                Section("一つ目", (Bullets((Paragraph("あ"), Paragraph("い"))),), depth=2),
                Section(
                    "二つ目",
                    (
                        Paragraph("段落です。"),
                        Bullets((Paragraph("う"),)),
                        Paragraph("段落で終わります。"),
                    ),
                    depth=2,
                ),
            ),
        ),
    ),
)
SPELLINGS = {
    "as it is": TEXT,
    "with a byte order mark": "\ufeff" + TEXT,
    "with a byte order mark left inside": TEXT.replace("2．", "\ufeff2．"),
    "with CRLF": TEXT.replace("\n", "\r\n"),
    "with CR": TEXT.replace("\n", "\r"),
    "indented": "\n".join(f"\u3000 {line} \t" for line in TEXT.splitlines()),
    "with spaces of no width": "\n".join(f"\u200b{line}\u200b" for line in TEXT.splitlines()),
    "with page breaks": TEXT.replace("\n\n", "\n\x0c\n").replace("（2）", "\x0c（2）"),
    "with invisible lines": TEXT.replace("\n\n", "\n\u2060\u200d\n"),
    "without an end": TEXT.replace("以上\n", ""),
    "with empty lines": TEXT.replace("\n", "\n\n\n"),
    "with full-width numbers": TEXT.replace("1．", "１．").replace("（2）", "（２）"),
    "with leading noughts": TEXT.replace("1．", "01．").replace("（2）", "（００２）"),
    "with half-width signs": TEXT.replace("1．", "1. ").replace("（1）", "(1) "),
    "with mixed brackets": TEXT.replace("（1）", "（1)").replace("（2）", "(２）\u3000"),
    "with commas": TEXT.replace("1．", "1、").replace("2．", "２、\u3000"),
    "with spaces before the signs": TEXT.replace("1．", "1 ．").replace("（2）", "（ 2 ）"),
}  # fmt: skip
BULLETS = ["・", "・\u3000", "● ", "●", "•\t", "･", "-", "- ", "－", "－ ", "‐ ", "– "]
ENDS = ["以上", "\u3000以上\u3000", "以上。", "以\u3000上", "－以上－", "― 以 上 ―"]


def read(*lines: str) -> tuple[Block, ...]:
    """What stands below a heading, from its lines."""
    return parse("\n".join(["1．見出し", *lines]).encode()).sections[0].body


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_text_is_read_into_its_sections(spelling: str) -> None:
    outline = parse(SPELLINGS[spelling].encode())
    assert outline == OUTLINE
    assert outline.problems == ()


@pytest.mark.parametrize("mark", BULLETS)
def test_every_mark_of_a_point_is_known(mark: str) -> None:
    assert parse(TEXT.replace("・", mark).encode()) == OUTLINE


@pytest.mark.parametrize("end", ENDS)
def test_every_end_mark_is_known(end: str) -> None:
    assert parse(TEXT.replace("以上", end).encode()) == OUTLINE


def test_the_title_may_be_missing() -> None:
    outline = parse(TEXT.removeprefix("方針\n").encode())
    assert outline == Outline("", OUTLINE.sections)


def test_an_english_text_is_read() -> None:
    text = "Policy\n\n1. Introduction\nWe print.\n\n2. Examples\n(1) Demands\n- one\n- two, twice\n"
    points = Bullets((Paragraph("one"), Paragraph("two, twice")))
    assert parse(text.encode()) == Outline(
        "Policy",
        (
            Section("Introduction", (Paragraph("We print."),)),
            Section("Examples", (Section("Demands", (points,), depth=2),)),
        ),
    )


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        (["前", "・あ", "後"], (Paragraph("前"), Bullets((Paragraph("あ"),)), Paragraph("後"))),
        (
            ["・あ", "文", "●い", "- う"],
            (
                Bullets((Paragraph("あ"),)),
                Paragraph("文"),
                Bullets((Paragraph("い"), Paragraph("う"))),
            ),
        ),
        (
            ["前", "（1）小", "文", "・あ", "後", "もう一文"],
            (
                Paragraph("前"),
                Section(
                    "小",
                    (
                        Paragraph("文"),
                        Bullets((Paragraph("あ"),)),
                        Paragraph("後"),
                        Paragraph("もう一文"),
                    ),
                    depth=2,
                ),
            ),
        ),
        (
            ["（1）小", "（2）小"],
            (Section("小", (), depth=2), Section("小", (), depth=2)),
        ),
        (["一行目", "", "三行目"], (Paragraph("一行目"), Paragraph("三行目"))),
    ],
)
def test_points_and_sentences_stand_in_their_order(
    lines: list[str], body: tuple[Block, ...]
) -> None:
    assert read(*lines) == body


@pytest.mark.parametrize(
    "sentence",
    [
        "1.5倍の金額を求める行為",
        "１．５倍の金額",
        "2026.10.1から施行します。",
        "1、2週間のうちにお返事します。",
        "3つの場面",
        "-5℃の日",
        "－５℃の日",
        "-.5",
        "--------",
        "－－－－",
        "‐印",
        "●●印刷株式会社は",
        "・・・・",
        "以上のとおりです。",
        "以上、よろしくお願いいたします。",
        "①一つ目",
        "※印",
        "<b>太字</b>",
        "途中に\u3000空白と\tタブ",
        "見えない\u200b文字\u2060と\ufeff異体字葛\U000e0100飾",
        "ｶｽﾊﾗ㈱①Ⅳ～−髙﨑",
        "結合文字 か\u3099",
        "\ue000外字",
        "end\u2060",
    ],
)
def test_a_sentence_stands_exactly_as_it_was_typed(sentence: str) -> None:
    assert read(sentence) == (Paragraph(sentence),)
    assert read(f"・ {sentence}") == (Bullets((Paragraph(sentence),)),)
    assert parse(f"1． {sentence}".encode()).sections == (Section(sentence),)


def test_a_heading_may_begin_with_a_number_behind_a_space() -> None:
    assert parse("1. 24時間の受付".encode()).sections == (Section("24時間の受付"),)


def test_points_of_a_new_section_do_not_run_on_from_the_one_before() -> None:
    outline = parse("方針\n1．一\n（1）小\n・あ\n2．二\n・い\n（1）小\n・う".encode())
    assert [len(section.body) for section in outline.sections] == [1, 2]


def test_thousands_of_points_and_sections_are_read() -> None:
    points = "".join(f"・{number}件目\n" for number in range(2_000))
    text = "".join(f"{number}．章\n" for number in range(1, 2_001)) + points
    sections = parse(text.encode()).sections
    assert len(sections) == 2_000
    assert isinstance(block := sections[-1].body[0], Bullets)
    assert [item.text for item in block.items[-2:]] == ["1998件目", "1999件目"]


def test_each_of_a_thousand_points_has_an_id_of_its_own() -> None:
    text = "1．章\n（1）小\n" + "・項目\n" * 1_000
    ids = clause_ids(numbered(parse(text.encode()).sections))
    assert len(set(ids)) == 1_002
    assert [ids[place] for place in (2, 27, 28, 703, 704)] == [
        "s1-1-a", "s1-1-z", "s1-1-aa", "s1-1-zz", "s1-1-aaa",
    ]  # fmt: skip
