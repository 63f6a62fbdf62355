"""A restriction on an address holds for the account that has it as a further one (law 5: it is
not told, for it may have named a stranger's address)."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import EmailAddress, User
from storefront.shop.models import Order, Product

from kasuhara_plugin import gate
from kasuhara_plugin.customers.actions import merge, register
from kasuhara_plugin.models import AccountFlag, Customer, Refusal

Make = Callable[..., AccountFlag]
ALIAS = "second@example.jp"


@pytest.fixture
def guest(hanako: User) -> Customer:
    """Who is known by an address that 山田 花子 has as a further one."""
    EmailAddress.objects.create(member=hanako, address=ALIAS)
    return register(email=ALIAS, name="電話の客")


def test_the_account_is_restricted_and_told_nothing(
    active: Make, guest: Customer, hanako: User
) -> None:
    active(guest, until=date(2099, 1, 31))
    restriction = gate.restriction_for(hanako, "order")
    assert restriction is not None
    assert (restriction.proven, restriction.customer_message, restriction.until) == (
        False,
        "",
        None,
    )
    assert gate.restriction_for(hanako, "visit") is None


def test_it_stays_unproven_when_the_account_writes_in_before_the_flag(
    active: Make, guest: Customer, hanako: User
) -> None:
    register(user=hanako)
    active(guest)
    restriction = gate.restriction_for(hanako, "order")
    assert restriction is not None and not restriction.proven


def test_its_own_flag_is_told_as_ever(active: Make, guest: Customer, hanako: User) -> None:
    active(register(user=hanako))
    restriction = gate.restriction_for(hanako, "order")
    assert restriction is not None and restriction.proven and restriction.customer_message


def test_staff_who_merge_the_two_make_it_proven(
    staff: Callable[..., User], active: Make, guest: Customer, hanako: User
) -> None:
    merge(register(user=hanako), guest, by=staff("supervisor"), reason="ご本人に確認")
    active(guest)
    restriction = gate.restriction_for(hanako, "order")
    assert restriction is not None and restriction.proven


def test_the_url_refuses_it_neutrally(
    active: Make, guest: Customer, hanakos: Client, order_data: dict[str, str]
) -> None:
    flag = active(guest, until=date(2099, 1, 31))
    answer = hanakos.post(reverse("shop:order", args=["meishi"]), order_data)
    assert answer.status_code == 403
    assert flag.customer_message not in answer.content.decode()
    assert (Refusal.objects.get().flag, Refusal.objects.get().proven) == (flag, False)


def test_the_order_row_is_not_saved(
    active: Make, guest: Customer, hanako: User, meishi: Product
) -> None:
    active(guest)
    with pytest.raises(gate.TransactionRestricted) as refused:
        Order.objects.create(
            product=meishi, paper="上質紙", size="A4", quantity=200, price=1580, user=hanako
        )
    assert not refused.value.restriction.proven
    assert not Order.objects.exists()


def test_a_flag_on_the_account_does_not_reach_who_owns_the_address(
    active: Make, guest: Customer, hanako: User
) -> None:
    active(register(user=hanako))
    assert gate.restriction_for(gate.Identity(email=ALIAS), "order") is None
