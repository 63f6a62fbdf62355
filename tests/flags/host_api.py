"""A host's API in Django REST framework: with our permission class, and without."""

from typing import Any

from django.urls import path
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from storefront import urls as storefront
from storefront.accounts.models import User
from storefront.shop.models import Order, Product

from kasuhara_plugin import gate
from kasuhara_plugin.rest import RestrictionPermission


class ByToken(BaseAuthentication):
    """The key of the account, as a token that another system hands out."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        kind, _, key = request.headers.get("Authorization", "").partition(" ")
        return (User.objects.get(pk=key), None) if kind == "Token" else None

    def authenticate_header(self, request: Request) -> str:
        return "Token"


class Asked(APIView):
    authentication_classes = [ByToken, SessionAuthentication]
    renderer_classes = [JSONRenderer]
    permission_classes = [RestrictionPermission]

    def get(self, request: Request) -> Response:
        return Response("read")

    def post(self, request: Request) -> Response:
        return Response("entered")

    put = patch = delete = post


class Quoted(Asked):
    restricted_scope = "quote"


class ReadsFirst(Asked):
    """Its authentication reads the body, as signed requests need."""

    class BySignature(ByToken):
        def authenticate(self, request: Request) -> Any:
            return None if len(request.data) else super().authenticate(request)

    authentication_classes = [BySignature]


class Placed(Asked):
    """Nothing of ours but the guard on the row."""

    permission_classes = [IsAuthenticatedOrReadOnly]

    def post(self, request: Request) -> Response:
        job = {"product": Product.objects.get(), "quantity": 200, "price": 1580}
        return Response(Order.objects.create(**job, user=request.user).number)


class Required(Asked):
    permission_classes = []

    def post(self, request: Request) -> Response:
        gate.require(request, "order")
        return Response("entered")


urlpatterns = [
    path("api/asked/", Asked.as_view()),
    path("api/quoted/", Quoted.as_view()),
    path("api/reads-first/", ReadsFirst.as_view()),
    path("api/placed/", Placed.as_view()),
    path("api/required/", Required.as_view()),
    *storefront.urlpatterns,
]
