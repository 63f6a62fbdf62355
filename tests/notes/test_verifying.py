"""What ``kasuhara_verify`` finds about notes that were changed past the program."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from kasuhara_plugin.core import append_only
from kasuhara_plugin.core.verifying import verify
from kasuhara_plugin.models import Customer, StaffNote
from kasuhara_plugin.notes import triggers
from kasuhara_plugin.notes.actions import revise, withdraw, write

Make = Callable[..., Any]


@pytest.fixture
def note(staff: Make, customer: Customer) -> StaffNote:
    author = staff("operator")
    note = write(customer, body="<p>お電話がありました。</p>", by=author)
    revise(note, body="<p>お電話が2回ありました。</p>", reason="追記", by=author)
    return note


def by_sql(statement: str, key: int) -> list[tuple[str, str]]:
    """What is found after it was run without the triggers."""
    triggers.drop()
    append_only.drop_triggers()
    with connection.cursor() as cursor:
        cursor.execute(statement, [key])
    append_only.install_triggers()
    triggers.install()
    return [tuple(finding) for finding in verify().findings]


def test_a_note_with_its_versions_is_whole(note: StaffNote, staff: Make) -> None:
    withdraw(note, reason="書き間違い", by=staff("operator"))
    assert verify().is_whole


@pytest.mark.parametrize(
    "change", ["body = '<p>x</p>'", "author_name = '別の人'", "pinned = true", "kind = 'opinion'"]
)
def test_a_note_that_was_edited(note: StaffNote, change: str) -> None:
    found = by_sql(f"UPDATE {triggers.NOTES} SET {change} WHERE id = %s", note.pk)
    assert found == [
        (f"kasuhara_plugin.staffnote {note.pk}", "対応メモの内容が、最新の版と異なります。")
    ]


@pytest.mark.parametrize(
    "change",
    [
        "body = '<p>x</p>'",
        "history_user_name = '別の人'",
        "history_change_reason = ''",
        "history_date = written_at",
    ],
)
def test_a_version_that_was_edited(note: StaffNote, change: str) -> None:
    verify()
    first = note.history.earliest("history_id").history_id
    found = by_sql(f"UPDATE {triggers.VERSIONS} SET {change} WHERE history_id = %s", first)
    if change == "history_change_reason = ''":
        assert found == []  # it had none
    else:
        assert found == [
            (f"kasuhara_plugin.historicalstaffnote {first}", "内容が書き換えられています。")
        ]


def test_a_version_that_was_removed(note: StaffNote) -> None:
    verify()
    first = note.history.earliest("history_id").history_id
    found = by_sql(f"DELETE FROM {triggers.VERSIONS} WHERE history_id = %s", first)
    assert found == [(f"kasuhara_plugin.historicalstaffnote {first}", "行が削除されています。")]


def test_a_lost_trigger(note: StaffNote) -> None:
    triggers.drop()
    assert [finding.where for finding in verify().findings] == [triggers.NOTES]
