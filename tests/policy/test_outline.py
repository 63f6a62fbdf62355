"""The ids of the clauses follow from the shape of a section, nothing else."""

import pytest

from kasuhara_plugin.policy.outline import Block, Bullets, Paragraph, Section, clause_ids, numbered

P = Paragraph("段落")


def points(count: int) -> Bullets:
    return Bullets((Paragraph("項目"),) * count)


def sub(*body: Block) -> Section:
    return Section("小見出し", body, depth=2)


SHAPES: list[tuple[str, tuple[Block, ...], list[str]]] = [
    ("nothing", (), []),
    ("one paragraph", (P,), []),
    ("paragraphs alone", (P, P, P), ["1", "2", "3"]),
    ("points alone", (points(2),), ["1", "2"]),
    ("a lead and points", (P, points(2)), ["1", "2"]),
    ("two leads and points", (P, P, points(1)), ["1"]),
    ("a lead, points, a closing", (P, points(3), P), ["1", "2", "3", "4"]),
    ("points, text, points", (points(2), P, points(1)), ["1", "2", "3", "4"]),
    ("an empty sub-section", (sub(),), ["1"]),
    ("a lead and sub-sections", (P, sub(P), sub(P)), ["1", "2"]),
    ("sub-sections with points", (sub(points(2)), sub(points(1))), ["1", "1-a", "1-b", "2", "2-a"]),
    ("a sub-section with a lead", (sub(P, points(2)),), ["1", "1-a", "1-b"]),
    ("a sub-section of paragraphs", (sub(P, P),), ["1", "1-a", "1-b"]),
    ("points before a sub-section", (points(1), sub(points(1))), ["1", "2", "2-a"]),
    ("many points below", (sub(points(28)),),
     ["1", *(f"1-{mark}" for mark in [*"abcdefghijklmnopqrstuvwxyz", "aa", "ab"])]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "ids"), [shape[1:] for shape in SHAPES], ids=[shape[0] for shape in SHAPES]
)
def test_the_shape_of_a_section_gives_its_ids(body: tuple[Block, ...], ids: list[str]) -> None:
    sections = numbered([Section("前"), Section("見出し", body)])
    assert clause_ids(sections) == ["s1", "s2", *(f"s2-{clause}" for clause in ids)]


def test_sections_and_sub_sections_know_their_numbers() -> None:
    sections = numbered([Section("一"), Section("二", (P, sub(), sub()))])
    assert [section.number for section in sections] == [1, 2]
    inner = [block for block in sections[1].body if isinstance(block, Section)]
    assert [(block.number, block.id) for block in inner] == [(1, "s2-1"), (2, "s2-2")]


def test_numbering_changes_no_word_and_may_be_repeated() -> None:
    sections = [Section("見出し", (P, points(2), sub(P)))]
    once = numbered(sections)
    assert numbered(once) == once
    assert [block.text for block in once[0].body if isinstance(block, Paragraph)] == ["段落"]


def test_no_id_is_given_twice() -> None:
    body = (P, points(30), P, sub(points(30)), sub(P, P), points(2))
    ids = clause_ids(numbered([Section("見出し", body)] * 3))
    assert len(ids) == len(set(ids))
