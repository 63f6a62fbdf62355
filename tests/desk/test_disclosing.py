"""開示資料: made by legal, for one request, with an act that knows the file by its SHA-256."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from desk.disclosure import ASKED, content, items, opened
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core.errors import NotPermitted, UnusableText
from kasuhara_plugin.customers.actions import merge, register, unmerge
from kasuhara_plugin.desk.disclosing import disclose
from kasuhara_plugin.inquiries.actions import receive
from kasuhara_plugin.models import AuditRecord, Customer
from kasuhara_plugin.notes.actions import revise, withdraw, write

AsUser = Callable[[User], Client]
Staff = Callable[..., User]
INDEX = reverse("kasuhara_disclosure:index")


def make_url(customer: Customer) -> str:
    return reverse("kasuhara_disclosure:make", args=[customer.pk])


def acts() -> Any:
    return AuditRecord.objects.filter(act="customer.disclose")


def test_the_act_says_who_why_for_which_request_and_what_the_file_was(
    staff: Staff, customer: Customer
) -> None:
    author = staff("operator")
    write(customer, body="<p>お電話がありました。</p>", by=author)
    legal = staff("legal")
    made = disclose(customer, **ASKED, by=legal)
    with made.file as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    act = acts().get()
    assert (act.subject_key, act.actor_key, act.reason) == (
        str(customer.pk), str(legal.pk), ASKED["reason"],
    )  # fmt: skip
    assert act.data["sha256"] == made.sha256 == digest
    assert (act.data["number"], act.data["identity"]) == (ASKED["number"], ASKED["identity"])
    assert act.data["sections"]["対応メモ"] == 1


@pytest.mark.parametrize("role", ["operator", "supervisor", "desk", "policy_editor"])
def test_other_roles_may_not(staff: Staff, customer: Customer, role: str) -> None:
    with pytest.raises(NotPermitted):
        disclose(customer, **ASKED, by=staff(role))
    assert not acts().exists()


@pytest.mark.parametrize("missing", ASKED)
def test_number_reason_and_identity_are_needed(
    staff: Staff, customer: Customer, missing: str
) -> None:
    with pytest.raises(UnusableText):
        disclose(customer, **{**ASKED, missing: "　"}, by=staff("legal"))
    assert not acts().exists()


def test_without_the_audit_row_there_is_no_file(
    staff: Staff, as_user: AsUser, customer: Customer
) -> None:
    client = as_user(staff("legal"))
    assert client.post(make_url(customer), ASKED).status_code == 200
    with connection.cursor() as cursor:  # from now on no second act is taken
        cursor.execute(
            "CREATE UNIQUE INDEX no_second ON kasuhara_plugin_auditrecord (act)"
            " WHERE act = 'customer.disclose'"
        )
    with pytest.raises(DatabaseError):
        client.post(make_url(customer), ASKED)
    assert acts().count() == 1


def test_legal_finds_the_customer_and_gets_a_file_that_runs_nothing(
    staff: Staff, as_user: AsUser, customer: Customer
) -> None:
    client = as_user(staff("legal"))
    assert "佐藤" not in client.get(INDEX).content.decode()
    assert make_url(customer) in client.get(INDEX, {"q": "佐藤"}).content.decode()
    form = client.get(make_url(customer)).content.decode()
    assert "ichiro@example.com" in form
    answer: Any = client.post(make_url(customer), ASKED)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="disclosure-')
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert answer["Content-Security-Policy"] == policy
    body = b"".join(answer.streaming_content)
    assert acts().get().data["sha256"] == hashlib.sha256(body).hexdigest()
    assert f"受付番号 {ASKED['number']}" in client.get(make_url(customer)).content.decode()


def test_a_form_without_its_answers_makes_nothing(
    staff: Staff, as_user: AsUser, customer: Customer
) -> None:
    answer = as_user(staff("legal")).post(make_url(customer), {"number": "1"})
    assert answer.status_code == 200
    assert "Content-Disposition" not in answer
    assert not acts().exists()


@pytest.mark.parametrize("typed", ["\x00", "9" * 40, "%", "'", "あ" * 500, "\ud800"])
def test_whatever_is_typed_finds_nobody_quietly(
    staff: Staff, as_user: AsUser, customer: Customer, typed: str
) -> None:
    query = typed.encode("utf-8", "surrogatepass")
    answer = as_user(staff("legal")).get(INDEX, {"q": query})
    assert answer.status_code == 200
    assert "佐藤 一郎" not in answer.content.decode()


@pytest.mark.parametrize(("role", "offered"), [("superuser", True), ("supervisor", False)])
def test_the_card_and_the_menu_offer_it_to_whoever_may(
    staff: Staff, as_user: AsUser, customer: Customer, role: str, offered: bool
) -> None:
    client = as_user(staff(role))
    card = client.get(reverse("kasuhara_customers:inspect", args=[customer.pk])).content.decode()
    assert (make_url(customer) in card) == offered
    assert (INDEX in card) == offered


def test_the_card_says_that_it_was_made(staff: Staff, as_user: AsUser, customer: Customer) -> None:
    content(customer, staff("legal"))
    address = reverse("kasuhara_customers:inspect", args=[customer.pk])
    card = as_user(staff("supervisor")).get(address).content.decode()
    assert f"受付番号 {ASKED['number']}" in card
    assert ASKED["number"] not in as_user(staff("operator")).get(address).content.decode()


def test_the_head_says_whose_when_by_whom_and_why(staff: Staff, customer: Customer) -> None:
    now = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
    soup = opened(customer, staff("legal"), now=now)
    head = soup.header.get_text(" ")
    for text in (*ASKED.values(), "つばめプリント株式会社", "佐藤 一郎", "legal"):
        assert text in head
    assert "2026年11月24日 00:30" in head


def test_a_merged_family_is_whole_and_its_parts_apart_after_it(
    staff: Staff, customer: Customer
) -> None:
    author, second, legal = staff("operator"), staff("supervisor"), staff("legal")
    other = register(email="second@example.jp", name="サトウ")
    write(customer, body="<p>一つめ</p>", by=author)
    write(other, body="<p>二つめ</p>", by=author)
    receive(subject="三つめ", body="本文", email="second@example.jp")
    joined = merge(customer, other, by=second, reason="同じ方")
    for member in (customer, other):
        text = content(member, legal).decode()
        assert all(said in text for said in ("一つめ", "二つめ", "三つめ", "second@example.jp"))
    unmerge(joined, by=second, reason="別の方でした")
    customer.refresh_from_db()
    own = content(customer, legal).decode()
    assert "一つめ" in own
    assert not any(said in own for said in ("二つめ", "三つめ", "second@example.jp", "サトウ"))


def test_two_customers_never_mix(staff: Staff, customer: Customer, hanako: User) -> None:
    author = staff("operator")
    other = register(user=hanako, name="山田 花子")
    for number, one in enumerate((customer, other)):
        write(one, body=f"<p>秘密{number}</p>", by=author)
    receive(subject="花子の件名", body="花子の本文", user=hanako)
    text = content(customer, staff("legal")).decode()
    assert "秘密0" in text
    assert not any(said in text for said in ("秘密1", "花子", "hanako@example.com"))


def test_versions_and_what_was_withdrawn_are_told(staff: Staff, customer: Customer) -> None:
    author = staff("operator")
    note = write(customer, body="<p>はじめ</p>", kind="opinion", by=author)
    note = revise(note, body="<p>つぎ</p>", kind="fact", reason="聞き直した", by=author)
    withdraw(note, reason="誤記", by=author)
    soup = opened(customer, staff("legal"))
    (now,) = items(soup, "．対応メモ")
    assert now.select_one(".badge").text == "事実・取り下げ"
    assert all(said in now.text for said in ("つぎ", "誤記"))
    first, second = items(soup, "以前の版")
    assert ("はじめ" in first.text, first.select_one(".badge").text) == (True, "所見")
    assert ("聞き直した" in second.text, second.select_one(".badge").text) == (True, "事実")


def test_the_contents_count_what_follows(staff: Staff, customer: Customer) -> None:
    author = staff("operator")
    for kind in ("fact", "opinion", "opinion"):
        write(customer, body="<p>メモ</p>", kind=kind, by=author)
    soup = opened(customer, staff("legal"))
    rows = {row.td.text.partition("．")[2]: row for row in soup.select("tbody tr") if row.a}
    assert [cell.text for cell in rows["対応メモ"].select("td")[1:]] == ["3", "2", "0", "0"]
    for name, row in rows.items():
        assert int(row.select("td")[1].text) == len(items(soup, f"．{name}"))
        assert soup.select_one(row.a["href"]).h2.text.endswith(name)


def test_every_item_has_its_line_for_the_decision(staff: Staff, customer: Customer) -> None:
    soup = opened(customer, staff("legal"))
    articles: list[Any] = soup.select("article")
    assert articles
    for one in articles:
        asked = one.select_one(".decision").text
        assert all(
            said in asked for said in ("33条2項", "開示する", "一部を伏せる", "開示しない", "理由")
        )


def test_the_file_needs_nothing_else(staff: Staff, customer: Customer) -> None:
    soup: BeautifulSoup = opened(customer, staff("legal"))
    assert not soup.select("script, link, img, iframe, object, [src], [srcset]")
    assert "url(" not in soup.style.text
    assert soup.find("meta", charset="utf-8")
