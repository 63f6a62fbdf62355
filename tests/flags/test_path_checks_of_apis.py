"""An API that takes orders by a token asks when it knows whose it is, or a check names it."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.core.checks import CheckMessage, run_checks
from django.urls import path
from rest_framework.authentication import SessionAuthentication, TokenAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.serializers import ModelSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import ModelViewSet, ReadOnlyModelViewSet
from storefront import urls as storefront
from storefront.shop.models import Order, Product

from kasuhara_plugin.rest import GatePermission, RestrictionPermission


def found() -> list[CheckMessage]:
    return [message for message in run_checks(tags=["kasuhara"]) if message.id == "kasuhara.W041"]


class Api(APIView):
    authentication_classes: Any = [TokenAuthentication]
    permission_classes: Any = [IsAuthenticated]

    def get(self, request: Any) -> Response:
        return Response()

    def post(self, request: Any) -> Response:
        return Response()


class BySession(Api):
    authentication_classes = [SessionAuthentication]


class Asks(Api):
    permission_classes = [IsAuthenticated, RestrictionPermission]


class HostsPermission(RestrictionPermission):
    pass


class AsksAsTheHost(Api):
    permission_classes = [HostsPermission]


class AsksWithOthers(Api):
    permission_classes = [IsAuthenticated & RestrictionPermission]


class AsksOneOfTwo(Api):
    permission_classes = [IsAuthenticated | RestrictionPermission]


class AtGates(Api):
    permission_classes = [GatePermission]


class OrderSerializer(ModelSerializer[Order]):
    class Meta:
        model = Order
        fields = ("number",)


class Orders(ModelViewSet[Order]):
    queryset = Order.objects.all()
    authentication_classes = [TokenAuthentication]
    permission_classes: Any = [IsAuthenticated]


class BySerializer(Api):
    serializer_class = OrderSerializer


class OrdersAsked(Orders):
    permission_classes = [RestrictionPermission]


class OrdersRead(ReadOnlyModelViewSet[Order]):
    queryset = Order.objects.all()
    authentication_classes = [TokenAuthentication]


class Products(Orders):
    queryset = Product.objects.all()  # type: ignore[assignment]


def told_of(settings: LazySettings, view: Any, gate: str = "") -> list[str]:
    """What is said of this one view, at ``/api/x/``; a gate may stand there."""
    settings.ROOT_URLCONF = (path("api/x/", view), *storefront.urlpatterns)
    settings.KASUHARA_GATES = {gate: "order"} if gate else {}
    return [message.msg.split()[0].rpartition(".")[2] for message in found()]


@pytest.mark.parametrize(
    ("view", "named"),
    [
        (Api, True),
        (BySession, False),
        (Asks, False),
        (AsksAsTheHost, False),
        (AsksWithOthers, False),
        (AsksOneOfTwo, True),
        (AtGates, False),
    ],
)
def test_an_api_at_a_gate_has_to_ask_when_it_knows_the_token(
    settings: LazySettings, view: Any, named: bool
) -> None:
    assert told_of(settings, view.as_view(), "/api/x/") == [view.__name__] * named
    assert told_of(settings, view.as_view()) == []


@pytest.mark.parametrize(
    ("view", "methods", "named"),
    [
        (Orders, {"post": "create"}, True),
        (Orders, {"get": "list"}, False),
        (Orders, {"get": "retrieve", "patch": "partial_update"}, True),
        (OrdersAsked, {"post": "create"}, False),
        (OrdersRead, {"get": "list"}, False),
        (Products, {"post": "create"}, False),
    ],
)
def test_a_viewset_that_writes_orders_has_to_ask_without_a_gate(
    settings: LazySettings, view: Any, methods: dict[str, str], named: bool
) -> None:
    assert told_of(settings, view.as_view(methods)) == [view.__name__] * named


def test_the_serializer_says_what_is_written(settings: LazySettings) -> None:
    assert told_of(settings, BySerializer.as_view()) == ["BySerializer"]


def test_asking_at_gates_is_too_little_where_there_is_none(settings: LazySettings) -> None:
    view = type("Bare", (Orders,), {"permission_classes": [GatePermission]})
    assert told_of(settings, view.as_view({"post": "create"})) == ["Bare"]
    assert told_of(settings, view.as_view({"post": "create"}), "/api/x/") == []


def test_each_view_is_named_once(settings: LazySettings) -> None:
    doors = [path(f"api/{number}/", Api.as_view()) for number in range(3)]
    settings.ROOT_URLCONF = (*doors, *storefront.urlpatterns)
    settings.KASUHARA_GATES = {"/api/": "order"}
    (message,) = found()
    assert "RestrictionPermission" in message.hint and "GatePermission" in message.hint
