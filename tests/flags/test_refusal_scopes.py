"""What a flag closes at the shop's counter, and what stays open to whom."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from storefront.shop.models import Order, Product, Quote

from kasuhara_plugin.models import AccountFlag, Refusal

Make = Callable[..., AccountFlag]
Data = dict[str, str]


def order(client: Client, data: Data, **extra: Any) -> Any:
    return client.post(reverse("shop:order", args=["meishi"]), data, **extra)


@pytest.mark.parametrize(("act", "model"), [("order", Order), ("quote", Quote)])
def test_others_order_as_before(
    hanakos: Client, active: Make, order_data: Data, act: str, model: type[Order | Quote]
) -> None:
    active(level="refuse")
    guest = order_data | {"guest_name": "井上 真理", "guest_email": "inoue@example.org"}
    for client, data in ((hanakos, order_data), (Client(), guest)):
        assert client.post(reverse(f"shop:{act}", args=["meishi"]), data).status_code == 302
    assert model.objects.count() == 2


@pytest.mark.parametrize(
    ("scopes", "closed"),
    [
        (["order"], {"order"}),
        (["quote"], {"quote"}),
        (["phone", "visit"], set()),
    ],
)
def test_only_what_is_named_is_closed(
    ichiros: Client, active: Make, order_data: Data, scopes: list[str], closed: set[str]
) -> None:
    active(scopes=scopes)
    for act in ("order", "quote"):
        response = ichiros.post(reverse(f"shop:{act}", args=["meishi"]), order_data)
        assert (response.status_code == 403) == (act in closed)


@pytest.mark.parametrize("scopes", [["reorder"], ["order"]])
def test_ordering_again_is_closed_by_either_scope(
    ichiros: Client, active: Make, order_data: Data, scopes: list[str]
) -> None:
    order(ichiros, order_data)
    earlier = Order.objects.get()
    active(scopes=scopes)
    response = ichiros.post(reverse("shop:reorder", args=[earlier.number]))
    assert response.status_code == 403
    assert Refusal.objects.get().scope == scopes[0]
    assert Order.objects.count() == 1


@pytest.mark.parametrize("page", ["shop:orders", "shop:catalogue", "detail", "product"])
def test_reading_stays_open(
    ichiros: Client, active: Make, order_data: Data, meishi: Product, page: str
) -> None:
    order(ichiros, order_data)
    active(level="refuse")
    places = {
        "detail": Order.objects.get().get_absolute_url(),
        "product": meishi.get_absolute_url(),
    }
    assert ichiros.get(places.get(page) or reverse(page)).status_code == 200


def test_writing_in_stays_open(ichiros: Client, active: Make) -> None:
    active(level="refuse")
    assert ichiros.get(reverse("kasuhara_plugin:inquiry")).status_code == 200
