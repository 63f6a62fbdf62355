"""Where a customer is written to, and which addresses are theirs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from storefront.accounts.models import User

from kasuhara_plugin.customers.actions import exempt, merge, register, reinstate
from kasuhara_plugin.customers.addresses import known_addresses, mail_addresses
from kasuhara_plugin.models import Customer, Identifier

from ..conftest import NOW

Make = Callable[..., Any]


def later(days: int) -> Any:
    return NOW + timedelta(days=days)


def test_an_account_is_written_to_as_its_address_is_typed_now(
    customer: Customer, ichiro: User
) -> None:
    register(user=ichiro, email="office@example.jp", now=later(1))
    assert mail_addresses(customer) == ["ichiro@example.com"]
    ichiro.email = "Ichiro.New@Example.com"
    ichiro.save()
    customer = Customer.objects.get(pk=customer.pk)
    assert mail_addresses(customer) == known_addresses(customer) == ["Ichiro.New@Example.com"]


def test_without_an_account_it_is_the_newest_recorded_address_as_typed(db: None) -> None:
    guest = register(email="Ｇuest@Example.jp", phone="03-1234-5678", now=NOW)
    assert mail_addresses(guest) == []  # full width is for matching only
    Identifier.objects.create(
        customer=guest, kind="email", value="Guest@Example.jp", key="guest2@example.jp",
        recorded_at=later(1),
    )  # fmt: skip
    assert mail_addresses(guest) == ["Guest@Example.jp"]
    assert known_addresses(guest) == ["Guest@Example.jp", "Ｇuest@Example.jp"]


def test_of_two_recorded_at_once_it_is_the_last(db: None) -> None:
    guest = register(email="a@example.jp", now=NOW)
    for name in ("b", "c"):
        Identifier.objects.create(
            customer=guest, kind="email", value=f"{name}@example.jp", key=name, recorded_at=NOW
        )
    assert mail_addresses(guest) == ["c@example.jp"]


def test_who_only_phoned_has_none(db: None) -> None:
    caller = register(phone="03-1234-5678", subject="C-7")
    assert (mail_addresses(caller), known_addresses(caller)) == ([], [])


def test_an_address_that_left_with_the_account_is_the_last_resort(
    customer: Customer, ichiro: User
) -> None:
    ichiro.delete()
    assert mail_addresses(Customer.objects.get(pk=customer.pk)) == ["ichiro@example.com"]


def test_merged_customers_are_written_to_at_each_account_once(
    staff: Make, customer: Customer, hanako: User
) -> None:
    other = register(user=hanako, email="old@example.jp")
    merge(customer, other, by=staff("supervisor"), reason="同じ方")
    both = ["ichiro@example.com", "hanako@example.com"]
    assert sorted(mail_addresses(customer)) == sorted(both)
    assert sorted(mail_addresses(Customer.objects.get(pk=other.pk))) == sorted(both)
    assert sorted(known_addresses(customer)) == sorted(both)


def test_an_account_goes_before_a_newer_address_of_a_guest(staff: Make, customer: Customer) -> None:
    guest = register(email="guest@example.jp", now=later(30))
    merge(customer, guest, by=staff("supervisor"), reason="同じ方")
    assert mail_addresses(guest) == ["ichiro@example.com"]


def test_an_exempted_address_is_nobodys_until_it_is_taken_back(staff: Make) -> None:
    guest = register(email="a@example.jp", now=NOW)
    row = Identifier.objects.create(
        customer=guest, kind="email", value="b@example.jp", key="b@example.jp", recorded_at=later(1)
    )
    exempt(row, by=staff("supervisor"), reason="別の方")
    assert mail_addresses(guest) == known_addresses(guest) == ["a@example.jp"]
    reinstate(row, by=staff("supervisor"), reason="本人")
    assert mail_addresses(guest) == ["b@example.jp"]


def test_the_address_of_an_account_is_exempted_like_any_other(
    staff: Make, customer: Customer
) -> None:
    row = customer.identifiers.get(kind="email")
    exempt(row, by=staff("supervisor"), reason="別の方のメールアドレス")
    customer = Customer.objects.get(pk=customer.pk)
    assert (mail_addresses(customer), known_addresses(customer)) == ([], [])


def test_an_exempted_account_is_not_written_to(staff: Make, customer: Customer) -> None:
    for row in customer.identifiers.all():
        exempt(row, by=staff("supervisor"), reason="別の方")
    customer = Customer.objects.get(pk=customer.pk)
    assert (mail_addresses(customer), known_addresses(customer)) == ([], [])


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nonsense",
        "a@b",
        "a@example.jp\nBcc: x@example.jp",
        "a@example.jp\u2028",
        "a b@example.jp",
    ],
)
def test_what_is_no_address_is_not_written_to(
    customer: Customer, ichiro: User, address: str
) -> None:
    User.objects.filter(pk=ichiro.pk).update(email=address)
    customer = Customer.objects.get(pk=customer.pk)
    assert mail_addresses(customer) == ["ichiro@example.com"]  # what was recorded before


def test_the_addresses_cost_the_same_however_many_there_are(
    staff: Make, customer: Customer, django_assert_num_queries: Any
) -> None:
    def join(first: int, last: int) -> None:
        for number in range(first, last):
            user = User.objects.create_user(f"u{number}@example.com", name="同じ方")
            merge(customer, register(user=user), by=staff("supervisor"), reason="同じ方")

    join(0, 1)
    with django_assert_num_queries(3):
        assert len(mail_addresses(customer)) == 2
    join(1, 5)
    with django_assert_num_queries(3):
        assert len(mail_addresses(customer)) == 6
