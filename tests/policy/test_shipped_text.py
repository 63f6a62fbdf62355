"""The text that comes with the app has every clause of the policy (policy-clauses.md)."""

import json

import pytest

from kasuhara_plugin.policy.blocks import PolicyBlocks, from_stream, to_stream
from kasuhara_plugin.policy.importer import parse
from kasuhara_plugin.policy.outline import Section, clause_ids, numbered
from kasuhara_plugin.policy.placeholders import NAMES
from kasuhara_plugin.policy.shipped import TEXT

CLAUSES = [
    "s1", "s1-1", "s1-2", "s1-3", "s2", "s3", "s3-1", "s3-2", "s3-3", "s3-4", "s4", "s4-1",
    "s4-1-a", "s4-1-b", "s4-1-c", "s4-2", "s4-2-a", "s4-2-b", "s4-2-c", "s4-2-d", "s4-2-e", "s5",
    "s5-1", "s5-2", "s5-3", "s5-4", "s6", "s6-1", "s6-1-a", "s6-1-b", "s6-1-c", "s6-2", "s6-2-a",
    "s6-2-b", "s6-3", "s6-3-a", "s6-3-b", "s6-3-c", "s6-4", "s6-4-a", "s6-4-b", "s6-4-c", "s7",
    "s7-1", "s7-2", "s7-3", "s7-4", "s8", "s8-1", "s8-2", "s8-3", "s9",
]  # fmt: skip
OUTLINE = parse(TEXT.read_bytes())


def through_the_editor(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    blocks = PolicyBlocks()
    raw = json.loads(json.dumps([to_stream(section) for section in sections]))
    value = blocks.to_python(raw)
    stored = json.loads(json.dumps(blocks.get_prep_value(value)))
    return tuple(from_stream(child) for child in blocks.to_python(stored))


def test_the_shipped_text_has_exactly_the_clauses() -> None:
    assert clause_ids(numbered(OUTLINE.sections)) == CLAUSES


def test_the_headings_are_those_of_the_policy() -> None:
    assert OUTLINE.title == "カスタマーハラスメント対策基本方針"
    assert [section.heading for section in OUTLINE.sections] == [
        "はじめに",
        "カスタマーハラスメントの定義",
        "対象となる業務と接点",
        "該当する行為の例",
        "基本姿勢",
        "発生したときの対応",
        "従業員への配慮と支援",
        "お客様へのお願い",
        "方針の見直し",
    ]


def test_the_text_names_no_company() -> None:
    text = TEXT.read_text(encoding="utf-8")
    assert all(f"{{{{ {name} }}}}" in text for name in NAMES)
    assert "株式会社" not in text


def test_nothing_is_lost_on_the_way_through_the_editor() -> None:
    assert through_the_editor(OUTLINE.sections) == OUTLINE.sections


@pytest.mark.parametrize(
    "text",
    [
        "題\n1．一",
        "題\n1．一\n本文",
        "題\n1．一\n・あ\n本文\n・い",
        "題\n1．一\n前\n（1）小\n（2）小\n前\n・あ\n後\n2．二\n<b>&amp;\u202e葛\U000e0100</b>",
    ],
)
def test_any_shape_survives_the_editor(text: str) -> None:
    sections = parse(text.encode()).sections
    assert through_the_editor(sections) == sections
