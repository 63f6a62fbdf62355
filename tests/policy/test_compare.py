"""Two versions side by side: every clause beside its successor, every change in whole sentences."""

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kasuhara_plugin.core.sentences import Piece, diff, sentences
from kasuhara_plugin.policy.compare import Clause, Row, compare
from kasuhara_plugin.policy.importer import parse
from kasuhara_plugin.policy.outline import Paragraph, Section, numbered

OLD = """1．はじめに
お客様を大切にします。従業員を守ります。
2．例
次の行為です。
・大声での威圧
・長時間のお電話
（1）対応
・上長へ報告します。
3．見直し
毎年見直します。
"""
ONE = "1．見出し\n文です。\n・項目です。\n（1）小見出し\n後。\n"


def sections(text: str) -> tuple[Section, ...]:
    return numbered(parse(text.encode()).sections)


def compared(newer: str, older: str = OLD) -> list[Row]:
    return compare(sections(older), sections(newer))


def shown(rows: list[Row]) -> list[tuple[str, str, str]]:
    """The rows that are not the same: kind, words on the left, words on the right."""
    return [
        (row.kind, row.older.text if row.older else "", row.newer.text if row.newer else "")
        for row in rows
        if row.kind != "same"
    ]


def test_two_equal_versions_have_every_clause_once() -> None:
    rows = compared(OLD)
    assert {row.kind for row in rows} == {"same"}
    assert [row.older for row in rows] == [row.newer for row in rows]
    assert [row.newer for row in rows] == [
        Clause("s1", "heading", "はじめに", 1),
        Clause("", "paragraph", "お客様を大切にします。従業員を守ります。"),
        Clause("s2", "heading", "例", 2),
        Clause("", "paragraph", "次の行為です。"),
        Clause("s2-1", "point", "大声での威圧"),
        Clause("s2-2", "point", "長時間のお電話"),
        Clause("s2-3", "subheading", "対応", 3),
        Clause("s2-3-a", "point", "上長へ報告します。"),
        Clause("s3", "heading", "見直し", 3),
        Clause("", "paragraph", "毎年見直します。"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ("大声での威圧", "大声や暴言での威圧", [("changed", "大声での威圧", "大声や暴言での威圧")]),
        ("・長時間のお電話\n", "", [("removed", "長時間のお電話", ""), ("moved", "対応", "対応"),
                                    ("moved", "上長へ報告します。", "上長へ報告します。")]),
        ("毎年見直します。\n", "毎年見直します。\n・法令の改正\n",
         [("added", "", "法令の改正")]),
        ("2．例", "2．該当する例", [("changed", "例", "該当する例")]),
        ("3．見直し", "3．方針の見直し", [("changed", "見直し", "方針の見直し")]),
        ("・大声での威圧", "大声での威圧", [
            ("moved", words, words)
            for words in ("大声での威圧", "長時間のお電話", "対応", "上長へ報告します。")
        ]),
        ("毎年見直します。", "羽根ペンと鉛筆。", [("removed", "毎年見直します。", ""),
                                                  ("added", "", "羽根ペンと鉛筆。")]),
    ],
)  # fmt: skip
def test_one_change_is_one_change(
    before: str, after: str, changes: list[tuple[str, str, str]]
) -> None:
    assert shown(compared(OLD.replace(before, after))) == changes


def test_a_new_section_moves_those_behind_it_without_changing_them() -> None:
    newer = OLD.replace("2．例", "2．定義\n定義です。\n3．例").replace("3．見直し", "4．見直し")
    rows = compared(newer)
    assert shown(rows)[:2] == [("added", "", "定義"), ("added", "", "定義です。")]
    moved = [row for row in rows if row.kind == "moved"]
    assert [(row.older.id, row.newer.id) for row in moved if row.older and row.newer] == [
        ("s2", "s3"), ("s2-1", "s3-1"), ("s2-2", "s3-2"), ("s2-3", "s3-3"), ("s2-3-a", "s3-3-a"),
        ("s3", "s4"),
    ]  # fmt: skip
    assert all(row.older_pieces == row.newer_pieces == () for row in moved)


def test_a_change_shows_whole_sentences_of_each_side() -> None:
    newer = OLD.replace("従業員を守ります。", "従業員を必ず守ります。会社が支えます。")
    row = next(row for row in compared(newer) if row.kind == "changed")
    assert row.older_pieces == (
        Piece("same", "お客様を大切にします。"),
        Piece("removed", "従業員を守ります。"),
    )
    assert row.newer_pieces == (
        Piece("same", "お客様を大切にします。"),
        Piece("added", "従業員を必ず守ります。会社が支えます。"),
    )


def test_several_reworded_clauses_stand_beside_their_successors() -> None:
    reworded = {
        "大声での威圧": "大声を出すなどの威圧",
        "長時間のお電話": "長時間に及ぶお電話の拘束",
        "次の行為です。": "次に挙げる行為です。",
    }
    newer = OLD
    for before, after in reworded.items():
        newer = newer.replace(before, after)
    newer = newer.replace("・長時間", "・土下座の要求\n・長時間")
    changed = {old: new for kind, old, new in shown(compared(newer)) if kind == "changed"}
    assert changed == reworded


def test_a_heading_is_never_taken_for_a_sentence() -> None:
    older, newer = "1．あ\n方針の見直しについて\n", "1．あ\n2．方針の見直しについて（改）\n"
    assert [kind for kind, _, _ in shown(compared(newer, older))] == ["removed", "added"]


@pytest.mark.parametrize("older, newer", [("", ONE), (ONE, "")])
def test_a_version_against_nothing_is_all_added_or_removed(older: str, newer: str) -> None:
    rows = compare(sections(older) if older else (), sections(newer) if newer else ())
    assert {row.kind for row in rows} == {"removed" if older else "added"}
    assert compare((), ()) == []


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("One is. Two costs 1.5 yen. See a.jp.", ["One is.", " Two costs 1.5 yen.", " See a.jp."]),
        ('He said "no." Then', ['He said "no."', " Then"]),
        ("一。二.三。", ["一。", "二.三。"]),
    ],
)
def test_english_sentences_are_told_apart(text: str, split: list[str]) -> None:
    assert sentences(text) == split


WORDS = st.sampled_from(
    [
        "",
        "あ。",
        "い。",
        "あ。い。",
        "お客様の対応",
        "お客様への対応",
        "方針の見直し",
        "威圧。暴言。",
        "暴言。",
    ]
)
VERSIONS = st.lists(
    st.builds(
        lambda heading, body: Section(heading, tuple(map(Paragraph, body))),
        WORDS,
        st.lists(WORDS, max_size=5),
    ),
    max_size=3,
)


@settings(max_examples=200, deadline=None)
@given(VERSIONS, VERSIONS)
def test_both_versions_can_be_read_down_their_side(
    older: list[Section], newer: list[Section]
) -> None:
    rows = compare(older, newer)
    left = [row.older for row in rows if row.older]
    right = [row.newer for row in rows if row.newer]
    assert left == [row.newer for row in compare((), older)]
    assert right == [row.newer for row in compare((), newer)]
    for row in rows:
        assert (row.kind == "removed") == (row.newer is None)
        assert (row.kind == "added") == (row.older is None)
        if row.kind == "changed" and row.older and row.newer:
            assert row.older.text != row.newer.text
            assert "".join(piece.text for piece in row.older_pieces) == row.older.text
            assert "".join(piece.text for piece in row.newer_pieces) == row.newer.text


@settings(max_examples=200, deadline=None)
@given(st.text("あい。.！ \n」", max_size=20), st.text("あい。.！ \n」", max_size=20))
def test_the_pieces_give_back_both_texts(before: str, after: str) -> None:
    pieces = list(diff(before, after))
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
    assert all(one.kind != other.kind for one, other in pairwise(pieces))


@pytest.mark.parametrize("count", [200, 3_000])
@pytest.mark.parametrize("shape", ["different", "repeated", "reversed"])
def test_the_worst_versions_are_compared_at_once(shape: str, count: int) -> None:
    """A second at the most, so that a public page cannot be made to hang; script/bench measures."""
    older = [f"{number}件目のお客様の声です。" for number in range(count)]
    newer = {
        "different": [f"第{number}の従業員の声でした。" for number in range(count)],
        "repeated": ["同じ文です。", "別の文です。"] * (count // 2),
        "reversed": older[::-1],
    }[shape]
    if shape == "repeated":
        older = ["別の文です。", "別の文です。", "同じ文です。"] * (count // 3)
    sides = [(Section("見出し", tuple(map(Paragraph, texts))),) for texts in (older, newer)]
    start = process_time()
    rows = compare(*sides)
    assert process_time() - start < 1
    assert sum(row.newer is not None for row in rows) == 1 + len(newer)
