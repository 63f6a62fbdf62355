"""Two windows on one note: who saves second is shown the difference, nothing is overwritten."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from notes_forms import draft
from processes import at_once
from storefront.accounts.models import User

from kasuhara_plugin.core.errors import ChangedMeanwhile
from kasuhara_plugin.models import StaffNote
from kasuhara_plugin.notes.actions import revise, withdraw

Staff = Callable[..., User]
AsUser = Callable[[User], Client]


@pytest.fixture
def door(note: StaffNote) -> str:
    return reverse("kasuhara_notes:revise", args=[note.pk])


def form(text: str, seen: Any, **more: Any) -> dict[str, Any]:
    return {"kind": "fact", "body": draft(text), "reason": "書き足し", "seen": seen, **more}


def test_the_second_act_is_refused(staff: Staff, note: StaffNote) -> None:
    author, seen = staff("operator"), note.version()
    revise(note, body="<p>先。</p>", by=author, seen=seen)
    for act in (
        lambda: revise(note, body="<p>後。</p>", by=author, seen=seen),
        lambda: revise(note, pinned=True, by=author, seen=seen),
        lambda: withdraw(note, reason="理由", by=author, seen=seen),
    ):
        with pytest.raises(ChangedMeanwhile):
            act()
    note.refresh_from_db()
    assert (note.body, note.pinned, note.withdrawn_at) == ("<p>先。</p>", False, None)
    assert note.history.count() == 2


def test_the_same_text_sent_twice_is_saved_once_and_refused_never(
    staff: Staff, note: StaffNote
) -> None:
    author, seen = staff("operator"), note.version()
    for _ in range(2):
        revise(note, body="<p>先。</p>", by=author, seen=seen)
    assert note.history.count() == 2


def test_the_second_window_keeps_its_text_beside_the_difference(
    staff: Staff, as_user: AsUser, note: StaffNote, door: str
) -> None:
    client, seen = as_user(staff("operator")), note.version()
    client.post(door, form("共通。先の画面。", seen))
    second = client.post(door, form("共通。後の画面。", seen, kind="opinion", pinned="on"))
    soup = BeautifulSoup(second.content, "html.parser")
    difference = soup.select_one(".kasuhara-meanwhile")
    assert difference.select_one(".kasuhara-text del").text == "先の画面。"
    assert difference.select_one(".kasuhara-text ins").text == "後の画面。"
    assert "事実所見" in difference.text
    assert difference.select_one(".kasuhara-rich").get_text(strip=True) == "共通。先の画面。"
    kept = second.context["form"]
    assert "後の画面。" in kept["body"].value()
    assert (kept["kind"].value(), kept["reason"].value()) == ("opinion", "書き足し")
    assert "まだ保存していません" in soup.text
    note.refresh_from_db()
    assert note.body == "<p>共通。先の画面。</p>"

    again = form("共通。両方の画面。", soup.select_one("[name=seen]")["value"])
    assert client.post(door, again).status_code == 302
    note.refresh_from_db()
    assert note.body == "<p>共通。両方の画面。</p>"
    assert note.history.count() == 3


@pytest.mark.parametrize("hostile", ["x", "-1", "0", "9" * 40, "１", "1.5"])
def test_a_form_that_saw_no_version_is_shown_the_note_as_it_is(
    staff: Staff, as_user: AsUser, note: StaffNote, door: str, hostile: str
) -> None:
    answer = as_user(staff("operator")).post(door, form("別。", hostile))
    assert answer.status_code == 200
    assert answer.context["meanwhile"]
    assert note.history.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_four_processes_one_saves(staff: Staff, note: StaffNote, tmp_path: Path) -> None:
    seen = note.version()
    runs = [(note.pk, seen, f"画面{number}") for number in range(4)]
    answers = at_once("notes.author", runs, tmp_path)
    assert sorted(answers) == ["changed meanwhile"] * 3 + ["saved"]
    note.refresh_from_db()
    assert note.history.count() == 2
    assert note.body == f"<p>画面{answers.index('saved')}</p>"
