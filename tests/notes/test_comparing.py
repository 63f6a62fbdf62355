"""Any two versions beside each other."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.models import Customer, StaffNote
from kasuhara_plugin.notes.actions import revise, write

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 10:00 in Tokyo
AsUser = Callable[[User], Client]
Staff = Callable[..., User]


def keys(note: StaffNote) -> list[int]:
    return list(note.history.order_by("history_id").values_list("history_id", flat=True))


def shown(client: Client, note: StaffNote, older: int, newer: int) -> BeautifulSoup:
    response = client.get(reverse("kasuhara_notes:compare", args=[note.pk, older, newer]))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").select_one(".kasuhara-record")


@pytest.mark.parametrize("turned", [False, True])
def test_two_versions_that_are_no_neighbours_show_their_difference(
    staff: Staff, as_user: AsUser, revised: Callable[..., StaffNote], turned: bool
) -> None:
    note = revised(30, NOW)
    pair = [keys(note)[1], keys(note)[27]]
    page = shown(as_user(staff("desk")), note, *(reversed(pair) if turned else pair))
    assert [row.td.text for row in page.select("tbody tr")] == [
        "第2版（比較元）",
        "第28版（比較先）",
    ]
    text = page.select_one(".kasuhara-text")
    assert (text.find("del").text, text.find("ins").text) == ("版2。", "版28。")
    assert "理由28" in page.text


def test_the_form_of_the_history_leads_there(
    staff: Staff, as_user: AsUser, revised: Callable[..., StaffNote]
) -> None:
    note, client = revised(3, NOW), as_user(staff("desk"))
    history = client.get(reverse("kasuhara_notes:history", args=[note.pk]))
    form = BeautifulSoup(history.content, "html.parser").select_one("form.kasuhara-versions")
    chosen = {one["name"]: one["value"] for one in form.select("input[checked]")}
    assert chosen == {"older": str(keys(note)[1]), "newer": str(keys(note)[2])}
    answer = client.get(form["action"], chosen)
    assert answer.url == reverse("kasuhara_notes:compare", args=[note.pk, *keys(note)[1:]])


@pytest.mark.parametrize("hostile", ["", "x", "-1", "1 OR 1=1", "1" * 30, "１", "\x00", "../../"])
def test_what_no_form_sends_leads_back_to_the_history(
    staff: Staff, as_user: AsUser, note: StaffNote, hostile: str
) -> None:
    answer = as_user(staff("operator")).get(
        reverse("kasuhara_notes:choose_two", args=[note.pk]), {"older": hostile, "newer": "1"}
    )
    assert answer.url == reverse("kasuhara_notes:history", args=[note.pk])


def test_the_versions_of_another_note_are_not_found(
    staff: Staff, as_user: AsUser, note: StaffNote, customer: Customer
) -> None:
    other = write(customer, body="<p>別のメモ。</p>", by=staff("desk"))
    own, foreign, client = note.version(), other.version(), as_user(staff("operator"))
    for pair in ((own, foreign), (foreign, own), (foreign, foreign), (own, 0), (own, 10**30)):
        address = reverse("kasuhara_notes:compare", args=[note.pk, *pair])
        response = client.get(address)
        assert response.status_code == 404
        assert "別のメモ" not in response.content.decode()


def test_formatting_alone_and_nothing_are_said_as_such(
    staff: Staff, as_user: AsUser, note: StaffNote
) -> None:
    body = "<p><strong>お電話</strong>をいただいた。</p>"
    revise(note, body=body, by=staff("operator"))
    client, (first, second) = as_user(staff("operator")), keys(note)
    assert "違うのは書式だけです。" in shown(client, note, first, second).text
    assert "2つの版に違いはありません。" in shown(client, note, second, second).text


def test_where_a_link_leads_is_part_of_the_difference(
    staff: Staff, as_user: AsUser, customer: Customer
) -> None:
    author = staff("operator")
    link = '<p><a href="https://{}.example/">記録</a></p>'
    note = write(customer, body=link.format("a"), by=author)
    revise(note, body=link.format("b"), by=author)
    text = shown(as_user(author), note, *keys(note)).select_one(".kasuhara-text")
    assert text.find("del").text == "記録（https://a.example/）"
    assert text.find("ins").text == "記録（https://b.example/）"


def test_it_costs_the_same_however_many_versions_there_are(
    staff: Staff, as_user: AsUser, revised: Callable[..., StaffNote],
    django_assert_num_queries: Any, django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    client = as_user(staff("operator"))
    short, long = revised(2, NOW), revised(40, NOW)
    of_short, of_long = keys(short), keys(long)
    shown(client, short, *of_short)
    with django_assert_max_num_queries(60) as few:
        shown(client, short, *of_short)
    with django_assert_num_queries(len(few)):
        shown(client, long, of_long[0], of_long[-1])


def test_a_page_of_a_hundred_versions_costs_what_a_short_one_does(
    staff: Staff, as_user: AsUser, revised: Callable[..., StaffNote],
    django_assert_num_queries: Any, django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    client = as_user(staff("operator"))
    short, long = revised(3, NOW), revised(105, NOW)
    address = "kasuhara_notes:history"
    client.get(reverse(address, args=[short.pk]), {"per": 100})
    with django_assert_max_num_queries(60) as few:
        client.get(reverse(address, args=[short.pk]), {"per": 100})
    with django_assert_num_queries(len(few)):
        page = client.get(reverse(address, args=[long.pk]), {"per": 100})
    assert len(page.context["changes"]) == 100
    assert page.context["changes"][-1][0] == 6
