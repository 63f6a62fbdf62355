"""Merging, un-merging, exempting and amending from the customer card."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.customers.actions import merge, register
from kasuhara_plugin.models import Customer
from kasuhara_plugin.notes.actions import write

Staff = Callable[..., User]


@pytest.fixture
def guest(db: None) -> Customer:
    return register(email="guest@example.jp", phone="03-1234-5678", name="佐藤一郎")


@pytest.fixture
def lead(staff: Staff, as_user: Callable[[User], Client]) -> Client:
    return as_user(staff("supervisor"))


def at(act: str, *args: int) -> str:
    return reverse(f"kasuhara_customers:{act}", args=args)


@pytest.mark.parametrize("typed", ["number", "guest@example.jp", "０３－１２３４－５６７８"])
def test_the_other_is_shown_before_anything_is_done(
    lead: Client, customer: Customer, guest: Customer, typed: str
) -> None:
    typed = str(guest.pk) if typed == "number" else typed
    data = {"other": typed, "reason": "同じ方"}
    page = lead.post(at("merge", customer.pk), data)
    assert "「佐藤一郎」" in page.content.decode()
    guest.refresh_from_db()
    assert guest.merged_into is None
    shown = {field.name: field.value() for field in page.context["form"]}
    assert shown == {**data, "confirmed": str(guest.pk)}
    lead.post(at("merge", customer.pk), shown)
    guest.refresh_from_db()
    assert guest.merged_into == customer


@pytest.mark.parametrize("typed", ["999999", "9" * 40, "nobody@example.jp", "\x00", "なし"])
def test_nobody_is_found_under_what_names_nobody(
    lead: Client, customer: Customer, typed: str
) -> None:
    page = lead.post(at("merge", customer.pk), {"other": typed, "reason": "同じ方"})
    assert page.status_code == 200
    assert page.context["form"].errors["other"]


def test_the_card_shows_what_belongs_to_the_merged_and_the_merged_leads_to_it(
    lead: Client, staff: Staff, customer: Customer, guest: Customer
) -> None:
    note = write(guest, body="<p>折り返し</p>", by=staff("operator"))
    assert "同じお名前" in lead.get(at("inspect", customer.pk)).content.decode()
    row = merge(customer, guest, by=staff("supervisor"), reason="同じ方")
    answer = lead.get(at("inspect", guest.pk), follow=True)
    assert answer.request["PATH_INFO"] == at("inspect", customer.pk)
    shown = answer.content.decode()
    assert "guest@example.jp" in shown
    assert reverse("kasuhara_notes:inspect", args=[note.pk]) in shown
    lead.post(at("unmerge", customer.pk, row.pk), {"reason": "別の方"})
    assert "guest@example.jp" not in lead.get(at("inspect", customer.pk)).content.decode()
    assert lead.get(at("inspect", guest.pk)).status_code == 200


def test_the_list_finds_the_kept_customer_by_the_marks_of_the_merged(
    lead: Client, staff: Staff, customer: Customer, guest: Customer
) -> None:
    merge(customer, guest, by=staff("supervisor"), reason="同じ方")
    found = lead.get(at("index"), {"q": "guest@example"}).content.decode()
    assert at("inspect", customer.pk) in found
    assert at("inspect", guest.pk) not in found


def test_a_mark_is_exempted_and_taken_back_and_stays_visible(
    lead: Client, customer: Customer
) -> None:
    mark = customer.identifiers.get(kind="email")
    lead.post(at("exempt", customer.pk, mark.pk), {"reason": "家族の番地"})
    shown = lead.get(at("inspect", customer.pk)).content.decode()
    assert "（対象外：" in shown
    assert "家族の番地" in shown
    lead.post(at("reinstate", customer.pk, mark.pk), {"reason": "本人"})
    assert "（対象外：" not in lead.get(at("inspect", customer.pk)).content.decode()


def test_another_s_mark_is_not_exempted_through_this_customer(
    lead: Client, customer: Customer, guest: Customer
) -> None:
    mark = guest.identifiers.first()
    assert mark
    assert lead.get(at("exempt", customer.pk, mark.pk)).status_code == 404


def test_the_facts_are_corrected_by_the_form(lead: Client, customer: Customer) -> None:
    data = {"name": "佐藤 次郎", "organisation": "佐藤印刷", "party_type": "company"}
    lead.post(at("amend", customer.pk), data)
    shown = lead.get(at("inspect", customer.pk)).content.decode()
    for text in ("佐藤 次郎", "佐藤印刷", "法人・団体"):
        assert text in shown
