"""The order that a message names is one click away, and nothing of it is believed."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from storefront.accounts.models import User
from storefront.shop.models import Order, Product

from kasuhara_plugin.inquiries.actions import receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(db: None) -> Order:
    product = Product.objects.create(slug="meishi")
    return Order.objects.create(product=product, quantity=100, price=1580)


@pytest.fixture
def client(staff: Callable[..., User], as_user: Callable[[User], Client]) -> Client:
    return as_user(staff("operator"))


def page(client: Client, number: str) -> str:
    row = receive(body="いつ届きますか。", email="a@example.jp", order_number=number).inquiry
    assert row is not None
    answer = client.get(reverse("kasuhara_inquiries:inspect", args=[row.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("typed", ["{}", " {}", "{}　"])
def test_it_leads_to_where_the_shop_shows_the_order(
    client: Client, order: Order, typed: str
) -> None:
    shown = page(client, typed.format(order.number))
    assert any(f'href="{url}"' in shown for url in places(order))


@pytest.mark.parametrize("number", ["", "T-0", "<b>1</b>", "x" * 50])
def test_another_number_leads_nowhere(client: Client, order: Order, number: str) -> None:
    shown = page(client, number)
    assert not any(f'href="{url}"' in shown for url in places(order))
    assert "<b>1</b>" not in shown


def test_it_is_one_question(client: Client, order: Order) -> None:
    with CaptureQueriesContext(connection) as asked:
        page(client, order.number)
    orders = [one for one in asked if 'FROM "shop_order"' in one["sql"]]
    assert len(orders) == 1


def places(order: Order) -> list[str]:
    """In the admin, or where the shop shows it."""
    return [order.get_absolute_url(), f"/admin/order/edit/{order.pk}/"]
