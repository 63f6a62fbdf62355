"""The form of a refusal, and the record that is kept of it."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.models import AccountFlag, Refusal
from kasuhara_plugin.signals import order_refused

Make = Callable[..., AccountFlag]
Data = dict[str, str]
REFERENCE = re.compile(r"R-[2-9B-Y]{4}-[2-9B-Y]{4}-[2-9B-Y]")


def text_of(response: Any) -> str:
    return BeautifulSoup(response.content, "html.parser").main.get_text(" ", strip=True)


def order(client: Client, data: Data, **extra: Any) -> Any:
    return client.post(reverse("shop:order", args=["meishi"]), data, **extra)


@pytest.mark.parametrize("proven", [True, False])
def test_whoever_asks_for_json_gets_json(
    ichiros: Client, active: Make, order_data: Data, guest_data: Data, proven: bool
) -> None:
    flag = active(until=date(2099, 1, 31))
    client, data = (ichiros, order_data) if proven else (Client(), guest_data)
    response = order(client, data, headers={"accept": "application/json"})
    assert response.status_code == 403
    assert response.json() == {
        "error": "transaction_restricted",
        "scope": "order",
        "message": flag.customer_message if proven else "",
        "until": "2099-01-31" if proven else None,
        "reference": Refusal.objects.get().reference,
    }


@pytest.mark.parametrize("accept", ["text/html", "*/*", "", "text/html, application/json;q=0.9"])
def test_everybody_else_gets_the_page(
    ichiros: Client, active: Make, order_data: Data, accept: str
) -> None:
    active()
    response = order(ichiros, order_data, headers={"accept": accept})
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_the_answer_is_kept_in_no_cache(
    ichiros: Client, active: Make, order_data: Data, accept: str
) -> None:
    active()
    control = order(ichiros, order_data, headers={"accept": accept})["Cache-Control"]
    assert {"no-store", "private", "no-cache"} <= set(control.split(", "))


def test_staff_find_the_attempt_by_its_number(
    ichiros: Client, active: Make, order_data: Data,
    staff: Callable[..., User], as_user: Callable[[User], Client],
) -> None:  # fmt: skip
    flag = active()
    number = REFERENCE.search(text_of(order(ichiros, order_data)))
    refusal = Refusal.objects.get()
    assert number is not None
    assert (refusal.reference, refusal.flag, refusal.scope) == (number[0], flag, "order")
    assert (refusal.door, refusal.proven) == ("/shop/products/meishi/order/", True)
    page = as_user(staff("operator")).get(reverse("kasuhara_flags:inspect", args=[flag.pk]))
    assert refusal.reference in page.content.decode()


def test_each_attempt_has_a_number_of_its_own(
    ichiros: Client, active: Make, order_data: Data
) -> None:
    active()
    for _ in range(3):
        order(ichiros, order_data)
    assert Refusal.objects.values("reference").distinct().count() == 3


def test_the_host_hears_of_a_refusal_after_the_commit(
    ichiros: Client, active: Make, order_data: Data, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[Any] = []

    def hear(refusal: Refusal, restriction: Any, **_: Any) -> None:
        heard.append((refusal, restriction.proven))

    flag = active()
    order_refused.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            order(ichiros, order_data)
            assert heard == []
    finally:
        order_refused.disconnect(hear)
    assert heard == [(Refusal.objects.get(flag=flag), True)]
