"""Orders that code writes: Oscar's own creator, an update, many at once, and what a payment completes."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.db import transaction
from django.db.models.signals import post_save, pre_save
from hosts.oscar.conftest import Shop
from hosts.oscar.journeys import Guest, Member
from oscar.apps.checkout.signals import pre_payment
from oscar.core.loading import get_class, get_model

from kasuhara_plugin import gate
from kasuhara_plugin.core import clock
from kasuhara_plugin.flags import backstop
from kasuhara_plugin.models import AccountFlag, Refusal

Make = Callable[..., AccountFlag]
Order, Line, Basket = (
    get_model("order", "Order"),
    get_model("order", "Line"),
    get_model("basket", "Basket"),
)
OrderCreator = get_class("order.utils", "OrderCreator")
Total = get_class("checkout.calculators", "OrderTotalCalculator")
Free, Strategy = get_class("shipping.methods", "Free"), get_class("partner.strategy", "Default")


def create(shop: Shop, **whom: Any) -> Any:
    """As code of a shop places an order for a customer on the telephone."""
    basket = Basket.objects.create(owner=whom.get("user"))
    basket.strategy = Strategy()
    basket.add_product(shop.product)
    method = Free()
    charge = method.calculate(basket)
    total = Total().calculate(basket, charge)
    return OrderCreator().place_order(
        basket=basket, total=total, shipping_method=method, shipping_charge=charge, **whom
    )


@pytest.mark.parametrize("whom", ["account", "guest"])
def test_oscars_creator_places_no_order(shop: Shop, taro: User, flagged: Make, whom: str) -> None:
    flagged(taro)
    named = {"user": taro} if whom == "account" else {"guest_email": "TARO@example.com"}
    with pytest.raises(gate.TransactionRestricted), transaction.atomic():
        create(shop, **named)
    assert (Order.objects.count(), Line.objects.count()) == (0, 0)
    shop.stock.refresh_from_db()
    assert not shop.stock.num_allocated


def test_oscars_creator_places_the_orders_of_others(
    shop: Shop, taro: User, hanako: User, flagged: Make
) -> None:
    flagged(taro)
    create(shop, user=hanako)
    create(shop, guest_email="somebody@example.com")
    assert Order.objects.count() == 2


def test_an_order_is_not_given_to_a_restricted_customer(
    shop: Shop, taro: User, flagged: Make
) -> None:
    order = create(shop, guest_email="somebody@example.com")
    flagged(taro)
    order.user = taro
    with pytest.raises(gate.TransactionRestricted):
        order.save()


def row(**named: Any) -> Any:
    price = {"total_incl_tax": Decimal(1580), "total_excl_tax": Decimal(1580)}
    return Order(number="7", currency="JPY", date_placed=clock.now(), **price, **named)


def test_many_at_once_and_an_update_are_asked_for_by_the_shop(
    taro: User, hanako: User, flagged: Make
) -> None:
    """Oscar's manager sends no signal: the shop's code asks, and a check says that it has to."""
    flagged(taro)
    rows = [row(user=taro)]
    with pytest.raises(gate.TransactionRestricted):
        gate.require_all(rows)
    Order.objects.bulk_create([row(user=hanako)])
    Order.objects.update(user=taro)
    assert Order.objects.get().user == taro  # what the check warns of
    assert [one.id for one in run_checks(tags=["kasuhara"])] == ["kasuhara.W040"]


def test_the_check_can_be_answered_for(settings: LazySettings) -> None:
    settings.SILENCED_SYSTEM_CHECKS = ["kasuhara.W040"]
    assert [one for one in run_checks(tags=["kasuhara"]) if not one.is_silenced()] == []


@pytest.fixture
def restricted_while_paying(taro: User, flagged: Make) -> Iterator[None]:
    """The decision falls between the gate and the order."""

    def decide(**_: Any) -> None:
        flagged(taro)

    pre_payment.connect(decide)
    yield
    pre_payment.disconnect(decide)


@pytest.fixture
def mode_hold(settings: LazySettings) -> Iterator[None]:
    """``"mode": "hold"`` in the settings of the order model, as at a start."""
    label = "order.Order"
    before = settings.KASUHARA_ORDER_MODELS
    _reconnect(settings, {label: {**before[label], "mode": "hold"}})
    yield
    _reconnect(settings, before)


def _reconnect(settings: LazySettings, order_models: Any) -> None:
    settings.KASUHARA_ORDER_MODELS = order_models
    for signal in (pre_save, post_save):
        signal.disconnect(dispatch_uid="kasuhara:order.Order")
    backstop.connect()


@pytest.mark.parametrize("way", [Member, Guest])
def test_an_order_that_was_paid_meanwhile_is_held(
    way: type[Member], shop: Shop, taro: User, mode_hold: None, restricted_while_paying: None
) -> None:
    journey = way(shop, taro)
    journey.ready()
    assert journey.place().status_code == 302
    order = Order.objects.get()
    assert order.sources.count() == len(shop.payments) == 1
    restriction = gate.held(order)
    assert restriction is not None
    assert restriction.scope == "order"
    assert not Refusal.objects.exists()


def test_a_held_order_goes_on_when_a_person_says_so(
    shop: Shop, taro: User, people: tuple[User, User], mode_hold: None, flagged: Make
) -> None:
    flagged(taro)
    order = create(shop, user=taro)
    assert gate.held(order)
    gate.release(order, reason="お支払い済みのため", by=people[1])
    assert gate.held(order) is None


def test_without_the_mode_a_paid_order_is_refused_and_kept_as_an_attempt(
    shop: Shop, taro: User, restricted_while_paying: None
) -> None:
    """Oscar catches the refusal and shows a message of its own; nothing of the order is written."""
    journey = Member(shop, taro)
    journey.ready()
    assert journey.place().status_code == 200
    assert len(shop.payments) == 1
    assert not Order.objects.exists()
    assert Refusal.objects.get().door.endswith("order.Order")
    assert apps.get_model("basket", "Basket").objects.filter(status="Frozen").count() == 0
