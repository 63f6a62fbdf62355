"""Revising a note: only its author may, with a reason, and each version is kept."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from storefront.accounts.models import User

from kasuhara_plugin.core.errors import NotPermitted, UnusableText
from kasuhara_plugin.models import AuditRecord, StaffNote
from kasuhara_plugin.notes.actions import TYPING, revise

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 10:00 in Tokyo


def test_the_author_revises(staff: Callable[..., User], note: StaffNote) -> None:
    author = staff("operator")
    changed = revise(note, body="<p>二度目。</p>", reason="聞き違い", by=author, now=NOW)
    changed.refresh_from_db()
    assert (changed.pk, changed.body) == (note.pk, "<p>二度目。</p>")
    assert (changed.author_name, changed.written_at) == (note.author_name, note.written_at)
    act = AuditRecord.objects.get(act="note.revise")
    assert (act.actor_key, act.reason) == (str(author.pk), "聞き違い")
    assert note.history.count() == 2


@pytest.mark.parametrize("role", ["operator", "supervisor", "desk", "legal", "superuser"])
def test_nobody_else_revises(staff: Callable[..., User], note: StaffNote, role: str) -> None:
    with pytest.raises(NotPermitted):
        revise(note, body="<p>別の人。</p>", reason="理由", by=staff(role, "別の人"))
    note.refresh_from_db()
    assert note.body == "<p>お電話をいただいた。</p>"
    assert note.history.count() == 1


def test_an_author_who_lost_the_role_does_not_revise(
    staff: Callable[..., User], note: StaffNote
) -> None:
    author = staff("operator")
    author.groups.clear()
    author = User.objects.get(pk=author.pk)
    with pytest.raises(NotPermitted):
        revise(note, body="<p>後から。</p>", reason="理由", by=author)


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("", "blank"),
        (" \u3000", "blank"),
        ("\u200b", "blank"),
        ("あ" * 501, "too_long"),
        ("\x00", "nul"),
    ],
)
def test_revising_needs_a_reason(
    staff: Callable[..., User], note: StaffNote, reason: str, code: str
) -> None:
    with pytest.raises(UnusableText) as refused:
        later = note.written_at + TYPING
        revise(note, body="<p>二度目。</p>", reason=reason, by=staff("operator"), now=later)
    assert refused.value.code == code
    assert note.history.count() == 1


@pytest.mark.parametrize(
    "same", ["<p>お電話をいただいた。</p>", "<p onclick='x()'>お電話をいただいた。</p>"]
)
def test_a_text_that_says_the_same_makes_no_version(
    staff: Callable[..., User], note: StaffNote, same: str
) -> None:
    revise(note, body=same, reason="理由", by=staff("operator"))
    assert note.history.count() == 1
    assert not AuditRecord.objects.filter(act="note.revise").exists()


@pytest.mark.parametrize("blank", ["", "<p></p>", "<p>\u200b</p>"])
def test_a_note_is_not_emptied_by_a_revision(
    staff: Callable[..., User], note: StaffNote, blank: str
) -> None:
    with pytest.raises(UnusableText):
        revise(note, body=blank, reason="理由", by=staff("operator"))
