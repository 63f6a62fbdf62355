import pytest
from django.conf import LazySettings
from django.core.checks import CheckMessage, run_checks
from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path


def gate_errors() -> list[CheckMessage]:
    """What is said of gates; these URLs are not a whole site."""
    return [m for m in run_checks(tags=["kasuhara"]) if m.id != "kasuhara.E012"]


def page(request: HttpRequest, **_: str) -> HttpResponse:
    return HttpResponse()


checkout = [
    path("", page, name="start"),
    path("<int:number>/pay/", page, name="pay"),
    re_path(r"^confirm/(?P<number>[0-9]+)/$", page, name="confirm"),
]
urlpatterns = [
    path("checkout/", include((checkout, "checkout"))),
    path("api/v1/", include([path("basket/", page), path("<slug:kind>/", page)])),
    re_path(r"^legacy/order\.php$", page, name="legacy-order"),
    path("<path:rest>", page, name="page"),
]

RIGHT = [
    "checkout:pay", "checkout:*", "*:confirm", "*", "legacy-order", "/", "/checkout/", "/checkout",
    "/checkout/confirm/", "/api/v1/basket/", "/api/v1/basket", "/api/", "/api/v1/coupon/",
]  # fmt: skip
WRONG = [
    "checkout", "checkout:payment", "Checkout:*", "basket:*", "/chekout/", "checkout/", "/api/v2/",
    "/CHECKOUT/", "/legacy/checkout/", "/shop/order/",
]  # fmt: skip


@pytest.fixture(autouse=True)
def urls(settings: LazySettings) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.mark.parametrize("gate", RIGHT)
def test_a_gate_matches_by_name_by_wildcard_or_by_path(settings: LazySettings, gate: str) -> None:
    settings.KASUHARA_GATES = {gate: "order"}
    assert gate_errors() == []


@pytest.mark.parametrize("gate", WRONG)
def test_a_gate_that_matches_no_url_is_an_error(settings: LazySettings, gate: str) -> None:
    settings.KASUHARA_GATES = {"checkout:*": "order", gate: "order"}
    (message,) = gate_errors()
    assert message.id == "kasuhara.E003"
    assert repr(gate) in message.msg
    assert message.hint


@pytest.mark.parametrize(
    "gate", ["shop:order", "shop:*", "/shop/", "accounts:*", "kasuhara_plugin:inquiry", "/admin/"]
)
def test_the_urls_of_a_real_site_are_known(settings: LazySettings, gate: str) -> None:
    settings.ROOT_URLCONF = "storefront.urls"
    settings.KASUHARA_GATES = {gate: "order"}
    assert gate_errors() == []
