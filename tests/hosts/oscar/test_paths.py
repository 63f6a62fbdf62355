"""Each way to an order: refused before the payment, with nothing left of it; open to others."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from hosts.oscar.conftest import MESSAGE, Shop
from hosts.oscar.journeys import JOURNEYS, Api, Journey
from oscar.core.loading import get_model

from kasuhara_plugin.models import AccountFlag, Refusal

Make = Callable[..., AccountFlag]
Order, Basket = get_model("order", "Order"), get_model("basket", "Basket")
each_way = pytest.mark.parametrize("way", JOURNEYS, ids=lambda way: way.name)


def traces(shop: Shop) -> dict[str, Any]:
    """All that an order leaves behind."""
    left: dict[str, Any] = {
        model._meta.label: model.objects.count()
        for label in ("order", "payment", "address", "voucher")
        for model in apps.get_app_config(label).get_models()
    }
    shop.stock.refresh_from_db()
    shop.voucher.refresh_from_db()
    return left | {
        "allocated": shop.stock.num_allocated,
        "voucher": (shop.voucher.num_orders, shop.voucher.total_discount),
        "ordered baskets": Basket.objects.filter(status__in=("Frozen", "Submitted")).count(),
        "payments": len(shop.payments),
    }


def assert_told(answer: Any, journey: Journey) -> None:
    """403, in the form that the visitor asked for, with the number that staff find."""
    assert answer.status_code == 403, answer.content
    refusal = Refusal.objects.latest("pk")
    assert (refusal.scope, refusal.proven) == ("order", journey.proven)
    text = answer.content.decode()
    assert refusal.reference in text
    assert (MESSAGE in text) is journey.proven
    if isinstance(journey, Api):
        assert answer.json()["error"] == "transaction_restricted"
    else:
        assert "お手続きについてのご案内" in text


@each_way
def test_a_restricted_customer_is_refused_before_the_payment(
    way: type[Journey], shop: Shop, taro: User, flagged: Make
) -> None:
    journey = way(shop, taro)
    journey.prepare()
    flagged(taro)
    journey.change()
    before = traces(shop)
    journey.ready()
    answer = journey.place()
    assert_told(answer, journey)
    assert traces(shop) == before


@pytest.mark.parametrize(
    "way", [way for way in JOURNEYS if way.change is Journey.change], ids=lambda way: way.name
)
def test_whoever_is_restricted_in_the_middle_of_it_is_refused_too(
    way: type[Journey], shop: Shop, taro: User, flagged: Make
) -> None:
    journey = way(shop, taro)
    journey.prepare()
    journey.ready()
    flagged(taro)
    before = traces(shop)
    assert_told(journey.place(), journey)
    assert traces(shop) == before


@each_way
def test_others_order_on_the_same_way(
    way: type[Journey], shop: Shop, taro: User, hanako: User, flagged: Make
) -> None:
    flagged(hanako)
    journey = way(shop, taro)
    journey.prepare()
    journey.change()
    journey.ready()
    orders, paid = Order.objects.count(), len(shop.payments)
    answer = journey.place()
    assert answer.status_code in (200, 302), answer.content
    assert Order.objects.count() == orders + 1
    assert len(shop.payments) == paid + journey.takes_payment
    assert not Refusal.objects.exists()
