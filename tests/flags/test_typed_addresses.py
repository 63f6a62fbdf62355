"""Where a guest's address is found: form, JSON body, session; and what hostile bodies do."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from storefront.accounts.models import User

from kasuhara_plugin.models import AccountFlag, Refusal

Make = Callable[..., AccountFlag]
JSON = "application/json"


@pytest.fixture(autouse=True)
def restricted(host_site: None, active: Make) -> AccountFlag:
    return active(scopes=["order"])


@pytest.fixture
def nested(settings: LazySettings) -> None:
    settings.KASUHARA_EMAIL_FIELDS = ["guest_email", "buyer.contact.email"]


def send(body: str | bytes, kind: str = JSON, **extra: Any) -> int:
    return int(Client().post("/host/gated/", body, content_type=kind, **extra).status_code)


@pytest.mark.parametrize("kind", [JSON, "application/json; charset=utf-8", "application/ld+json"])
@pytest.mark.parametrize(
    "body",
    [
        {"guest_email": "ichiro@example.com"},
        {"guest_email": " ICHIRO@Example.com "},
        {"guest_email": "ｉｃｈｉｒｏ＠example.com"},
        {"buyer": {"contact": {"email": "ichiro@example.com"}}},
    ],
)
def test_an_address_in_a_json_body_is_found(nested: None, body: Any, kind: str) -> None:
    assert send(json.dumps(body), kind) == 403
    assert not Refusal.objects.get().proven


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_in_a_json_body_of_every_method(method: str) -> None:
    body = json.dumps({"guest_email": "ichiro@example.com"})
    answer = getattr(Client(), method)("/host/gated/", body, content_type=JSON)
    assert answer.status_code == 403


def test_of_several_fields_with_one_name_each_counts() -> None:
    data = {"guest_email": ["other@example.com", "ichiro@example.com"]}
    assert Client().post("/host/gated/", data).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        "", "{", "null", "[]", '"ichiro@example.com"', "7", "NaN", "[[[[", "\ufeff{}", "\x00",
        '{"guest_email": null}', '{"guest_email": 7}', '{"guest_email": []}',
        '{"guest_email": {"get": "x"}}', '{"guest_email": "\\u0000"}',
        '{"guest_email": "\\ud800@example.com"}', '{"guest_email": "' + "a" * 100_000 + '"}',
        '{"guest_email": "a@' + "b." * 3000 + 'jp"}', '{"guest_email": "@"}',
        '{"buyer": "x"}', '{"buyer": {"contact": ["email"]}}',
        "[" * 100_000, '{"a":' * 50_000, '{"n": ' + "9" * 50_000 + "}", b"\xff\xfe\x00",
    ],
)  # fmt: skip
def test_a_hostile_body_is_no_failure_and_names_nobody(nested: None, body: str | bytes) -> None:
    assert send(body) == 200
    assert not Refusal.objects.exists()


def test_a_body_that_no_checkout_sends_is_not_read() -> None:
    body = json.dumps({"guest_email": "ichiro@example.com", "x": "a" * 1_000_001})
    assert send(body) == 200  # the guard on the order row refuses it all the same


@pytest.mark.parametrize("length", ["", "x", "-1", "9" * 5000, "٢"])
def test_a_hostile_length_is_no_failure(length: str) -> None:
    assert send("{}", CONTENT_LENGTH=length) in (200, 400)


def test_a_host_that_allows_less_than_we_read_is_not_hindered(settings: LazySettings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert send(json.dumps({"x": "a" * 2000})) == 200


def test_a_body_that_the_view_has_read_already_is_no_failure() -> None:
    body = json.dumps({"guest_email": "ichiro@example.com"})
    answer = Client().post("/host/read_first/", body, content_type=JSON)
    assert answer.content.decode() == str(len(body))


@pytest.mark.parametrize(
    ("kept", "status"),
    [
        ({"checkout_data": {"guest": {"email": "ichiro@example.com"}}}, 403),
        ({"checkout_data": {"guest": {"email": "other@example.com"}}}, 200),
        ({"checkout_data": {"guest": None}}, 200),
        ({"checkout_data": "x"}, 200),
        ({"checkout_data": {"guest": {"email": ["ichiro@example.com"]}}}, 200),
        ({"typed_email": "ICHIRO@example.com"}, 403),
        ({}, 200),
    ],
)
def test_an_address_that_was_typed_a_page_earlier_is_found_in_the_session(
    settings: LazySettings, kept: dict[str, Any], status: int
) -> None:
    settings.KASUHARA_EMAIL_SESSION_KEYS = ["checkout_data.guest.email", "typed_email"]
    client = Client()
    session = client.session
    session.update(kept)
    session.save()
    assert client.post("/host/gated/").status_code == status


def test_the_session_is_not_asked_where_no_key_is_named(hanako: User) -> None:
    answer = Client().post("/host/gated/")
    assert answer.status_code == 200
    assert not answer.cookies
