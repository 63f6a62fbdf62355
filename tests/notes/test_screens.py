"""Notes in the Wagtail admin: written, revised, and their history read."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from notes_forms import draft
from storefront.accounts.models import User

from kasuhara_plugin.models import AuditRecord, Customer, StaffNote
from kasuhara_plugin.notes.actions import write

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 10:00 in Tokyo
AsUser = Callable[[User], Client]


def address(name: str, *args: Any) -> str:
    return reverse(f"kasuhara_notes:{name}", args=args)


def shown(client: Client, note: StaffNote, page: int = 1) -> list[dict[str, Any]]:
    """The changes on a page of the history, as the reader sees them."""
    response = client.get(address("history", note.pk), {"p": page})
    soup = BeautifulSoup(response.content, "html.parser")
    return [
        {
            "head": [part.get_text(strip=True) for part in article.header.find_all(True)],
            "gone": [part.get_text() for part in article.find_all("del")],
            "new": [part.get_text() for part in article.find_all("ins")],
        }
        for article in soup.select("article.kasuhara-change")
    ]


def test_a_note_is_written_and_revised_and_its_history_shows_the_difference(
    staff: Callable[..., User], as_user: AsUser, customer: Customer
) -> None:
    client = as_user(staff("operator", "田中"))
    response = client.post(
        address("write", customer.pk), {"kind": "fact", "body": draft("一。二。")}
    )
    note = StaffNote.objects.get()
    assert response.url == address("inspect", note.pk)
    assert "一。二。" in client.get(response.url).content.decode()
    data = {"kind": "fact", "body": draft("一。三。"), "reason": "聞き違い"}
    client.post(address("revise", note.pk), data)
    newest, first = shown(client, note)
    assert newest["head"][1:] == ["田中", "理由：聞き違い"]
    assert (newest["gone"], newest["new"]) == (["二。"], ["三。"])
    assert first["head"][1:] == ["田中", "新規作成"]
    assert (first["gone"], first["new"]) == ([], ["一。二。"])
    acts = list(
        AuditRecord.objects.filter(act__startswith="note.").values_list("act", "actor_name")
    )
    assert acts == [("note.revise", "田中"), ("note.write", "田中")]


def test_the_editor_begins_with_the_text_of_the_note(
    staff: Callable[..., User], as_user: AsUser, note: StaffNote
) -> None:
    response = as_user(staff("operator")).get(address("revise", note.pk))
    assert "お電話をいただいた。" in response.context["form"]["body"].value()


@pytest.mark.parametrize(
    "who", ["another operator", "supervisor", "desk", "legal", "policy_editor", "superuser"]
)
def test_the_url_refuses_whoever_did_not_write_it(
    staff: Callable[..., User], as_user: AsUser, note: StaffNote, who: str
) -> None:
    role = who.removeprefix("another ")
    client = as_user(staff(role, "別の人"))
    data = {"kind": "fact", "body": draft("別の人。"), "reason": "理由"}
    for response in (
        client.get(address("revise", note.pk)),
        client.post(address("revise", note.pk), data),
    ):
        assert response.status_code in (302, 403)
        assert "お電話をいただいた。" not in response.content.decode()
    note.refresh_from_db()
    assert note.body == "<p>お電話をいただいた。</p>"


def test_only_the_author_is_offered_to_revise(
    staff: Callable[..., User], as_user: AsUser, note: StaffNote
) -> None:
    own = as_user(staff("operator")).get(address("inspect", note.pk)).content.decode()
    other = as_user(staff("operator", "別の人")).get(address("inspect", note.pk)).content.decode()
    assert address("revise", note.pk) in own
    assert address("revise", note.pk) not in other
    assert address("history", note.pk) in other


DOORS = ("index", "index_results", "inspect", "history", "history_results", "write", "revise")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("role", ["legal", "policy_editor", "customer", "nobody"])
def test_whoever_may_not_read_notes_has_no_door_to_them(
    staff: Callable[..., User], as_user: AsUser, hanako: User, note: StaffNote, role: str, door: str
) -> None:
    client = Client()
    if role != "nobody":
        client = as_user(hanako if role == "customer" else staff(role))
    args = {"index": [], "index_results": [], "write": [note.customer_id]}.get(door, [note.pk])
    response = client.get(address(door, *args))
    assert response.status_code == 302
    assert "お電話" not in response.content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "rumour"}, "kind"),
        ({"until": "昨日"}, "until"),
        ({"reason": "あ" * 501}, "reason"),
        ({"body": "null"}, "body"),
        ({"body": draft("あ" * 10_001)}, "body"),
        ({"body": draft("\u200b")}, "body"),
    ],
)
def test_what_a_revision_lacks_is_said_and_nothing_typed_is_lost(
    staff: Callable[..., User], as_user: AsUser, note: StaffNote, change: dict[str, str], field: str
) -> None:
    data = {"kind": "fact", "body": draft("二度目。"), "reason": "聞き違い", **change}
    response = as_user(staff("operator")).post(address("revise", note.pk), data)
    assert response.status_code == 200
    form = response.context["form"]
    assert list(form.errors) == [field]
    assert form["reason"].value() == data["reason"]
    assert note.history.count() == 1


def test_the_list_and_the_history_cost_the_same_however_long_they_are(
    staff: Callable[..., User], as_user: AsUser, customer: Customer,
    revised: Callable[..., StaffNote], django_assert_num_queries: Any,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    client, author = as_user(staff("operator")), staff("operator")
    short, long = revised(3, NOW), revised(15, NOW)
    client.get(address("index"))
    with django_assert_max_num_queries(60) as few:
        client.get(address("index"))
    for _ in range(10):
        write(customer, body="<p>また。</p>", by=author)
    with django_assert_num_queries(len(few)):
        client.get(address("index"))
    with django_assert_max_num_queries(60) as few:
        assert len(shown(client, short)) == 3
    with django_assert_num_queries(len(few)):
        assert len(shown(client, long)) == 15


def test_the_last_version_of_a_page_is_compared_with_the_first_of_the_next(
    staff: Callable[..., User], as_user: AsUser, revised: Callable[..., StaffNote]
) -> None:
    note, client = revised(45, NOW), as_user(staff("operator"))
    pages = [shown(client, note, page) for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [20, 20, 5]
    changes = [change for page in pages for change in page]
    assert [change["new"] for change in changes] == [[f"版{n}。"] for n in range(45, 0, -1)]
    assert [change["gone"] for change in changes[:-1]] == [[f"版{n}。"] for n in range(44, 0, -1)]
    assert changes[-1]["gone"] == []
    assert [change["head"][2] == "新規作成" for change in changes] == [False] * 44 + [True]


@pytest.mark.parametrize("versions", [1, 20, 21])
def test_the_first_version_is_told_as_such_on_every_length(
    staff: Callable[..., User], as_user: AsUser, revised: Callable[..., StaffNote], versions: int
) -> None:
    note, client = revised(versions, NOW), as_user(staff("operator"))
    changes = shown(client, note) + (shown(client, note, 2) if versions > 20 else [])
    assert len(changes) == versions
    assert [change["head"][2] for change in changes].count("新規作成") == 1
    assert changes[-1]["head"][2] == "新規作成"
