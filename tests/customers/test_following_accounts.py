"""The address that a customer's account takes is recorded when the host saves it."""

from typing import Any

import pytest
from storefront.accounts.models import User

from kasuhara_plugin.customers.actions import find, register
from kasuhara_plugin.models import AuditRecord, Customer, Identifier


def test_every_address_of_the_account_finds_the_customer(customer: Customer, ichiro: User) -> None:
    for address in ("second@example.jp", "third@example.jp"):
        ichiro.email = address
        ichiro.save()
    addresses = ("ichiro@example.com", "second@example.jp", "third@example.jp")
    assert [find(email=address) for address in addresses] == [customer] * 3
    assert AuditRecord.objects.filter(act="customer.identify", actor_key="").count() == 2


@pytest.mark.parametrize(("fields", "queries"), [(None, 2), (["email"], 1), (["last_login"], 0)])
def test_an_unchanged_account_costs_a_query_for_its_address_and_one_for_its_rights(
    customer: Customer, ichiro: User, fields: list[str] | None, queries: int,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    with django_assert_num_queries(1 + queries):
        ichiro.save(update_fields=fields)


def test_an_account_that_is_no_customer_is_not_made_one(hanako: User) -> None:
    hanako.email = "other@example.jp"
    hanako.save()
    assert not Customer.objects.exists()


def test_an_address_of_another_customer_is_left_to_staff(customer: Customer, ichiro: User) -> None:
    other = register(email="other@example.jp")
    ichiro.email = "other@example.jp"
    ichiro.save()
    assert find(email="other@example.jp") == other
    assert Identifier.objects.filter(key="other@example.jp").count() == 1
