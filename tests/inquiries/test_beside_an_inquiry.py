"""What is known of the customer stands beside an inquiry: restrictions, other inquiries, notes."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.flags.actions import approve, propose
from kasuhara_plugin.inquiries.actions import answer, assign, receive
from kasuhara_plugin.models import AccountFlag, Customer, Inquiry, StaffNote
from kasuhara_plugin.notes.actions import revise, write

pytestmark = pytest.mark.django_db

BODIES = (
    "届いた名刺の角が折れています。刷り直しをお願いできますか。",
    "請求書の宛名を部署名に変更していただけますか。",
    "封筒の色が画面で見た色とずいぶん違います。",
)
Make = Callable[..., Any]


@pytest.fixture
def operator(staff: Make) -> User:
    return staff("operator")


@pytest.fixture
def sent(ichiro: User) -> list[Inquiry]:
    rows = [receive(body=body, subject=body[:6], user=ichiro).inquiry for body in BODIES]
    return [row for row in rows if row]


@pytest.fixture
def flag(customer: Customer, operator: User, staff: Make) -> AccountFlag:
    made = propose(customer, reason="脅迫", customer_message="お控えください。", by=operator)
    approve(made, reason="確認した", by=staff("supervisor"))
    return made


@pytest.fixture
def note(customer: Customer, operator: User) -> StaffNote:
    return write(customer, body="<p>折り返しの電話を希望。</p>", by=operator)


def sections(client: Client, url: str) -> dict[str, Any]:
    page = BeautifulSoup(client.get(url).content, "html.parser")
    return {part.h2.text: part for part in page.select(".kasuhara-record section") if part.h2}


def of(inquiry: Inquiry) -> str:
    return reverse("kasuhara_inquiries:inspect", args=[inquiry.pk])


def test_the_restriction_stands_with_the_customer_and_below(
    as_user: Make, operator: User, sent: list[Inquiry], flag: AccountFlag
) -> None:
    client = as_user(operator)
    page = BeautifulSoup(client.get(of(sent[0])).content, "html.parser")
    (named,) = [one for one in page.select("dt") if one.text == "取引制限"]
    assert "適用中" in named.find_next("dd").text  # type: ignore[union-attr]
    url = reverse("kasuhara_flags:inspect", args=[flag.pk])
    assert len(page.select(f".kasuhara-record a[href='{url}']")) == 2
    assert "適用中" in sections(client, of(sent[0]))["取引制限フラグ"].text


def test_a_proposal_restricts_nobody_yet_and_is_listed(
    as_user: Make, operator: User, sent: list[Inquiry], customer: Customer
) -> None:
    propose(customer, reason="暴言", customer_message="お控えください。", by=operator)
    page = as_user(operator).get(of(sent[0])).content.decode()
    assert "<dt>取引制限</dt>" not in page
    assert "申請中" in sections(as_user(operator), of(sent[0]))["取引制限フラグ"].text


def test_other_inquiries_with_their_state_and_without_this_thread(
    as_user: Make, operator: User, sent: list[Inquiry], ichiro: User
) -> None:
    again = receive(body=BODIES[0], user=ichiro).inquiry
    answer(sent[1], body="変更しました。", way="phone", by=operator)
    for shown in (sent[0], again):
        part = sections(as_user(operator), of(shown))["ほかのお問い合わせ"]  # type: ignore[arg-type]
        rows = [[cell.text for cell in row.select("td")] for row in part.select("tbody tr")]
        assert [row[0] for row in rows] == [sent[2].number, sent[1].number]
        assert [row[2] for row in rows] == ["新着", "回答済み"]


def test_nothing_is_said_of_what_there_is_not(
    as_user: Make, operator: User, sent: list[Inquiry]
) -> None:
    Inquiry.objects.filter(pk__in=[row.pk for row in sent[1:]]).delete()
    shown = sections(as_user(operator), of(sent[0]))
    assert "取引制限フラグ" not in shown
    assert "ほかのお問い合わせ" not in shown


def test_a_flag_stands_beside_no_other_than_itself(
    as_user: Make, operator: User, sent: list[Inquiry], flag: AccountFlag, customer: Customer
) -> None:
    url = reverse("kasuhara_flags:inspect", args=[flag.pk])
    shown = sections(as_user(operator), url)
    assert "ほかの取引制限フラグ" not in shown
    assert sent[0].number in shown["お問い合わせ"].text
    propose(customer, reason="暴言", customer_message="お控えください。", by=operator)
    assert "申請中" in sections(as_user(operator), url)["ほかの取引制限フラグ"].text


def test_who_may_read_inquiries_alone_sees_nothing_of_the_other_rooms(
    as_user: Make, sent: list[Inquiry], flag: AccountFlag, note: StaffNote
) -> None:
    reader = User.objects.create_user("reader@staff.example.jp", name="読む人")
    wanted = ("access_admin", "view_inquiry")
    reader.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    shown = sections(as_user(reader), of(sent[0]))
    assert not {"取引制限フラグ", "対応メモ"} & shown.keys()
    assert "適用中" not in as_user(reader).get(of(sent[0])).content.decode()


def test_it_costs_the_same_however_much_there_is(
    as_user: Make, operator: User, sent: list[Inquiry], flag: AccountFlag, note: StaffNote,
    customer: Customer, ichiro: User, django_assert_num_queries: Make,
    django_assert_max_num_queries: Make,
) -> None:  # fmt: skip
    client = as_user(operator)
    client.get(of(sent[0]))
    with django_assert_max_num_queries(80) as asked:
        client.get(of(sent[0]))
    for number in range(4):
        write(customer, body=f"<p>メモ{number}</p>", by=operator)
        propose(customer, reason="暴言", customer_message="お控えください。", by=operator)
        receive(
            body=f"別のご相談です。{BODIES[1]}{BODIES[2]}", order_number=f"P-{number}", user=ichiro
        )
    with django_assert_num_queries(len(asked)):
        client.get(of(sent[0]))


class TestWhoeverWasGivenIt:
    @pytest.fixture
    def legal(self, staff: Make) -> User:
        return staff("legal")

    @pytest.fixture
    def client(self, as_user: Make, legal: User) -> Client:
        return as_user(legal)

    @pytest.fixture
    def doors(self, flag: AccountFlag, note: StaffNote, operator: User) -> list[str]:
        """Of the customer's notes and flags."""
        first = note.version()
        note = revise(note, body="<p>折り返しは午後。</p>", seen=first, reason="確認", by=operator)
        return [
            reverse("kasuhara_flags:inspect", args=[flag.pk]),
            reverse("kasuhara_flags:preview", args=[flag.pk]),
            reverse("kasuhara_notes:inspect", args=[note.pk]),
            reverse("kasuhara_notes:history", args=[note.pk]),
            reverse("kasuhara_notes:history_results", args=[note.pk]),
            reverse("kasuhara_notes:compare", args=[note.pk, first, note.version()]),
        ]

    def opened(self, client: Client, doors: list[str]) -> set[int]:
        return {client.get(door).status_code for door in doors}

    def test_reads_what_is_known_of_the_customer(
        self, client: Client, legal: User, operator: User, sent: list[Inquiry], doors: list[str]
    ) -> None:
        assert self.opened(client, doors) == {302}
        assign(sent[0], legal, by=operator)
        assert self.opened(client, doors) == {200}
        shown = sections(client, of(sent[0]))
        assert {"取引制限フラグ", "対応メモ"} <= shown.keys()
        assert "ほかのお問い合わせ" not in shown  # those were not given
        links = {link["href"] for part in shown.values() for link in part.select("a[href^='/']")}
        assert [url for url in links if client.get(url).status_code != 200] == []

    def test_not_any_more_when_it_is_another_s(
        self, client: Client, legal: User, operator: User, sent: list[Inquiry], doors: list[str]
    ) -> None:
        assign(sent[0], legal, by=operator)
        assign(sent[0], operator, by=operator)
        assert self.opened(client, doors) == {302}

    def test_of_that_customer_alone(
        self, client: Client, legal: User, operator: User, hanako: User, doors: list[str]
    ) -> None:
        row = receive(body=BODIES[0], user=hanako).inquiry
        assign(row, legal, by=operator)  # type: ignore[arg-type]
        assert self.opened(client, doors) == {302}

    def test_and_no_list_of_them(
        self, client: Client, legal: User, operator: User, sent: list[Inquiry], doors: list[str]
    ) -> None:
        assign(sent[0], legal, by=operator)
        lists = [reverse(f"kasuhara_{room}:index") for room in ("notes", "flags", "customers")]
        assert self.opened(client, lists) == {302}
