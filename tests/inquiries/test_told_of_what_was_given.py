"""Who is given threads is told by one mail for each act, without a word of a customer, unless they chose
otherwise."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client, TestCase
from django.urls import reverse
from inquiries.account_page import ACCOUNT, filled_in
from storefront.accounts.models import User

from kasuhara_plugin.inquiries.actions import assign, hand_over, receive
from kasuhara_plugin.models import Inquiry, StaffPreference

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
LATE = "注文した名刺が予定日を過ぎても届いていません。発送の状況を早急に教えてください。"
Make = Callable[..., Any]


def send(who: str = "a") -> Inquiry:
    row = receive(
        body=LATE, subject="名刺が届かない", name="佐藤", email=f"{who}@example.jp"
    ).inquiry
    assert row is not None
    return row


@pytest.fixture
def operator(staff: Make) -> User:
    return staff("operator")


@pytest.fixture
def lead(staff: Make) -> User:
    return staff("supervisor")


def told(user: User, act: Callable[[], Any]) -> list[mail.EmailMessage]:
    with TestCase.captureOnCommitCallbacks(execute=True):
        act()
    return [letter for letter in mail.outbox if letter.to == [user.email]]


def test_the_mail_names_the_number_and_who_gave_it(operator: User, lead: User) -> None:
    row = send()
    (letter,) = told(operator, lambda: assign(row, operator, by=lead))
    text = f"{letter.subject}\n{letter.body}"
    for said in (row.number, "supervisorさん", f"/admin/kasuhara/inquiries/{row.pk}/", "（1件）"):
        assert said in text
    for word in ("名刺", "佐藤", "a@example.jp"):
        assert word not in text


def test_who_takes_it_is_told_nothing(operator: User) -> None:
    assert told(operator, lambda: assign(send(), operator, by=operator)) == []


def test_who_chose_otherwise_is_told_nothing(operator: User, lead: User) -> None:
    StaffPreference.objects.create(user=operator, given_mail=False)
    assert told(operator, lambda: assign(send(), operator, by=lead)) == []


def test_who_is_relieved_is_told_nothing(operator: User, lead: User) -> None:
    row = send()
    assign(row, operator, by=operator)
    assert told(operator, lambda: assign(row, None, by=lead)) == []


@pytest.mark.parametrize("address", ["", "no address"])
def test_without_an_address_it_is_theirs_even_so(operator: User, lead: User, address: str) -> None:
    User.objects.filter(pk=operator.pk).update(email=address)
    operator.refresh_from_db()
    row = send()
    told(operator, lambda: assign(row, operator, by=lead))
    assert row.assignments.get().person == operator
    assert mail.outbox == []


def test_all_that_is_handed_over_is_one_mail(operator: User, lead: User) -> None:
    rows = [send(who) for who in "abc"]
    for row in rows:
        assign(row, operator, by=operator)
    (letter,) = told(lead, lambda: hand_over(str(operator.pk), lead, by=operator))
    assert "（3件）" in letter.subject
    assert all(row.number in letter.body for row in rows)
    assert "?state=mine" in letter.body


def test_so_is_what_is_given_from_the_list(operator: User, lead: User, as_user: Make) -> None:
    rows = [send(who) for who in "abc"]
    assign(rows[0], lead, by=lead)  # theirs already: not told of again
    url, client = reverse("kasuhara_inquiries:several"), as_user(operator)
    sent = {"inquiry": [row.pk for row in rows], "act": "assign", "to": lead.pk, "reason": ""}
    (letter,) = told(lead, lambda: client.post(url, sent))
    assert "（2件）" in letter.subject
    assert rows[0].number not in letter.body


class TestTheAccountPage:
    def fields(self, client: Client) -> set[str]:
        page = BeautifulSoup(client.get(ACCOUNT).content, "html.parser")
        named = page.select("[name^=kasuhara_inquiries-]")
        return {str(one["name"]).partition("-")[2] for one in named}

    def test_offers_what_each_may_receive(self, as_user: Make, staff: Make) -> None:
        assert self.fields(as_user(staff("operator"))) == {
            "veils", "new_mail", "given_mail",
        }  # fmt: skip
        assert self.fields(as_user(staff("legal"))) == {"veils", "given_mail"}
        assert self.fields(as_user(staff("policy_editor"))) == set()

    def test_legal_chooses_for_themselves(self, as_user: Make, staff: Make, lead: User) -> None:
        legal = staff("legal")
        client = as_user(legal)
        chosen = filled_in(client, but="veils") | {"kasuhara_inquiries-given_mail": "False"}
        assert client.post(ACCOUNT, chosen).status_code == 302
        kept = StaffPreference.objects.get(user=legal)
        assert (kept.veils, kept.given_mail, kept.new_mail) == (False, False, "none")
