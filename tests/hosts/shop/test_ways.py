"""Each way to an order: refused before the payment; open to others; and what stays open."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse
from hosts.shop import ways
from hosts.shop.conftest import MESSAGE
from hosts.shop.models import Order

from kasuhara_plugin import gate
from kasuhara_plugin.models import AccountFlag, PolicyPage, Refusal

Make = Callable[..., AccountFlag]
Way = Callable[[User], Any]


@pytest.fixture
def earlier(taro: User) -> Order:
    """An order that stands from before."""
    return Order.objects.create(user=taro, item="チラシ")


@pytest.mark.parametrize("way", [*ways.PROVEN, *ways.TYPED])
def test_a_restricted_customer_is_refused_before_the_payment(
    way: Way, earlier: Order, taro: User, flagged: Make, payments: list[str]
) -> None:
    flagged(taro)
    answer = way(taro)
    assert answer.status_code == 403
    assert (payments, list(Order.objects.all())) == ([], [earlier])
    refusal = Refusal.objects.get()
    text = answer.content.decode()
    assert refusal.reference in text
    assert refusal.proven is (MESSAGE in text) is (way in ways.PROVEN)
    if "api" in way.__name__:
        assert answer.json()["error"] == "transaction_restricted"


@pytest.mark.parametrize("way", [*ways.PROVEN, *ways.TYPED])
def test_others_order_on_the_same_way(
    way: Way, earlier: Order, taro: User, hanako: User, flagged: Make, payments: list[str]
) -> None:
    flagged(hanako)
    assert way(taro).status_code == 201
    assert (len(payments), Order.objects.count()) == (1, 2)
    assert not Refusal.objects.exists()


def test_a_lifted_flag_is_lifted_at_once(
    taro: User, flagged: Make, lifted: Callable[[AccountFlag], None]
) -> None:
    flag = flagged(taro)
    assert ways.api_by_session(taro).status_code == 403
    lifted(flag)
    assert ways.api_by_session(taro).status_code == 201


def test_code_writes_no_order_for_a_restricted_customer(
    earlier: Order, taro: User, hanako: User, flagged: Make
) -> None:
    other = Order.objects.create(user=hanako, item="冊子")
    flagged(taro)
    with pytest.raises(gate.TransactionRestricted):
        Order.objects.create(user=taro, item="名刺")
    with pytest.raises(gate.TransactionRestricted):
        Order.objects.bulk_create([Order(user=hanako, item="名刺"), Order(user=taro, item="名刺")])
    with pytest.raises(gate.TransactionRestricted):
        Order.objects.filter(pk=other.pk).update(user=taro)
    assert list(Order.objects.filter(user=taro)) == [earlier]
    assert Order.objects.count() == 2


def test_what_stands_can_be_seen_and_finished(earlier: Order, taro: User, flagged: Make) -> None:
    flagged(taro)
    client = ways.member_of(taro)
    for address in ("/shop/history/", "/api/orders/"):
        assert earlier.item in client.get(address).content.decode()
    assert client.get("/shop/order/").status_code == 200
    earlier.sent = True
    earlier.save()
    assert Order.objects.update(sent=True) == 1


def test_the_settings_are_right() -> None:
    assert run_checks(tags=["kasuhara"]) == []


def test_staff_and_customers_have_their_pages(
    taro: User, people: tuple[User, User], flagged: Make
) -> None:
    flag = flagged(taro)
    staff = ways.member_of(people[0])
    assert staff.get(reverse("wagtailadmin_home")).status_code == 200
    page = reverse("kasuhara_flags:inspect", args=[flag.pk])
    assert page in staff.get(reverse("kasuhara_flags:index")).content.decode()
    assert staff.get(page).status_code == 200
    policy = Client().get(PolicyPage.objects.get().url)
    assert "つばめプリント株式会社" in policy.content.decode()
    assert Client().get(reverse("kasuhara_plugin:inquiry")).status_code == 200
