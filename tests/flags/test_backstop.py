"""The last door: no order of a restricted customer is written, whatever path it takes."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import serializers
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User
from storefront.shop.models import Order, Product, Quote

from kasuhara_plugin import gate
from kasuhara_plugin.models import AccountFlag, Refusal

Make = Callable[..., AccountFlag]
Data = dict[str, str]


@pytest.fixture
def job(meishi: Product) -> dict[str, Any]:
    return {"product": meishi, "paper": "上質紙", "size": "A4", "quantity": 200, "price": 1580}


@pytest.fixture
def no_gates(settings: LazySettings) -> None:
    """The shop forgot to name its URLs."""
    settings.KASUHARA_GATES = {}


def test_the_order_of_a_member_is_refused_without_any_gate(
    no_gates: None, ichiro: User, as_user: Callable[[User], Client], active: Make, order_data: Data
) -> None:
    flag = active(until=date(2099, 1, 31))
    response = as_user(ichiro).post(reverse("shop:order", args=["meishi"]), order_data)
    assert response.status_code == 403
    assert flag.customer_message in response.content.decode()
    refusal = Refusal.objects.get()
    assert refusal.reference in response.content.decode()
    assert (refusal.flag, refusal.proven) == (flag, True)
    assert not Order.objects.exists()


def test_the_order_of_a_guest_is_refused_neutrally_without_any_gate(
    no_gates: None, active: Make, order_data: Data
) -> None:
    flag = active(until=date(2099, 1, 31))
    data = order_data | {"guest_name": "佐藤", "guest_email": "ichiro@example.com"}
    response = Client().post(reverse("shop:order", args=["meishi"]), data)
    assert response.status_code == 403
    assert flag.customer_message not in response.content.decode()
    assert not Refusal.objects.get().proven
    assert not Order.objects.exists()


def test_a_quote_is_refused_without_any_gate(
    no_gates: None, ichiro: User, as_user: Callable[[User], Client], active: Make, choice: Data
) -> None:
    active(scopes=["quote"])
    response = as_user(ichiro).post(reverse("shop:quote", args=["meishi"]), choice)
    assert response.status_code == 403
    assert not Quote.objects.exists()


def test_others_order_without_any_gate(
    no_gates: None, hanakos: Client, active: Make, order_data: Data
) -> None:
    active(level="refuse")
    response = hanakos.post(reverse("shop:order", args=["meishi"]), order_data)
    assert response.status_code == 302
    assert Order.objects.count() == 1


@pytest.mark.parametrize("who", ["member", "guest"])
def test_code_of_the_host_cannot_write_the_order_either(
    active: Make, ichiro: User, job: dict[str, Any], who: str
) -> None:
    active()
    named = {"user": ichiro} if who == "member" else {"guest_email": "ICHIRO@example.com"}
    with pytest.raises(gate.TransactionRestricted):
        Order.objects.create(**job, **named)
    with pytest.raises(gate.TransactionRestricted):
        Order(**job, **named).save()
    assert not Order.objects.exists()


def test_an_order_that_names_nobody_is_written(active: Make, job: dict[str, Any]) -> None:
    active()
    assert Order.objects.create(**job).pk


def test_another_scope_does_not_stop_an_order(
    active: Make, ichiro: User, job: dict[str, Any]
) -> None:
    active(scopes=["quote"])
    assert Order.objects.create(**job, user=ichiro).pk


def test_staff_finish_the_orders_that_stand(
    active: Make, ichiro: User, job: dict[str, Any]
) -> None:
    order = Order.objects.create(**job, user=ichiro)
    active(level="refuse")
    order.status = Order.Status.SHIPPED
    order.save()
    assert Order.objects.get().status == "shipped"


def test_a_row_that_is_filled_in_later_is_refused_too(
    active: Make, ichiro: User, job: dict[str, Any]
) -> None:
    """As shops write it that insert an empty order and name the customer by an update."""
    active()
    order = Order.objects.create(**job)
    order.user = ichiro
    with pytest.raises(gate.TransactionRestricted):
        order.save()


def test_loading_a_fixture_is_not_refused(active: Make, ichiro: User, job: dict[str, Any]) -> None:
    order = Order.objects.create(**job, user=ichiro)
    dumped = serializers.serialize("json", [order])
    order.delete()
    active(level="refuse")
    for row in serializers.deserialize("json", dumped):
        row.save()
    assert Order.objects.get().user == ichiro


def test_a_proxy_of_the_order_model_is_guarded_too(
    active: Make, ichiro: User, job: dict[str, Any]
) -> None:
    class RushOrder(Order):
        class Meta:
            proxy = True
            app_label = "shop"

    active()
    with pytest.raises(gate.TransactionRestricted):
        RushOrder.objects.create(user=ichiro, **job)
