"""Who changed what, when and why."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import process_time
from typing import Any

import pytest
from storefront.accounts.models import User

from kasuhara_plugin.models import Customer, StaffNote
from kasuhara_plugin.notes import history
from kasuhara_plugin.notes.actions import revise, write

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 10:00 in Tokyo


def test_the_newest_change_comes_first_with_who_when_and_why(
    staff: Callable[..., User], customer: Customer
) -> None:
    author = staff("operator", "田中")
    note = write(customer, body="<p>一。</p>", by=author, now=NOW)
    later = NOW + timedelta(hours=1)
    revise(note, body="<p>一。</p><p>二。</p>", reason="続き", by=author, now=later)
    assert history.changes(note) == [
        history.Change(
            later, "田中", "続き", [history.FieldChange("内容", "一。", "一。\n二。")], False
        ),
        history.Change(NOW, "田中", "", [history.FieldChange("内容", "", "一。")], True),
    ]


def test_a_change_of_form_alone_has_no_fields(staff: Callable[..., User], note: StaffNote) -> None:
    body = "<p><strong>お電話</strong>をいただいた。</p>"
    revise(note, body=body, reason="強調", by=staff("operator"))
    newest = history.changes(note)[0]
    assert (newest.fields, newest.reason, newest.first) == ([], "強調", False)


def test_fifty_versions_take_one_query(
    revised: Callable[..., StaffNote], django_assert_num_queries: Any
) -> None:
    note = revised(50, NOW)
    with django_assert_num_queries(1):
        changes = history.changes(note)
    assert len(changes) == 50
    assert [change.first for change in changes] == [False] * 49 + [True]
    texts = [(change.fields[0].before, change.fields[0].after) for change in changes[:2]]
    assert texts == [("版49。", "版50。"), ("版48。", "版49。")]


def test_versions_of_one_moment_keep_their_order(
    staff: Callable[..., User], customer: Customer
) -> None:
    author = staff("operator")
    note = write(customer, body="<p>一。</p>", by=author, now=NOW)
    for text in ("二", "三"):
        note = revise(note, body=f"<p>{text}。</p>", reason="理由", by=author, now=NOW)
    after = [change.fields[0].after for change in history.changes(note)]
    assert after == ["三。", "二。", "一。"]


def test_the_notes_of_others_are_not_in_it(
    staff: Callable[..., User], customer: Customer, note: StaffNote
) -> None:
    write(customer, body="<p>別のメモ。</p>", by=staff("desk"))
    assert len(history.changes(note)) == 1


def test_the_name_of_the_author_outlives_the_account(
    staff: Callable[..., User], customer: Customer
) -> None:
    author = staff("operator", "田中")
    key = str(author.pk)
    note = write(customer, body="<p>一。</p>", by=author)
    revise(note, body="<p>二。</p>", reason="理由", by=author)
    author.delete()
    note.refresh_from_db()
    assert (note.author_name, note.author_key) == ("田中", key)
    assert [change.who for change in history.changes(note)] == ["田中", "田中"]
    assert set(note.history.values_list("history_user_id", flat=True)) == {key}


SAME, GONE, NEW = "same", "removed", "added"


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("一。二。", "一。二。", [(SAME, "一。二。")]),
        ("", "一。", [(NEW, "一。")]),
        ("一。", "", [(GONE, "一。")]),
        ("一。", "二。", [(GONE, "一。"), (NEW, "二。")]),
        ("一。三。", "一。二。三。", [(SAME, "一。"), (NEW, "二。"), (SAME, "三。")]),
        ("一。二。三。", "一。三。", [(SAME, "一。"), (GONE, "二。"), (SAME, "三。")]),
        ("一。二。", "一。二！", [(SAME, "一。"), (GONE, "二。"), (NEW, "二！")]),
        ("一\n二", "一\n三", [(SAME, "一\n"), (GONE, "二"), (NEW, "三")]),
        (
            "「いや。」と言う",
            "「いや。」と聞く",
            [(SAME, "「いや。」"), (GONE, "と言う"), (NEW, "と聞く")],
        ),
        ("Really?! Yes", "Really?! No", [(SAME, "Really?!"), (GONE, " Yes"), (NEW, " No")]),
        ("<b>一。", "<b>二。", [(GONE, "<b>一。"), (NEW, "<b>二。")]),
        ("", "", []),
    ],
)
def test_the_difference_is_read_sentence_by_sentence(
    before: str, after: str, pieces: list[tuple[str, str]]
) -> None:
    found = history.FieldChange("内容", before, after).diff()
    assert [(piece.kind, piece.text) for piece in found] == pieces


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("一。二。三。", "三。二。一。"),
        ("。。。\n\n！？」", "あ\nい。\n\n"),
        ("渡邉様。\u3000髙橋様。", "渡辺様。高橋様。"),
        ("文の終わりがない", "文の終わりがない\n行。"),
    ],
)
def test_the_pieces_give_back_both_texts(before: str, after: str) -> None:
    pieces = history.FieldChange("内容", before, after).diff()
    assert "".join(piece.text for piece in pieces if piece.kind != NEW) == before
    assert "".join(piece.text for piece in pieces if piece.kind != GONE) == after


def test_a_long_text_shows_the_one_sentence_that_changed() -> None:
    before = [f"{number}件目の電話。\n" for number in range(400)]
    after = [*before[:200], "二百件目は来店。\n", *before[201:]]
    pieces = history.FieldChange("内容", "".join(before), "".join(after)).diff()
    changed = [(piece.kind, piece.text) for piece in pieces if piece.kind != SAME]
    assert changed == [(GONE, "200件目の電話。"), (NEW, "二百件目は来店。")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("あ。い。" * 2_500, "い。あ。あ。" * 1_666),
        ("はい。\n" * 2_500, "はい。\nええ。\n" * 1_250),
    ],
)
def test_a_long_repetitive_text_is_compared_at_once(before: str, after: str) -> None:
    """Seconds, not the many minutes that a thorough comparison takes."""
    start = process_time()
    pieces = history.FieldChange("内容", before, after).diff()
    assert process_time() - start < 5
    assert "".join(piece.text for piece in pieces if piece.kind != NEW) == before
    assert "".join(piece.text for piece in pieces if piece.kind != GONE) == after


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>一。</p><p>二。</p>", "一。\n二。"),
        ("<ul><li>一</li><li>二</li></ul>", "一\n二"),
        ("<p>一<br>二</p>", "一\n二"),
        ("<blockquote>引用</blockquote><p>文</p>", "引用\n文"),
        ("<p>a &lt;b&gt; &amp; c</p>", "a <b> & c"),
        ("<p> </p><p>一</p>", "一"),
        ("", ""),
    ],
)
def test_the_words_of_a_rich_text_stand_a_line_per_paragraph(html: str, text: str) -> None:
    assert history.plain(html) == text
