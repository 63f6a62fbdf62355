"""The address that a guest gave on an earlier page of the checkout."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User
from storefront.shop.models import Order

from kasuhara_plugin.models import AccountFlag, Refusal

Make = Callable[..., AccountFlag]
Data = dict[str, str]


@pytest.fixture(autouse=True)
def a_checkout_of_several_pages(settings: LazySettings) -> None:
    settings.KASUHARA_EMAIL_SESSION_KEYS = ["checkout.guest.email"]


def remember(client: Client, email: Any) -> None:
    session = client.session
    session["checkout"] = {"guest": {"email": email}}
    session.save()


def order(client: Client, data: Data) -> Any:
    return client.post(reverse("shop:order", args=["meishi"]), data)


def test_a_guest_is_found_by_it(active: Make, guest_data: Data) -> None:
    active()
    client = Client()
    remember(client, "ICHIRO@example.com")
    answer = order(client, guest_data | {"guest_email": "other@example.com"})
    assert answer.status_code == 403
    assert not Refusal.objects.get().proven
    assert not Order.objects.exists()


@pytest.mark.parametrize("kept", ["hanako@example.com", "", None, 7, ["ichiro@example.com"]])
def test_whatever_else_stands_there_stops_nobody(active: Make, guest_data: Data, kept: Any) -> None:
    active()
    client = Client()
    remember(client, kept)
    answer = order(client, guest_data | {"guest_email": "other@example.com"})
    assert answer.status_code == 302
    assert Order.objects.count() == 1


def test_who_signs_in_is_not_taken_for_the_guest_before(
    active: Make, hanako: User, order_data: Data
) -> None:
    """Two people at one computer."""
    active()
    client = Client()
    remember(client, "ichiro@example.com")
    client.force_login(hanako)
    remember(client, "ichiro@example.com")
    assert order(client, order_data).status_code == 302
    assert Order.objects.get().user == hanako
