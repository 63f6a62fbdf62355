"""The lists of flags and of refusals: what finds a row, what is no failure, and at what cost."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin import gate
from kasuhara_plugin.customers.actions import amend, register
from kasuhara_plugin.flags.refusals import keep
from kasuhara_plugin.models import AccountFlag, Customer, Refusal

Make = Callable[..., Any]
FLAGS, REFUSALS = "kasuhara_flags:index", "kasuhara_refusals:index"
HOSTILE = [
    "\x00", "佐\x00", "%", "_", "\\", "'", "[", "R-", "R-\x00", "9" * 40, "Ｒ－" * 200, "\u200b",
    "あ" * 5_000, "\ufffd", "' OR 1=1 --",
]  # fmt: skip


@pytest.fixture
def lead(staff: Make, as_user: Callable[[User], Client]) -> Client:
    return as_user(staff("supervisor"))


@pytest.fixture
def sato(staff: Make) -> Customer:
    by = staff("operator")
    customer = register(email="sato@example.co.jp", name="佐藤 一郎", by=by)
    return amend(
        customer, name="佐藤 一郎", organisation="R-Design 燕", party_type="company", by=by
    )


def refusal_of(flag: AccountFlag, **details: Any) -> Refusal:
    restriction = gate.restriction_for(flag.customer, flag.all_scopes()[0])
    assert restriction
    return keep(restriction, door="/shop/order/", **details)


def listed(client: Client, room: str = FLAGS, **question: Any) -> set[Any]:
    page = client.get(reverse(room), question)
    assert page.status_code == 200
    return set(page.context["object_list"])


TYPED = [
    "佐藤", "藤", "佐藤一郎", "佐藤　一郎", "燕", "R-Design", "ｒ－ｄｅｓｉｇｎ", "sato@example",
    "SATO@EXAMPLE.CO.JP",
]  # fmt: skip


@pytest.mark.parametrize("room", [FLAGS, REFUSALS])
def test_a_row_is_found_by_its_customer(
    lead: Client, active: Make, sato: Customer, hanako: User, room: str
) -> None:
    flag, other = active(sato), active(register(user=hanako, name=hanako.name))
    rows = {FLAGS: flag, REFUSALS: refusal_of(flag)}
    refusal_of(other)
    for typed in TYPED:
        assert listed(lead, room, q=typed) == {rows[room]}, typed


def test_a_flag_is_found_by_its_number_and_by_that_of_a_refusal(
    lead: Client, active: Make, sato: Customer
) -> None:
    flag, other = active(sato), active()
    number, another = refusal_of(flag).reference, refusal_of(other).reference
    assert flag in listed(lead, q=str(flag.pk)) and other not in listed(lead, q=str(flag.pk))
    for typed in (number, number.lower(), number[:8], number.replace("-", "－"), f" {number} "):
        assert listed(lead, q=typed) == {flag}
        assert {str(row) for row in listed(lead, REFUSALS, q=typed)} == {number}
    assert listed(lead, q="R-") == {flag, other}
    assert another not in {str(row) for row in listed(lead, REFUSALS, q=number)}


@pytest.mark.parametrize("room", [FLAGS, REFUSALS])
def test_a_strange_question_is_no_failure(lead: Client, active: Make, room: str) -> None:
    refusal_of(active())
    filters = ("waiting", "status", "level", "scope", "due", "proposer", "proven")
    days = ("0001-01-01", "9999-12-31", "2026-02-30", "x", "\x00")
    for typed in HOSTILE:
        listed(lead, room, q=typed)
        listed(lead, room, p=typed)
        listed(lead, room, **dict.fromkeys(filters, typed))
    for end in ("proposed_at_from", "proposed_at_to", "at_from", "at_to"):
        for day in days:
            listed(lead, room, **{end: day})
    everything = listed(lead, room)
    assert len(everything) == 1
    for ends in ({"from": "0001-01-01"}, {"to": "9999-12-31"}):
        field = "proposed_at" if room == FLAGS else "at"
        assert (
            listed(lead, room, **{f"{field}_{end}": day for end, day in ends.items()}) == everything
        )


QUESTIONS = [
    (FLAGS, ""), (FLAGS, "q=顧客"), (FLAGS, "waiting=me"), (FLAGS, "status=active&scope=order"),
    (REFUSALS, ""), (REFUSALS, "q=顧客&proven=0"),
]  # fmt: skip


@pytest.mark.parametrize(("room", "question"), QUESTIONS)
def test_ten_more_rows_ask_the_database_no_more(
    lead: Client, active: Make, proposed: Make, room: str, question: str,
    django_assert_num_queries: Any, django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    address = f"{reverse(room)}?{question}"
    fill(range(3), active, proposed)
    lead.get(address)
    with django_assert_max_num_queries(60) as few:
        lead.get(address)
    fill(range(3, 13), active, proposed)
    with django_assert_num_queries(len(few)):
        page = lead.get(address)
    assert len(page.context["object_list"]) >= 13


def fill(numbers: Iterable[int], active: Make, proposed: Make) -> None:
    for number in numbers:
        customer = register(email=f"c{number}@example.com", name=f"顧客{number}")
        refusal_of(active(customer))
        proposed(customer)
