"""A withdrawn note keeps its history and says who withdrew it and why."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core.errors import AlreadyDecided, NotPermitted, UnusableText
from kasuhara_plugin.models import AuditRecord, StaffNote
from kasuhara_plugin.notes import history
from kasuhara_plugin.notes.actions import restore, revise, withdraw

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 10:00 in Tokyo
AsUser = Callable[[User], Client]
Staff = Callable[..., User]


def test_the_author_withdraws_it(staff: Staff, note: StaffNote) -> None:
    author = staff("operator")
    withdraw(note, reason="別の方の件でした。", by=author, now=NOW)
    note.refresh_from_db()
    assert (note.withdrawn_at, note.withdrawal_reason) == (NOW, "別の方の件でした。")
    assert (note.withdrawer_key, note.withdrawer_name) == (str(author.pk), author.name)
    assert note.body == "<p>お電話をいただいた。</p>"
    newest = history.changes(note)[0]
    assert (newest.who, newest.reason) == (author.name, "別の方の件でした。")
    assert [(one.label, one.before) for one in newest.fields] == [("状態", "有効")]
    act = AuditRecord.objects.get(act="note.withdraw")
    assert (act.actor_key, act.reason) == (str(author.pk), "別の方の件でした。")


@pytest.mark.parametrize("role", ["operator", "supervisor", "desk", "legal", "superuser"])
def test_nobody_else_does(staff: Staff, note: StaffNote, role: str) -> None:
    with pytest.raises(NotPermitted):
        withdraw(note, reason="理由", by=staff(role, "別の人"))
    assert note.history.count() == 1


@pytest.mark.parametrize("reason", ["", " \u3000", "\x00", "あ" * 501])
def test_it_needs_a_reason_even_at_once(staff: Staff, note: StaffNote, reason: str) -> None:
    with pytest.raises(UnusableText):
        withdraw(note, reason=reason, by=staff("operator"))
    assert note.history.count() == 1


def test_it_is_not_changed_any_more(staff: Staff, note: StaffNote) -> None:
    author, first = staff("operator"), note.version()
    withdraw(note, reason="理由", by=author)
    for act in (
        lambda: revise(note, body="<p>二。</p>", reason="理由", by=author),
        lambda: withdraw(note, reason="理由", by=author),
        lambda: restore(note, first, reason="理由", by=author),
    ):
        with pytest.raises(AlreadyDecided):
            act()
    assert note.history.count() == 2


def test_the_screens_say_so_and_offer_no_change(
    staff: Staff, as_user: AsUser, note: StaffNote
) -> None:
    client = as_user(staff("operator"))
    door = reverse("kasuhara_notes:withdraw", args=[note.pk])
    shown = client.post(door, {"reason": "別の方の件", "seen": note.version()}, follow=True)
    page = shown.content.decode()
    assert "取り下げられた対応メモです。" in page
    assert "理由：別の方の件" in page
    for act in ("revise", "withdraw"):
        address = reverse(f"kasuhara_notes:{act}", args=[note.pk])
        assert address not in page
        assert client.get(address).url == reverse("kasuhara_notes:inspect", args=[note.pk])
    told = client.get(reverse("kasuhara_notes:history", args=[note.pk])).content.decode()
    assert "この対応メモは取り下げられています" in told
    assert "取り下げ（" in told


def test_what_was_typed_into_a_note_withdrawn_meanwhile_is_not_lost(
    staff: Staff, as_user: AsUser, note: StaffNote
) -> None:
    client, door = as_user(staff("operator")), reverse("kasuhara_notes:withdraw", args=[note.pk])
    withdraw(note, reason="先の画面", by=staff("operator"))
    again = client.post(door, {"reason": "後の画面の理由"})
    assert again.context["form"]["reason"].value() == "後の画面の理由"
    assert "取り下げられています" in again.content.decode()
