"""The texts that come with the app have every clause of the policy (policy-clauses.md)."""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from kasuhara_plugin.policy.blocks import PolicyBlocks, from_stream, to_stream
from kasuhara_plugin.policy.importer import parse
from kasuhara_plugin.policy.outline import Block, Bullets, Section, clause_ids, numbered
from kasuhara_plugin.policy.placeholders import NAMES
from kasuhara_plugin.policy.shipped import TEXTS

CLAUSES = [
    "s1", "s1-1", "s1-2", "s1-3", "s2", "s3", "s3-1", "s3-2", "s3-3", "s3-4", "s4", "s4-1",
    "s4-1-a", "s4-1-b", "s4-1-c", "s4-2", "s4-2-a", "s4-2-b", "s4-2-c", "s4-2-d", "s4-2-e", "s5",
    "s5-1", "s5-2", "s5-3", "s5-4", "s6", "s6-1", "s6-1-a", "s6-1-b", "s6-1-c", "s6-2", "s6-2-a",
    "s6-2-b", "s6-3", "s6-3-a", "s6-3-b", "s6-3-c", "s6-4", "s6-4-a", "s6-4-b", "s6-4-c", "s7",
    "s7-1", "s7-2", "s7-3", "s7-4", "s8", "s8-1", "s8-2", "s8-3", "s9",
]  # fmt: skip
LONGEST_LINE = {"ja": 140, "en": 350}  # the placeholders not counted
PLACEHOLDER = re.compile(r"{{ (\w+) }}")
LISTS_OF_EXAMPLES = re.compile(r"s3-[123]|s4-\d-[a-z]|s6-3-[a-z]")  # these stay noun phrases
OUTLINE = parse(TEXTS["ja"].read_bytes())


class Line(NamedTuple):
    kind: str
    clause: str  # empty for a lead
    text: str


def lines(language: str) -> list[Line]:
    outline = parse(TEXTS[language].read_bytes())
    return list(_lines(numbered(outline.sections)))


def _lines(blocks: tuple[Block, ...]) -> Iterator[Line]:
    for block in blocks:
        if isinstance(block, Section):
            yield Line("heading", block.id, block.heading)
            yield from _lines(block.body)
        elif isinstance(block, Bullets):
            yield from (Line("point", item.id, item.text) for item in block.items)
        else:
            yield Line("paragraph", block.id, block.text)


def sentences(language: str) -> list[str]:
    return [
        line.text
        for line in lines(language)
        if line.kind != "heading" and not LISTS_OF_EXAMPLES.fullmatch(line.clause)
    ]


def through_the_editor(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    blocks = PolicyBlocks()
    raw = json.loads(json.dumps([to_stream(section) for section in sections]))
    value = blocks.to_python(raw)
    stored = json.loads(json.dumps(blocks.get_prep_value(value)))
    return tuple(from_stream(child) for child in blocks.to_python(stored))


@pytest.mark.parametrize("language", TEXTS)
def test_the_shipped_text_has_exactly_the_clauses(language: str) -> None:
    outline = parse(TEXTS[language].read_bytes())
    assert clause_ids(numbered(outline.sections)) == CLAUSES


def test_both_languages_say_the_same_clause_on_the_same_line() -> None:
    def shape(language: str) -> list[tuple[str, str, list[str]]]:
        return [
            (line.kind, line.clause, sorted(PLACEHOLDER.findall(line.text)))
            for line in lines(language)
        ]

    assert shape("en") == shape("ja")


@pytest.mark.parametrize("language", TEXTS)
def test_every_line_is_short_and_says_something_of_its_own(language: str) -> None:
    texts = [PLACEHOLDER.sub("", line.text) for line in lines(language)]
    assert [text for text in texts if len(text) > LONGEST_LINE[language]] == []
    assert len(set(texts)) == len(texts)


def test_the_japanese_is_polite_to_the_end_of_every_sentence() -> None:
    polite = re.compile(r"([^。]*(です|ます|ません|ください)。)+")
    assert [text for text in sentences("ja") if not polite.fullmatch(text)] == []


def test_the_japanese_uses_full_width_signs_and_kana() -> None:
    text = TEXTS["ja"].read_text(encoding="utf-8")
    assert re.findall(r"[\uff61-\uff9f]|[?!,;:()]|[Ａ-Ｚａ-ｚ０-９]", text) == []


def test_the_english_is_plain_and_ends_its_sentences() -> None:
    assert TEXTS["en"].read_text(encoding="utf-8").isascii()
    assert [text for text in sentences("en") if not text.endswith(".")] == []


@pytest.mark.parametrize("language", TEXTS)
def test_an_example_in_a_list_has_no_full_stop(language: str) -> None:
    examples = [line for line in lines(language) if LISTS_OF_EXAMPLES.fullmatch(line.clause)]
    assert len(examples) == 14
    assert [line.text for line in examples if line.text.endswith(("。", "."))] == []


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


@pytest.mark.parametrize("language", TEXTS)
def test_the_text_names_no_company(language: str) -> None:
    text = TEXTS[language].read_text(encoding="utf-8")
    assert set(re.findall(r"{{(.*?)}}", text)) == {f" {name} " for name in NAMES}
    assert not re.search(r"株式会社|\bLtd\b|\bInc\b", text)


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
