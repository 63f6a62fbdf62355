"""Staff see who else ordered to the same address; nobody is restricted for it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from storefront.accounts.models import User
from storefront.shop.models import Order, Product

from kasuhara_plugin import gate
from kasuhara_plugin.customers.actions import exempt, merge, register
from kasuhara_plugin.customers.hints import hints
from kasuhara_plugin.customers.identity import subject_of
from kasuhara_plugin.customers.orders import FOUND, READ
from kasuhara_plugin.models import Customer, Identifier
from kasuhara_plugin.testing import override_flag

HOME = "〒100-0000 東京都架空区見本町1-2-3"
ELSEWHERE = "〒530-0000 大阪府架空市中央4-5-6"
Ordered = Callable[..., Order]


@pytest.fixture
def ordered(db: None) -> Ordered:
    """``ordered(HOME, user=ichiro)``: an order that went there."""
    product = Product.objects.create(slug="meishi", name="名刺")

    def make(address: str, **named: Any) -> Order:
        details = {"product": product, "paper": "上質紙", "size": "A4", "quantity": 1, "price": 1}
        return Order.objects.create(address=address, **{**details, **named})

    return make


@pytest.fixture
def guest(ordered: Ordered) -> Customer:
    """A guest whose order went to HOME."""
    ordered(HOME, guest_email="Guest@example.jp")
    return register(email="Guest@example.jp", name="客")


def hinted(customer: Customer) -> dict[Customer, tuple[str, ...]]:
    return {hint.customer: hint.reasons for hint in hints(customer)}


def test_a_member_and_a_guest_hint_at_each_other(
    customer: Customer, guest: Customer, ichiro: User, ordered: Ordered
) -> None:
    ordered(HOME, user=ichiro)
    assert hinted(customer) == {guest: ("同じお届け先",)}
    assert hinted(guest) == {customer: ("同じお届け先",)}


@pytest.mark.parametrize(
    ("theirs", "own"),
    [
        (HOME, f"  {HOME}\n"),
        (HOME, "〒１００－００００　東京都架空区見本町１－２－３"),
        (HOME.replace(" ", ""), HOME),
    ],
)
def test_an_address_that_is_typed_otherwise_is_the_same(
    customer: Customer, ichiro: User, ordered: Ordered, theirs: str, own: str
) -> None:
    other = register(email="guest@example.jp")
    ordered(theirs, guest_email="guest@example.jp")
    ordered(own, user=ichiro)
    assert list(hinted(customer)) == [other]


def test_each_spelling_that_the_customer_used_is_looked_for(
    customer: Customer, guest: Customer, ichiro: User, ordered: Ordered
) -> None:
    for spelling in (HOME, HOME.replace("-", "－"), f"{HOME}　"):
        ordered(spelling, user=ichiro)
    assert list(hinted(customer)) == [guest]


@pytest.mark.parametrize("filler", ["", "　", "同上", "店頭受取", "なし"])
def test_a_filler_is_no_address(
    customer: Customer, ichiro: User, ordered: Ordered, filler: str
) -> None:
    register(email="guest@example.jp")
    ordered(filler, guest_email="guest@example.jp")
    ordered(filler, user=ichiro)
    assert hinted(customer) == {}


def test_another_address_or_an_unknown_person_is_no_hint(
    customer: Customer, guest: Customer, ichiro: User, ordered: Ordered
) -> None:
    ordered(ELSEWHERE, user=ichiro)
    ordered(ELSEWHERE, guest_email="nobody@example.jp")
    ordered(ELSEWHERE)
    assert hinted(customer) == {}


def test_an_account_that_has_not_joined_is_found_by_its_address(
    customer: Customer, ichiro: User, hanako: User, ordered: Ordered
) -> None:
    known_by_mail = register(email=hanako.email)
    ordered(HOME, user=ichiro)
    ordered(HOME, user=hanako)
    assert list(hinted(customer)) == [known_by_mail]


def test_merged_customers_are_one_and_no_hint_at_themselves(
    staff: Callable[..., User], customer: Customer, guest: Customer, ichiro: User, hanako: User,
    ordered: Ordered,
) -> None:  # fmt: skip
    third = register(user=hanako)
    for account in (ichiro, hanako):
        ordered(HOME, user=account)
    merge(customer, guest, by=staff("supervisor"), reason="同じ方")
    assert hinted(customer) == {third: ("同じお届け先",)}
    assert list(hinted(third)) == [customer]


def test_an_exempted_mark_neither_reads_nor_finds(
    staff: Callable[..., User], customer: Customer, guest: Customer, ichiro: User, ordered: Ordered
) -> None:
    ordered(HOME, user=ichiro)
    exempt(Identifier.objects.get(customer=guest), by=staff("supervisor"), reason="別の方")
    assert hinted(customer) == hinted(guest) == {}


def test_orders_that_name_only_the_shop_s_row_or_only_addresses_are_read_too(
    customer: Customer, guest: Customer, ichiro: User, ordered: Ordered, settings: LazySettings
) -> None:
    order = ordered(HOME, user=ichiro)
    linked = register(subject=subject_of(order.product))
    named = {"addresses": ["address"]}
    for ways, shown in (
        ({"emails": ["guest_email"]}, {customer: [], guest: []}),
        ({"user": "user"}, {customer: [], guest: []}),
        ({"subject": "product", "emails": ["guest_email"]}, {linked: [], guest: [linked]}),
        ({"subject": "customer_name", "user": "user"}, {customer: []}),  # properties give no column
        ({"emails": ["customer_email"], "user": "user"}, {customer: []}),
    ):
        settings.KASUHARA_ORDER_MODELS = {"shop.Order": {**named, **ways}}
        assert {who: list(hinted(who)) for who in shown} == shown


def test_a_soft_link_that_is_no_key_of_the_row_is_passed_over(
    ordered: Ordered, settings: LazySettings
) -> None:
    ordered(HOME)
    row = {"subject": "product", "addresses": ["address"]}
    settings.KASUHARA_ORDER_MODELS = {"shop.Order": row}
    for link in ("shop.product:abc", "shop.product:", "C-77"):
        assert hinted(register(subject=link)) == {}


def test_only_the_newest_orders_are_read(
    customer: Customer, guest: Customer, ichiro: User, ordered: Ordered
) -> None:
    ordered(HOME, user=ichiro)
    for _ in range(READ):
        ordered(ELSEWHERE, user=ichiro)
    assert hinted(customer) == {}
    for _ in range(FOUND):
        ordered(HOME)
    ordered(HOME, user=ichiro)
    assert hinted(customer) == {}  # the guest's order is older than FOUND others


def test_it_costs_the_same_however_many_orders_there_are_and_nothing_if_not_asked_for(
    customer: Customer, guest: Customer, ichiro: User, hanako: User, ordered: Ordered,
    settings: LazySettings, django_assert_num_queries: Any,
) -> None:  # fmt: skip
    ordered(HOME, user=ichiro)
    hints(customer)
    with django_assert_num_queries(7):
        assert hinted(customer)
    for number in range(10):
        ordered(HOME, user=ichiro)
        ordered(f"{ELSEWHERE}-{number}", user=ichiro)
        ordered(f"{ELSEWHERE}-{number}", user=hanako)
        register(email=f"{number}@example.jp")
        ordered(HOME, guest_email=f"{number}@example.jp")
    with django_assert_num_queries(7):
        hints(customer)
    settings.KASUHARA_ORDER_MODELS = {"shop.Order": {"user": "user"}}
    with django_assert_num_queries(3):
        hints(customer)


def test_nobody_is_restricted_for_an_address(
    customer: Customer, guest: Customer, ichiro: User, ordered: Ordered
) -> None:
    ordered(HOME, user=ichiro)
    with override_flag("guest@example.jp", "order"):
        assert gate.restriction_for(customer, "order") is None
        assert gate.restriction_for(ichiro, "order") is None
        assert ordered(HOME, user=ichiro).pk
