"""An API in Django REST framework: who comes by token is asked about too, and answered in JSON."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.conf import LazySettings
from storefront.accounts.models import User
from storefront.shop.models import Order, Product

from kasuhara_plugin.models import AccountFlag, Refusal

pytest.importorskip("rest_framework")
from rest_framework.test import APIClient

Make = Callable[..., AccountFlag]
Log = Callable[[User], APIClient]


@pytest.fixture(autouse=True)
def api(settings: LazySettings, meishi: Product) -> None:
    settings.ROOT_URLCONF, settings.KASUHARA_GATES = "flags.host_api", {}


@pytest.fixture(params=["token", "session"])
def as_client(request: pytest.FixtureRequest) -> Log:
    def log_in(user: User) -> APIClient:
        client = APIClient()
        if request.param == "session":
            client.force_login(user)
        else:
            client.credentials(HTTP_AUTHORIZATION=f"Token {user.pk}")
        return client

    return log_in


def told(flag: AccountFlag, *, proven: bool = True, scope: str = "order") -> dict[str, Any]:
    return {
        "error": "transaction_restricted",
        "scope": scope,
        "message": flag.customer_message if proven else "",
        "until": flag.until.isoformat() if proven and flag.until else None,
        "reference": Refusal.objects.get().reference,
    }


@pytest.mark.parametrize("until", [None, date(2099, 1, 31)])
@pytest.mark.parametrize("door", ["asked", "placed", "required"])
def test_the_owner_reads_the_same_whichever_way_the_api_asks(
    active: Make, ichiro: User, as_client: Log, door: str, until: date | None,
    atomic_requests: bool,
) -> None:  # fmt: skip
    flag = active(until=until)
    answer = as_client(ichiro).post(f"/api/{door}/", {"paper": "上質紙"}, format="json")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/json")
    assert answer.json() == told(flag)
    refusal = Refusal.objects.get()
    assert (refusal.flag, refusal.proven, refusal.actor_key) == (flag, True, str(ichiro.pk))
    assert not Order.objects.exists()


@pytest.mark.parametrize("door", ["asked", "placed", "required"])
def test_others_enter(active: Make, hanako: User, as_client: Log, door: str) -> None:
    active(level="refuse")
    assert as_client(hanako).post(f"/api/{door}/", {}, format="json").status_code == 200
    assert not Refusal.objects.exists()


@pytest.mark.parametrize("door", ["asked", "required"])
@pytest.mark.parametrize(
    ("format", "kind"),
    [("json", "application/json"), ("json", "application/json; charset=utf-8"),
     ("multipart", "")],
)  # fmt: skip
def test_a_guest_is_found_by_the_address_in_the_body(
    active: Make, door: str, format: str, kind: str
) -> None:
    flag = active(until=date(2099, 1, 31))
    data = {"guest_email": "ICHIRO@example.com"}
    if kind:
        answer = APIClient().post(
            f"/api/{door}/", '{"guest_email": "ICHIRO@example.com"}', content_type=kind
        )
    else:
        answer = APIClient().post(f"/api/{door}/", data, format=format)
    assert answer.status_code == 403
    assert answer.json() == told(flag, proven=False)


def test_a_body_that_the_authentication_has_read_is_asked_about_all_the_same(
    active: Make,
) -> None:
    active()
    data = {"guest_email": "ichiro@example.com"}
    answer = APIClient().post("/api/reads-first/", data, format="json")
    assert answer.status_code == 403
    assert Refusal.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [("{", "application/json", 200), ("[1]", "application/json", 200), ("x", "text/x", 200)],
)
def test_a_body_that_nobody_can_read_is_no_failure(
    active: Make, body: str, kind: str, status: int
) -> None:
    active()
    answer = APIClient().post("/api/asked/", body, content_type=kind)
    assert answer.status_code == status


def test_reading_is_free(active: Make, ichiro: User, as_client: Log) -> None:
    active(level="refuse")
    client = as_client(ichiro)
    for method in (client.get, client.options):
        assert method("/api/asked/").status_code == 200
    assert not Refusal.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_every_method_that_changes_something_is_closed(
    active: Make, ichiro: User, as_client: Log, method: str
) -> None:
    active()
    assert getattr(as_client(ichiro), method)("/api/asked/").status_code == 403


def test_the_view_names_its_scope(active: Make, ichiro: User, as_client: Log) -> None:
    flag = active(scopes=["quote"])
    client = as_client(ichiro)
    assert client.post("/api/asked/").status_code == 200
    assert client.post("/api/quoted/").json() == told(flag, scope="quote")
    assert Refusal.objects.get().door == "/api/quoted/　Quoted"
