"""Finding the customer behind a contact."""

from typing import Any

import pytest
from storefront.accounts.models import User

from kasuhara_plugin.core.errors import AmbiguousCustomer
from kasuhara_plugin.customers.actions import find, matching, register
from kasuhara_plugin.customers.identity import Identity
from kasuhara_plugin.models import Customer


@pytest.fixture
def known(ichiro: User) -> Customer:
    """A customer with a mark of every kind."""
    return register(user=ichiro, email="shop@example.org", phone="090-1234-5678", subject="C-77")


@pytest.mark.parametrize(
    "mark",
    [
        {"email": "SHOP@example.org"},
        {"email": "ichiro@example.com"},
        {"phone": "+81 90 1234 5678"},
        {"subject": "C-77"},
        {"email": "shop@example.org", "phone": "09012345678", "subject": "C-77"},
        {"email": "shop@example.org", "phone": "03-0000-0000"},
    ],
)
def test_any_mark_finds_the_customer(known: Customer, mark: dict[str, str]) -> None:
    assert find(**mark) == known


def test_the_account_finds_the_customer_after_its_address_has_changed(
    known: Customer, ichiro: User
) -> None:
    ichiro.email = "new@example.com"
    ichiro.save()
    assert find(user=ichiro) == known


@pytest.mark.parametrize(
    "mark", [{}, {"email": ""}, {"email": "no address"}, {"phone": "-"}, {"subject": "C-7"}]
)
def test_what_names_nobody_finds_nobody(known: Customer, mark: dict[str, str]) -> None:
    assert find(**mark) is None


def test_an_account_without_a_record_finds_nobody(known: Customer, hanako: User) -> None:
    assert find(user=hanako) is None


def test_marks_that_name_two_customers_are_ambiguous(known: Customer, hanako: User) -> None:
    other = register(user=hanako, name=hanako.name)
    with pytest.raises(AmbiguousCustomer, match=hanako.name):
        find(user=hanako, email="shop@example.org")
    assert set(matching(Identity(user=hanako, email="shop@example.org"))) == {known, other}


def test_the_marks_of_an_identity_are_ordered_and_hold_nothing_empty(ichiro: User) -> None:
    identity = Identity(user=ichiro, email="Shop@Example.org", phone="なし", subject="C-77")
    assert identity.marks() == [
        ("account", str(ichiro.pk), str(ichiro.pk)),
        ("subject", "C-77", "C-77"),
        ("email", "ichiro@example.com", "ichiro@example.com"),
        ("email", "Shop@Example.org", "shop@example.org"),
    ]


@pytest.mark.parametrize("nothing", [{}, {"email": "junk"}, {"phone": "junk"}])
def test_an_identity_without_a_usable_mark_has_none(nothing: dict[str, Any]) -> None:
    assert Identity(**nothing).marks() == []


def test_the_same_address_twice_is_one_mark(ichiro: User) -> None:
    kinds = [kind for kind, _, _ in Identity(user=ichiro, email=ichiro.email).marks()]
    assert kinds == ["account", "email"]


def test_the_host_names_its_key_as_it_likes(ichiro: User) -> None:
    """The storefront's accounts have neither ``id`` nor ``username``."""
    assert not hasattr(ichiro, "id")
    assert not hasattr(ichiro, "username")
    assert register(user=ichiro).identifiers.get(kind="account").key == str(ichiro.key)
