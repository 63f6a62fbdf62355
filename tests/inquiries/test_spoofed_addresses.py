"""A thousand addresses that one sender makes up are one visitor at the form."""

import os
from collections import Counter
from collections.abc import Callable
from ipaddress import ip_address

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from kasuhara_plugin.models import Inquiry

pytestmark = pytest.mark.django_db

ADDRESS = reverse("kasuhara_plugin:inquiry")
LIMIT = 20  # the default
ROTATED = int(os.environ.get("ROTATED", 50))
PROXIES = ["10.0.0.0/8"]
VISITOR = "203.0.113.7"

Headers = Callable[[str, str], dict[str, str]]


def direct(made_up: str, _: str) -> dict[str, str]:
    return {"REMOTE_ADDR": VISITOR, "HTTP_X_FORWARDED_FOR": made_up}


def all_headers(made_up: str, _: str) -> dict[str, str]:
    names = ("X_FORWARDED_FOR", "X_REAL_IP", "FORWARDED", "CLIENT_IP", "TRUE_CLIENT_IP")
    return {"REMOTE_ADDR": VISITOR, **{f"HTTP_{name}": made_up for name in names}}


def through_a_proxy(made_up: str, _: str) -> dict[str, str]:
    return {"REMOTE_ADDR": "10.0.0.5", "HTTP_X_FORWARDED_FOR": f"{made_up}, {VISITOR}"}


def through_two_proxies(made_up: str, _: str) -> dict[str, str]:
    forwarded = f"10.0.0.9, {made_up}, {VISITOR}, 10.0.0.6"
    return {"REMOTE_ADDR": "10.0.0.5", "HTTP_X_FORWARDED_FOR": forwarded}


def own_network(_: str, six: str) -> dict[str, str]:
    return {"REMOTE_ADDR": six}


def own_network_through_a_proxy(made_up: str, six: str) -> dict[str, str]:
    return {"REMOTE_ADDR": "10.0.0.5", "HTTP_X_FORWARDED_FOR": f"{made_up}, [{six}]:40112"}


def post(number: int, headers: Headers) -> int:
    made_up = str(ip_address("198.18.0.0") + number)
    six = str(ip_address("2001:db8:0:1::") + number * 0x1_0001_0001_0001)
    typed = {"name": "客", "email": f"{number}@example.jp", "subject": "納期"}
    body = f"{number}つ目の質問です。"
    return Client().post(ADDRESS, {**typed, "body": body}, **headers(made_up, six)).status_code


@pytest.mark.parametrize(
    ("proxies", "headers"),
    [
        ([], direct),
        (PROXIES, direct),
        ([], all_headers),
        (PROXIES, through_a_proxy),
        (PROXIES, through_two_proxies),
        ([], own_network),
        (PROXIES, own_network_through_a_proxy),
    ],
    ids=lambda value: value.__name__ if callable(value) else f"{len(value)} trusted",
)
def test_addresses_that_are_made_up_change_nothing(
    settings: LazySettings, proxies: list[str], headers: Headers
) -> None:
    settings.KASUHARA_TRUSTED_PROXIES = proxies
    codes = [post(number, headers) for number in range(ROTATED)]
    assert codes[:LIMIT] == [302] * LIMIT
    assert Counter(codes) == {302: LIMIT, 429: ROTATED - LIMIT}
    assert Inquiry.objects.count() == LIMIT
    assert len(set(Inquiry.objects.values_list("network_key", flat=True))) == 1


def test_another_network_of_ipv6_is_another_visitor(settings: LazySettings) -> None:
    for number in range(LIMIT + 1):
        post(number, own_network)
    assert post(1_000, lambda *_: {"REMOTE_ADDR": "2001:db8:0:2::1"}) == 302
