"""A refused attempt is kept exactly once, whatever becomes of the host's transaction."""

import logging
from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client, RequestFactory
from storefront.accounts.models import User
from storefront.shop.models import Order, Product, Quote

from kasuhara_plugin import gate
from kasuhara_plugin.models import AccountFlag, Refusal

Make = Callable[..., AccountFlag]


@pytest.mark.parametrize("door", ["place", "bare", "asked", "decorated", "mixed"])
def test_nothing_of_the_order_is_left_and_the_refusal_stays(
    host_site: None, active: Make, ichiros: Client, atomic_requests: bool, door: str
) -> None:
    flag = active(until=None)
    answer = ichiros.post(f"/host/{door}/")
    refusal = Refusal.objects.get()
    assert answer.status_code == 403
    assert refusal.reference in answer.content.decode()
    assert flag.customer_message in answer.content.decode()
    assert not Order.objects.exists()
    # What the host wrote before the order is its own matter without a transaction.
    assert Quote.objects.exists() == (door in ("place", "bare") and not atomic_requests)


def test_a_host_that_answers_by_itself_is_left_alone(
    host_site: None, active: Make, ichiros: Client, atomic_requests: bool
) -> None:
    active()
    answer = ichiros.post("/host/kind/")
    refusal = Refusal.objects.get()
    assert (answer.status_code, answer.content.decode()) == (
        200, f"お電話ください（{refusal.reference}）",
    )  # fmt: skip
    assert not Order.objects.exists()


def test_a_host_that_stumbles_over_the_error_does_not_lose_the_refusal(
    host_site: None, active: Make, ichiros: Client, atomic_requests: bool
) -> None:
    active()
    ichiros.raise_request_exception = False
    assert ichiros.post("/host/clumsy/").status_code == 500
    assert Refusal.objects.count() == 1
    assert not Order.objects.exists()


def test_a_bare_403_of_the_host_becomes_ours_in_its_own_form(
    host_site: None, active: Make, ichiros: Client
) -> None:
    active()
    page, data = ichiros.post("/host/bare/"), ichiros.post("/host/bare_json/")
    assert page["Content-Type"].startswith("text/html")
    references = list(Refusal.objects.order_by("id").values_list("reference", flat=True))
    assert references[0] in page.content.decode()
    assert data.json()["reference"] == references[1]


def test_a_403_without_a_refusal_stays_the_hosts(host_site: None, hanakos: Client) -> None:
    hanakos.handler.enforce_csrf_checks = True
    answer = hanakos.post("/host/place/")
    assert answer.status_code == 403
    assert "R-" not in answer.content.decode()
    assert not Refusal.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_request_it_is_kept_at_once(active: Make, ichiro: User, meishi: Product) -> None:
    active()
    with pytest.raises(gate.TransactionRestricted) as refused:
        Order.objects.create(product=meishi, quantity=200, price=1580, user=ichiro)
    refusal = Refusal.objects.get()
    assert (refusal.reference, refusal.door) == (refused.value.reference, "shop.Order")
    with pytest.raises(gate.TransactionRestricted) as refused:
        gate.require(ichiro, "order", door="電話注文")
    refusal = Refusal.objects.latest("id")
    assert (refusal.reference, refusal.door) == (refused.value.reference, "電話注文")


@pytest.mark.django_db(transaction=True)
def test_inside_a_transaction_outside_a_request_it_is_told_to_the_log(
    active: Make, ichiro: User, caplog: pytest.LogCaptureFixture
) -> None:
    flag = active()
    with (
        caplog.at_level(logging.WARNING, "kasuhara_plugin.refusals"),
        pytest.raises(gate.TransactionRestricted) as refused,
        transaction.atomic(),
    ):
        gate.require(ichiro, "order", door="nightly import")
    (line,) = [row.message for row in caplog.records]
    assert all(
        told in line
        for told in (refused.value.reference, f"flag {flag.pk}", "order", "nightly import")
    )
    assert not Refusal.objects.exists()


@pytest.mark.parametrize("path", ["/host/gated/", "/host/place/"])
def test_each_request_keeps_its_own_refusals(
    host_site: None, active: Make, ichiro: User, hanako: User, path: str
) -> None:
    """The visit of one request does not leak into the next."""
    active()
    client = Client()
    client.force_login(ichiro)
    numbers = [client.post(path, headers={"accept": "application/json"}).json() for _ in range(3)]
    kept = list(Refusal.objects.order_by("id").values_list("reference", flat=True))
    assert [number["reference"] for number in numbers] == kept
    client.force_login(hanako)
    assert client.post(path).status_code == 200
    assert Refusal.objects.count() == 3


def test_the_request_of_a_test_is_no_visit(active: Make, ichiro: User) -> None:
    """Only the middleware begins one: a bare request tells what its account may know."""
    flag = active()
    request = RequestFactory().post("/")
    request.user = ichiro
    with pytest.raises(gate.TransactionRestricted) as refused:
        gate.require(request, "order")
    assert refused.value.restriction.customer_message == flag.customer_message
