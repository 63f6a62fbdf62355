"""A host's own checkout in every shape that Django offers: what the tests of the doors knock at."""

from typing import Any

from asgiref.sync import sync_to_async
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.views import View
from storefront import urls as storefront
from storefront.accounts.models import User
from storefront.shop.models import Order, Product, Quote

from kasuhara_plugin import gate


def place(request: HttpRequest) -> HttpResponse:
    """A draft that names nobody, and then the order, as many shops write it."""
    job = {"product": Product.objects.get(), "quantity": 200, "price": 1580}
    Quote.objects.create(**job)
    email = request.POST.get("guest_email", "")
    user = request.user if request.user.is_authenticated else None
    return HttpResponse(Order.objects.create(**job, user=user, guest_email=email).number)


async def place_async(request: HttpRequest) -> HttpResponse:
    return await sync_to_async(place)(request)


def for_a_caller(request: HttpRequest) -> HttpResponse:
    """Somebody writes the order of somebody else."""
    job = {"product": Product.objects.get(), "quantity": 200, "price": 1580}
    caller = User.objects.get(email=request.POST["caller"])
    return HttpResponse(Order.objects.create(**job, user=caller).number)


def kind(request: HttpRequest) -> HttpResponse:
    try:
        return place(request)
    except gate.TransactionRestricted as error:
        return HttpResponse(f"お電話ください（{error.reference}）")


def clumsy(request: HttpRequest) -> HttpResponse:
    try:
        return place(request)
    except gate.TransactionRestricted:
        raise ValueError("nobody thought of that") from None


def bare(request: HttpRequest) -> HttpResponse:
    try:
        return place(request)
    except gate.TransactionRestricted as error:
        raise PermissionDenied(str(error)) from None


def bare_json(request: HttpRequest) -> HttpResponse:
    try:
        return place(request)
    except gate.TransactionRestricted as error:
        return JsonResponse({"detail": str(error)}, status=403)


def read_first(request: HttpRequest) -> HttpResponse:
    """It reads the stream itself, as large uploads are read."""
    sent = len(request.read())
    gate.require(request, "order")
    return HttpResponse(str(sent))


@gate.restricts("order")
def decorated(request: HttpRequest) -> HttpResponse:
    return HttpResponse("entered")


@gate.restricts("order")
async def decorated_async(request: HttpRequest) -> HttpResponse:
    return HttpResponse("entered")


class Mixed(gate.RestrictedMixin, View):
    def post(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("entered")


class MixedAsync(gate.RestrictedMixin, View):
    async def post(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("entered")


def asked(request: HttpRequest) -> HttpResponse:
    gate.require(request, "order", door="checkout")
    return HttpResponse("entered")


async def asked_async(request: HttpRequest) -> HttpResponse:
    await gate.arequire(request, "order", door="checkout")
    return HttpResponse("entered")


def entered(request: HttpRequest, **_: Any) -> HttpResponse:
    return HttpResponse("entered")


VIEWS = (
    *(place, place_async, for_a_caller, kind, clumsy, bare, bare_json, read_first),
    *(decorated, decorated_async, asked, asked_async),
)
host = [
    *(path(f"{view.__name__}/", view, name=view.__name__) for view in VIEWS),
    path("mixed/", Mixed.as_view(), name="mixed"),
    path("mixed_async/", MixedAsync.as_view(), name="mixed_async"),
    path("gated/", entered, name="gated"),
    path("gated/<int:step>/", entered, name="gated_step"),
]
urlpatterns = [path("host/", include((host, "host"))), *storefront.urlpatterns]
