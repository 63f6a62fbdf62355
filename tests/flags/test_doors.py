"""Every public door asks the same question, sync and async, by WSGI and by ASGI."""

from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import AnonymousUser
from django.test import AsyncClient, Client, RequestFactory
from storefront.accounts.models import User
from storefront.shop.models import Order, Product

from kasuhara_plugin import gate
from kasuhara_plugin.models import AccountFlag, Customer, Refusal

pytestmark = pytest.mark.usefixtures("host_site")
Make = Callable[..., AccountFlag]
DOORS = ["decorated", "mixed", "asked", "gated", "place"]
ASYNC_DOORS = ["decorated_async", "mixed_async", "asked_async", "place_async"]


class AsgiClient:
    """``AsyncClient``, asked as the other one."""

    def __init__(self) -> None:
        self.client = AsyncClient()

    def force_login(self, user: User) -> None:
        self.client.force_login(user)

    def post(self, *args: Any, **kwargs: Any) -> Any:
        return async_to_sync(self.client.post)(*args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return async_to_sync(self.client.get)(*args, **kwargs)


CLIENTS = [Client, AsgiClient]


def who(customer: Customer, ichiro: User, way: str) -> Any:
    request = RequestFactory().post("/", {"guest_email": "ICHIRO@example.com"})
    request.user = AnonymousUser()
    return {
        "request": request,
        "user": ichiro,
        "customer": customer,
        "identity": gate.Identity(email=ichiro.email),
    }[way]


@pytest.mark.parametrize("way", ["request", "user", "customer", "identity"])
@pytest.mark.parametrize("call", ["sync", "async"])
def test_each_way_to_ask_gives_one_answer(
    active: Make, customer: Customer, ichiro: User, way: str, call: str
) -> None:
    ask = gate.restriction_for if call == "sync" else async_to_sync(gate.arestriction_for)
    need = gate.require if call == "sync" else async_to_sync(gate.arequire)
    asked = who(customer, ichiro, way)
    assert ask(asked, "order") is None
    need(asked, "order")
    flag = active(scopes=["order"])
    assert ask(asked, "order").flag_id == flag.pk
    assert ask(asked, "quote") is None
    with pytest.raises(gate.TransactionRestricted) as refused:
        need(asked, "order")
    assert refused.value.restriction.flag_id == flag.pk
    assert refused.value.reference.startswith("R-")


@pytest.mark.parametrize("wrong", ["ichiro@example.com", 7, b"x", object()])
def test_what_names_nobody_is_an_error_and_no_open_door(db: None, wrong: Any) -> None:
    for ask in (gate.restriction_for, gate.require):
        with pytest.raises(TypeError):
            ask(wrong, "order")


@pytest.mark.parametrize("new_client", CLIENTS)
@pytest.mark.parametrize("door", [*DOORS, *ASYNC_DOORS])
def test_a_restricted_member_does_not_pass_and_others_do(
    active: Make, ichiro: User, hanako: User, new_client: Callable[[], Any], door: str
) -> None:
    flag = active(scopes=["order"])
    client = new_client()
    client.force_login(ichiro)
    refused = client.post(f"/host/{door}/")
    refusal = Refusal.objects.get()
    assert refused.status_code == 403
    assert refusal.reference in refused.content.decode()
    assert flag.customer_message in refused.content.decode()
    assert (refusal.flag, refusal.proven, refusal.actor_key) == (flag, True, str(ichiro.pk))
    assert refusal.door.startswith(f"/host/{door}/")
    assert not Order.objects.exists()
    other = new_client()
    other.force_login(hanako)
    assert other.post(f"/host/{door}/").status_code == 200
    assert new_client().post(f"/host/{door}/").status_code == 200
    assert Refusal.objects.count() == 1


@pytest.mark.parametrize("new_client", CLIENTS)
@pytest.mark.parametrize("door", [*DOORS, "place_async"])
def test_a_guest_who_types_the_address_is_refused_and_learns_nothing(
    active: Make, new_client: Callable[[], Any], door: str
) -> None:
    flag = active(scopes=["order"])
    refused = new_client().post(f"/host/{door}/", {"guest_email": "Ichiro@Example.com"})
    assert refused.status_code == 403
    assert flag.customer_message not in refused.content.decode()
    refusal = Refusal.objects.get()
    assert refusal.reference in refused.content.decode()
    assert (refusal.proven, refusal.actor_key) == (False, "")


@pytest.mark.parametrize("new_client", CLIENTS)
@pytest.mark.parametrize("method", ["get", "head", "options", "trace"])
def test_a_gate_never_closes_what_is_only_read(
    active: Make, ichiro: User, new_client: Callable[[], Any], method: str
) -> None:
    active(level="refuse")
    client = new_client()
    client.force_login(ichiro)
    ask = getattr(client, method, None) or (
        lambda path: async_to_sync(getattr(client.client, method))(path)
    )
    assert ask("/host/gated/").status_code == 200
    assert ask("/host/gated/3/").status_code == 200
    assert not Refusal.objects.exists()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_gate_closes_every_method_that_changes_something(
    active: Make, ichiros: Client, method: str
) -> None:
    active()
    assert getattr(ichiros, method)("/host/gated/3/").status_code == 403
    assert Refusal.objects.count() == 1


@pytest.mark.parametrize("new_client", CLIENTS)
def test_whoever_places_an_order_for_another_does_not_read_his_message(
    active: Make, ichiro: User, hanako: User, new_client: Callable[[], Any]
) -> None:
    flag = active()
    client = new_client()
    client.force_login(hanako)
    refused = client.post("/host/for_a_caller/", {"caller": ichiro.email})
    assert refused.status_code == 403
    assert flag.customer_message not in refused.content.decode()
    refusal = Refusal.objects.get()
    assert (refusal.proven, refusal.actor_key) == (False, str(hanako.pk))


@pytest.mark.parametrize("new_client", CLIENTS)
@pytest.mark.parametrize(
    ("accept", "kind"), [("text/html", "text/html"), ("application/json", "application/json")]
)
@pytest.mark.parametrize("door", ["gated", "place", "asked_async"])
def test_the_answer_comes_in_the_form_that_was_asked_for(
    active: Make, ichiro: User, new_client: Callable[[], Any], door: str, accept: str, kind: str
) -> None:
    flag = active()
    client = new_client()
    client.force_login(ichiro)
    answer = client.post(f"/host/{door}/", headers={"accept": accept})
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (403, kind)
    if kind == "application/json":
        assert answer.json() == {
            "error": "transaction_restricted",
            "scope": "order",
            "message": flag.customer_message,
            "until": None,
            "reference": Refusal.objects.get().reference,
        }


def test_an_anonymous_visitor_costs_no_query_no_session_and_no_vary(
    active: Make, django_assert_num_queries: Any
) -> None:
    active()
    with django_assert_num_queries(0):
        answer = Client().get("/host/gated/")
    assert answer.content == b"entered"
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies


def test_all_orders_are_asked_about_before_any_is_written(
    active: Make, ichiro: User, hanako: User, meishi: Product
) -> None:
    active()
    job = {"product": meishi, "quantity": 200, "price": 1580}
    free, closed = Order(**job, user=hanako), Order(**job, guest_email=ichiro.email)
    gate.require_all([free])
    gate.require_all([])
    with pytest.raises(gate.TransactionRestricted) as refused:
        gate.require_all(iter([free, closed]))
    assert not refused.value.restriction.proven
