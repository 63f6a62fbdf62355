"""記録の保全: who has a customer's records kept, and who releases them."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.core.errors import AlreadyDecided, NotPermitted, UnusableText
from kasuhara_plugin.customers.actions import hold, merge, register, release_hold, unmerge
from kasuhara_plugin.models import Customer, LegalHold

pytestmark = pytest.mark.django_db
Make = Callable[..., User]
WHY = "訴訟に備えるため"


def acts() -> list[tuple[str, str, str, str]]:
    rows = AuditRecord.objects.filter(act__in=["customer.hold", "customer.release_hold"])
    return list(rows.order_by("pk").values_list("act", "subject_key", "actor_name", "reason"))


@pytest.mark.parametrize("role", ["legal", "desk", "supervisor"])
def test_whoever_may_places_one_and_it_is_audited(
    customer: Customer, staff: Make, role: str
) -> None:
    row = hold(customer, reason=WHY, by=staff(role))
    assert (row.customer, row.actor_name, row.reason) == (customer, role, WHY)
    assert list(LegalHold.objects.standing()) == [row]
    assert acts() == [("customer.hold", str(customer.pk), role, WHY)]


@pytest.mark.parametrize("role", ["legal", "desk", "supervisor"])
def test_whoever_may_releases_it_and_it_stays_on_record(
    customer: Customer, staff: Make, role: str
) -> None:
    row = hold(customer, reason=WHY, by=staff("desk", "first"))
    released = release_hold(row, reason="和解した", by=staff(role))
    assert (released.releaser_name, released.release_reason) == (role, "和解した")
    assert not LegalHold.objects.standing().exists()
    assert acts()[1] == ("customer.release_hold", str(customer.pk), role, "和解した")
    with pytest.raises(AlreadyDecided):
        release_hold(row, reason="和解した", by=staff(role))
    assert hold(customer, reason=WHY, by=staff(role)).pk != row.pk


@pytest.mark.parametrize("role", ["operator", "policy_editor"])
def test_the_others_may_not(customer: Customer, staff: Make, role: str) -> None:
    with pytest.raises(NotPermitted):
        hold(customer, reason=WHY, by=staff(role))
    row = hold(customer, reason=WHY, by=staff("legal"))
    with pytest.raises(NotPermitted):
        release_hold(row, reason=WHY, by=staff(role))
    assert LegalHold.objects.standing().count() == len(acts()) == 1


@pytest.mark.parametrize("reason", ["", "　", "あ" * 501])
def test_a_reason_is_needed(customer: Customer, staff: Make, reason: str) -> None:
    with pytest.raises(UnusableText):
        hold(customer, reason=reason, by=staff("legal"))
    row = hold(customer, reason=WHY, by=staff("legal"))
    with pytest.raises(UnusableText):
        release_hold(row, reason=reason, by=staff("legal"))


def test_one_stands_for_a_person_however_many_rows_they_have(
    customer: Customer, staff: Make
) -> None:
    other = register(email="second@example.jp")
    merge(customer, other, reason="同じ方", by=staff("supervisor"))
    row = hold(other, reason=WHY, by=staff("legal"))
    assert row.customer == customer
    for one in (customer, other):
        with pytest.raises(AlreadyDecided):
            hold(one, reason=WHY, by=staff("legal"))


def test_the_database_has_one_standing_hold_of_a_customer_and_wants_reasons(
    customer: Customer, staff: Make
) -> None:
    hold(customer, reason=WHY, by=staff("legal"))
    for wrong in (
        {"customer": customer, "actor_name": "x", "reason": WHY},
        {"customer": register(email="b@example.jp"), "actor_name": "x", "reason": ""},
        {"customer": register(email="c@example.jp"), "reason": WHY, "releaser_name": "x"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            LegalHold.objects.create(**wrong)


@pytest.mark.parametrize("held", ["the kept one", "the other one"])
def test_two_who_are_parted_stay_held_both_until_each_is_released(
    customer: Customer, staff: Make, held: str
) -> None:
    other = register(email="second@example.jp")
    row = merge(customer, other, reason="同じ方", by=staff("supervisor"))
    if held == "the other one":
        unmerge(row, reason="確認", by=staff("supervisor"))
    hold(other if held == "the other one" else customer, reason=WHY, by=staff("legal"))
    if held == "the other one":
        row = merge(customer, other, reason="同じ方", by=staff("supervisor"))
    unmerge(row, reason="別の方", by=staff("desk"))
    rows = LegalHold.objects.standing()
    assert {one.customer for one in rows} == {customer, other}
    assert {(one.actor_name, one.reason) for one in rows} == {("legal", WHY)}
    assert [actor for _, _, actor, _ in acts()] == ["legal", "desk"]
    release_hold(rows.get(customer=other), reason="別の方", by=staff("legal"))
    assert [one.customer for one in LegalHold.objects.standing()] == [customer]


def at(act: str, *args: int) -> str:
    return reverse(f"kasuhara_customers:{act}", args=args)


@pytest.fixture
def lead(staff: Make, as_user: Callable[[User], Client]) -> Client:
    return as_user(staff("supervisor"))


def test_it_is_placed_and_released_from_the_card(lead: Client, customer: Customer) -> None:
    card = at("inspect", customer.pk)
    assert at("hold", customer.pk) in lead.get(card).content.decode()
    lead.post(at("hold", customer.pk), {"reason": WHY})
    row = LegalHold.objects.standing().get()
    shown = lead.get(card).content.decode()
    assert WHY in shown
    assert "保全中です" in shown
    assert at("hold", customer.pk) not in shown
    lead.post(at("release_hold", customer.pk, row.pk), {"reason": "和解した"})
    shown = lead.get(card).content.decode()
    assert "和解した" in shown
    assert "保全中です" not in shown


def test_a_reader_of_the_card_sees_it_and_is_offered_nothing(
    lead: Client, staff: Make, as_user: Callable[[User], Client], customer: Customer
) -> None:
    row = hold(customer, reason=WHY, by=staff("legal"))
    shown = as_user(staff("operator")).get(at("inspect", customer.pk)).content.decode()
    assert WHY in shown
    assert at("release_hold", customer.pk, row.pk) not in shown


def test_another_s_hold_is_not_released_through_this_customer(
    lead: Client, staff: Make, customer: Customer
) -> None:
    row = hold(register(email="b@example.jp"), reason=WHY, by=staff("legal"))
    assert lead.get(at("release_hold", customer.pk, row.pk)).status_code == 404


def test_the_list_finds_whoever_is_held_also_by_one_who_was_merged(
    lead: Client, staff: Make, customer: Customer
) -> None:
    other, third = register(email="b@example.jp"), register(email="c@example.jp")
    hold(other, reason=WHY, by=staff("legal"))
    merge(customer, other, reason="同じ方", by=staff("supervisor"))
    found = lead.get(at("index"), {"held": "standing"}).content.decode()
    assert at("inspect", customer.pk) in found
    assert at("inspect", third.pk) not in found


def test_the_filter_asks_the_same_however_many_are_held(
    lead: Client, staff: Make, customer: Customer
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert lead.get(at("index"), {"held": "standing"}).status_code == 200
        return len(asked)

    hold(customer, reason=WHY, by=staff("legal"))
    queries()
    few = queries()
    for number in range(10):
        hold(register(email=f"{number}@example.jp"), reason=WHY, by=staff("legal"))
    assert queries() == few


def test_the_card_asks_the_same_however_many_holds_there_were(
    lead: Client, staff: Make, customer: Customer
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert lead.get(at("inspect", customer.pk)).status_code == 200
        return len(asked)

    release_hold(hold(customer, reason=WHY, by=staff("legal")), reason="済", by=staff("legal"))
    queries()
    few = queries()
    for _ in range(10):
        release_hold(hold(customer, reason=WHY, by=staff("legal")), reason="済", by=staff("legal"))
    assert queries() == few
