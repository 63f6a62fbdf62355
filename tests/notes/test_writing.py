"""Writing a note: who may, and what is kept of it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import AnonymousUser
from storefront.accounts.models import User

from kasuhara_plugin.core.errors import NotPermitted, UnusableText
from kasuhara_plugin.models import AuditRecord, Customer, StaffNote
from kasuhara_plugin.notes.actions import revise, write
from kasuhara_plugin.signals import note_changed

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 10:00 in Tokyo
BLANKS = [
    "",
    "<p></p>",
    "<p> \u3000</p>",
    "<p>\u200b\u2060</p>",
    "<ul><li><br></li></ul>",
    "<p>\u3164</p>",
]


@pytest.mark.parametrize("role", ["operator", "supervisor", "desk", "legal", "superuser"])
def test_these_roles_write(staff: Callable[..., User], customer: Customer, role: str) -> None:
    author = staff(role)
    note = write(customer, body="<p>お電話をいただいた。</p>", by=author, now=NOW)
    note.refresh_from_db()
    assert (note.customer, note.body) == (customer, "<p>お電話をいただいた。</p>")
    assert (note.author_key, note.author_name) == (str(author.pk), author.name)
    assert note.written_at == NOW
    act = AuditRecord.objects.get(act="note.write")
    assert (act.subject_type, act.subject_key) == ("kasuhara_plugin.staffnote", str(note.pk))
    assert (act.actor_key, act.actor_name) == (str(author.pk), author.name)


def test_others_do_not_write(
    staff: Callable[..., User], customer: Customer, hanako: User, ichiro: User
) -> None:
    for nobody in (staff("policy_editor"), hanako, ichiro, AnonymousUser()):
        with pytest.raises(NotPermitted):
            write(customer, body="<p>お電話をいただいた。</p>", by=nobody)
    assert not StaffNote.objects.exists()
    assert not AuditRecord.objects.filter(act="note.write").exists()


@pytest.mark.parametrize("blank", BLANKS)
def test_a_note_in_which_nothing_can_be_seen_is_refused(
    staff: Callable[..., User], customer: Customer, blank: str
) -> None:
    with pytest.raises(UnusableText) as refused:
        write(customer, body=blank, by=staff("operator"))
    assert refused.value.code == "blank"
    assert not StaffNote.objects.exists()


def test_a_note_has_ten_thousand_characters(staff: Callable[..., User], customer: Customer) -> None:
    assert write(customer, body="あ" * 10_000, by=staff("operator")).pk
    with pytest.raises(UnusableText) as refused:
        write(customer, body="あ" * 10_001, by=staff("operator"))
    assert refused.value.code == "too_long"
    assert StaffNote.objects.count() == 1


@pytest.mark.parametrize(
    ("char", "code"), [("\x00", "nul"), ("\ud83d", "garbled"), ("\ufffd", "garbled")]
)
def test_what_a_database_cannot_keep_is_refused(
    staff: Callable[..., User], customer: Customer, char: str, code: str
) -> None:
    with pytest.raises(UnusableText) as refused:
        write(customer, body=f"<p>お電話{char}</p>", by=staff("operator"))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("<p>a<script>alert(1)</script></p>", "<p>aalert(1)</p>"),
        ('<p onclick="x()" style="color:red" class="y">a</p>', "<p>a</p>"),
        ("<b>強</b><i>斜</i>", "<strong>強</strong><em>斜</em>"),
        ('<a href="javascript:x()">a</a>', "<a>a</a>"),
        ('<a href="//evil.example">a</a><a href="?approve=1">b</a>', "<a>a</a><a>b</a>"),
        ('<a href="https://example.com/">a</a>', '<a href="https://example.com/">a</a>'),
        ("<p>\u202eA</p>", "<p>A</p>"),
        ("<p>渡邉 髙橋 ①</p>", "<p>渡邉 髙橋 ①</p>"),
    ],
)
def test_what_is_kept_is_clean_and_otherwise_as_typed(
    staff: Callable[..., User], customer: Customer, body: str, kept: str
) -> None:
    note = write(customer, body=body, by=staff("operator"))
    note.refresh_from_db()
    assert note.body == kept
    assert note.history.get().body == kept


def test_the_host_hears_of_a_note_after_the_commit(
    staff: Callable[..., User], customer: Customer, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[str] = []

    def hear(note: StaffNote, **_: Any) -> None:
        heard.append(note.body)

    note_changed.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            note = write(customer, body="<p>一。</p>", by=staff("operator"))
            revise(note, body="<p>一。</p>", reason="同じ", by=staff("operator"))
            revise(note, body="<p>二。</p>", reason="理由", by=staff("operator"))
            assert heard == []
    finally:
        note_changed.disconnect(hear)
    assert heard == ["<p>一。</p>", "<p>二。</p>"]


def test_a_host_that_turns_its_histories_off_does_not_turn_ours_off(
    settings: LazySettings, staff: Callable[..., User], customer: Customer
) -> None:
    settings.SIMPLE_HISTORY_ENABLED = False
    note = write(customer, body="<p>一。</p>", by=staff("operator"))
    revise(note, body="<p>二。</p>", reason="理由", by=staff("operator"))
    assert note.history.count() == 2
