"""An API reads a token after the middleware ran: it asks again, and it answers in its own form."""

from base64 import b64encode
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from conftest import PASSWORD
from django.conf import LazySettings
from django.core.checks import run_checks
from django.test import Client
from django.urls import path
from rest_framework.authentication import BasicAuthentication, SessionAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView
from storefront.accounts.models import User
from storefront.shop.models import Order, Product
from storefront.urls import urlpatterns as urls_of_the_shop

from kasuhara_plugin.models import AccountFlag, Refusal
from kasuhara_plugin.rest import GatePermission, RestrictionPermission

Make = Callable[..., AccountFlag]
UNTIL = date(2099, 1, 31)


class Api(APIView):
    authentication_classes = [SessionAuthentication, BasicAuthentication]
    renderer_classes = [JSONRenderer]
    permission_classes: list[Any] = []

    def get(self, request: Any, **_: Any) -> Response:
        return Response({"did": "read"})

    def post(self, request: Any, **_: Any) -> Response:
        return Response({"did": "ordered", "sent": request.data})


class AtGates(Api):
    permission_classes = [GatePermission]


class OfTheView(Api):
    permission_classes = [RestrictionPermission]


class OfAnotherScope(OfTheView):
    restricted_scope = "quote"


class Writes(Api):
    """Only the guard of the row stands here."""

    def post(self, request: Any, **_: Any) -> Response:
        facts = {"paper": "上質紙", "size": "A4", "quantity": 200, "price": 1580}
        Order.objects.create(product=Product.objects.get(), user=request.user, **facts)
        return Response({"did": "ordered"})


class ForMembers(Api):
    permission_classes = [IsAuthenticated]


urlpatterns = [
    path("api/checkout/", AtGates.as_view()),
    path("api/checkout", AtGates.as_view()),
    path("api/checkout.json", AtGates.as_view()),
    path("api/checkouts/", AtGates.as_view()),
    path("api/basket/", AtGates.as_view()),
    path("api/order/", OfTheView.as_view()),
    path("api/quote/", OfAnotherScope.as_view()),
    path("api/bare/", Writes.as_view()),
    path("api/members/", ForMembers.as_view()),
    path("api/unasked/", Api.as_view()),
    *urls_of_the_shop,
]


@pytest.fixture(autouse=True)
def shop_with_an_api(settings: LazySettings) -> None:
    settings.ROOT_URLCONF = __name__
    settings.KASUHARA_GATES = {"/api/checkout/": "order"}


def by_password(user: User) -> dict[str, str]:
    pair = f"{user.email}:{PASSWORD}".encode()
    return {"authorization": f"Basic {b64encode(pair).decode()}"}


def send(address: str, user: User | None = None, data: Any = None, **headers: str) -> Any:
    headers |= by_password(user) if user else {}
    kind = headers.pop("kind", "application/json")
    return Client().post(address, data or {}, content_type=kind, headers=headers)


@pytest.mark.parametrize(
    "address", ["/api/checkout/", "/api/checkout", "/api/checkout.json", "/api/order/"]
)
def test_whoever_names_himself_to_the_api_is_refused_with_his_message(
    ichiro: User, active: Make, address: str
) -> None:
    flag = active(until=UNTIL)
    answer = send(address, ichiro)
    assert answer.status_code == 403
    refusal = Refusal.objects.get()
    assert answer.json() == {
        "error": "transaction_restricted",
        "scope": "order",
        "message": flag.customer_message,
        "until": "2099-01-31",
        "reference": refusal.reference,
    }
    assert (refusal.proven, refusal.actor_key) == (True, str(ichiro.pk))


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8"])
@pytest.mark.parametrize("address", ["/api/checkout/", "/api/order/"])
def test_a_guest_is_refused_neutrally(
    settings: LazySettings, active: Make, address: str, kind: str
) -> None:
    settings.KASUHARA_EMAIL_FIELDS = ["contact.email"]
    active(until=UNTIL)
    answer = send(address, data={"contact": {"email": "Ichiro@Example.com"}}, kind=kind)
    assert answer.status_code == 403
    told = answer.json()
    assert (told["message"], told["until"]) == ("", None)
    assert told["reference"] == Refusal.objects.get().reference
    other = send(address, data={"contact": {"email": "hanako@example.com"}}, kind=kind)
    assert other.json()["sent"] == {"contact": {"email": "hanako@example.com"}}


@pytest.mark.parametrize("address", ["/api/basket/", "/api/checkouts/", "/api/quote/"])
def test_another_url_and_another_scope_stay_open(ichiro: User, active: Make, address: str) -> None:
    active()
    assert send(address, ichiro).json()["did"] == "ordered"
    assert not Refusal.objects.exists()


def test_reading_stays_open(ichiro: User, active: Make) -> None:
    active(level="refuse")
    for address in ("/api/checkout/", "/api/order/"):
        answer = Client().get(address, headers=by_password(ichiro))
        assert answer.json() == {"did": "read"}


def test_others_order(hanako: User, active: Make) -> None:
    active(level="refuse")
    for address in ("/api/checkout/", "/api/order/"):
        assert send(address, hanako).json()["did"] == "ordered"


@pytest.mark.parametrize("accept", ["*/*", "application/json"])
def test_what_the_guard_refuses_is_answered_with_the_number_too(
    ichiro: User, active: Make, meishi: Product, accept: str
) -> None:
    """The framework alone would say no more than that it is forbidden."""
    flag = active()
    answer = send("/api/bare/", ichiro, accept=accept)
    assert answer.status_code == 403
    assert answer.json()["reference"] == Refusal.objects.get().reference
    assert answer.json()["message"] == flag.customer_message
    assert not Order.objects.exists()


def test_a_403_of_the_api_itself_stays_as_it_is(active: Make) -> None:
    active()
    answer = send("/api/members/")
    assert answer.status_code == 403
    assert list(answer.json()) == ["detail"]
    assert not Refusal.objects.exists()


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "application/json"),
        ("", "application/vnd.api+json"),
        ("*/*", "application/x-www-form-urlencoded"),
    ],
)
def test_the_gate_answers_an_api_in_json(
    ichiros: Client, active: Make, accept: str, kind: str
) -> None:
    active()
    answer = ichiros.post("/api/checkout/", "{}", content_type=kind, headers={"accept": accept})
    assert answer.json()["error"] == "transaction_restricted"


def test_the_gate_answers_a_browser_with_the_page(ichiros: Client, active: Make) -> None:
    active()
    accept = "text/html,application/xhtml+xml,*/*;q=0.8"
    answer = ichiros.post("/api/checkout/", {}, headers={"accept": accept})
    assert answer["Content-Type"].startswith("text/html")
    assert Refusal.objects.get().reference in answer.content.decode()


def unasked() -> list[str]:
    found = [one.msg for one in run_checks(tags=["kasuhara"]) if one.id == "kasuhara.W041"]
    return [message.split()[0].rpartition(".")[2] for message in found]


@pytest.mark.parametrize(
    ("gate", "named"),
    [
        ("/api/checkout/", []),
        ("/api/order/", []),
        ("/api/quote/", []),
        ("/api/unasked/", ["Api"]),
        ("/api/members/", ["ForMembers"]),
    ],
)
def test_an_api_that_does_not_ask_at_its_gate_is_named_once(
    settings: LazySettings, gate: str, named: list[str]
) -> None:
    settings.KASUHARA_GATES = {gate: "order"}
    assert unasked() == named
