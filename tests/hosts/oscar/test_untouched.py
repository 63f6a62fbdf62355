"""What a restriction leaves alone: orders that stand, and the customer once it is lifted."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from hosts.oscar.conftest import Shop
from hosts.oscar.journeys import Api, Guest, Member, Reorder, change_address
from oscar.core.loading import get_model

from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.models import AccountFlag, Refusal

Make = Callable[..., AccountFlag]
Order = get_model("order", "Order")


@pytest.fixture
def order(shop: Shop, taro: User) -> Any:
    """Placed before anything happened."""
    journey = Member(shop, taro)
    journey.ready()
    journey.place()
    return Order.objects.get()


@pytest.fixture
def taros(taro: User) -> Client:
    client = Client()
    client.force_login(taro)
    return client


@pytest.fixture
def staffs(people: tuple[User, User]) -> Client:
    client = Client()
    client.force_login(people[0])
    return client


@pytest.mark.parametrize("name", ["order-list", "order", "order.api"])
def test_the_customer_sees_an_order_that_stands(
    order: Any, taro: User, taros: Client, flagged: Make, name: str
) -> None:
    flagged(taro)
    address = {
        "order-list": reverse("customer:order-list"),
        "order": reverse("customer:order", args=[order.number]),
        "order.api": f"/api/orders/{order.pk}/",
    }[name]
    answer = taros.get(address)
    assert answer.status_code == 200
    assert order.number in answer.content.decode()


def test_the_page_of_thanks_opens_under_a_flag(shop: Shop, taro: User, flagged: Make) -> None:
    """It writes into the order that stands."""
    journey = Member(shop, taro)
    journey.ready()
    journey.place()
    flagged(taro)
    assert journey.client.get(reverse("checkout:thank-you")).status_code == 200
    assert Order.objects.get().analytics_tracked


def test_staff_finish_an_order_that_stands(
    order: Any, taro: User, staffs: Client, flagged: Make
) -> None:
    flagged(taro)
    page = reverse("dashboard:order-detail", args=[order.number])
    assert staffs.get(page).status_code == 200
    change = {"order_action": "change_order_status", "new_status": "Being processed"}
    assert staffs.post(page, change).status_code == 302
    assert Order.objects.get().status == "Being processed"
    assert not Refusal.objects.exists()


def test_the_order_stands_when_the_account_is_deleted(
    order: Any, taro: User, staffs: Client, flagged: Make
) -> None:
    flagged(taro)
    taro.delete()
    page = reverse("dashboard:order-detail", args=[order.number])
    change = {"order_action": "change_order_status", "new_status": "Being processed"}
    assert staffs.post(page, change).status_code == 302
    assert Order.objects.get().status == "Being processed"


@pytest.mark.parametrize("way", [Member, Guest, Api])
def test_a_lifted_flag_is_lifted_at_once(
    way: type[Member], shop: Shop, taro: User, flagged: Make, lifted: Callable[[AccountFlag], None]
) -> None:
    journey = way(shop, taro)
    journey.ready()
    flag = flagged(taro)
    assert journey.place().status_code == 403
    lifted(flag)
    assert journey.place().status_code in (200, 302)
    assert Order.objects.count() == 1


def test_a_flag_against_ordering_again_leaves_other_orders_alone(
    shop: Shop, taro: User, flagged: Make
) -> None:
    journey = Reorder(shop, taro)
    journey.prepare()
    flagged(taro, "reorder")
    order = Order.objects.get()
    line = order.lines.get()
    for address in (
        reverse("customer:order", args=[order.number]),
        reverse("customer:order-line", args=[order.number, line.pk]),
    ):
        answer = journey.client.post(address, {"action": "reorder"})
        assert answer.status_code == 403
        assert Refusal.objects.latest("pk").scope == "reorder"
    other = Member(shop, taro)
    other.ready()
    assert other.place().status_code == 302


def test_who_signs_in_is_not_taken_for_the_guest_before(
    shop: Shop, taro: User, hanako: User, flagged: Make
) -> None:
    """Two people at one computer: what one typed does not count for the account of the other."""
    flagged(taro)
    guest = Guest(shop, taro)
    guest.ready()
    assert guest.place().status_code == 403
    guest.client.force_login(hanako)
    guest.fill()
    guest.address()
    assert guest.place().status_code == 302
    assert Order.objects.get().user == hanako


def test_an_address_that_nobody_wrote_down_passes_until_staff_add_it(
    shop: Shop, taro: User, flagged: Make
) -> None:
    """The account left it before the shop knew the customer."""
    change_address(taro, "new@example.com")
    taro.refresh_from_db()
    flagged(taro)
    journey = Guest(shop, taro)
    journey.ready()
    assert journey.place().status_code == 302
    register(user=taro, email=journey.email)
    journey = Guest(shop, taro)
    journey.ready()
    assert journey.place().status_code == 403


def test_the_restricted_customer_writes_to_the_shop(
    taro: User, taros: Client, flagged: Make
) -> None:
    flagged(taro)
    assert taros.get(reverse("kasuhara_plugin:inquiry")).status_code == 200


@pytest.mark.parametrize("address", ["/", "/catalogue/", "/basket/", "/accounts/", "/api/"])
def test_the_shop_stays_open(
    shop: Shop, taro: User, taros: Client, flagged: Make, address: str
) -> None:
    flagged(taro)
    assert taros.get(address, follow=True).status_code == 200
