"""A guest who types the address in a way that the shop understands and a gate might not."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from kasuhara_plugin.customers.identity import email_key
from kasuhara_plugin.models import AccountFlag

Make = Callable[..., AccountFlag]
FORM = "application/x-www-form-urlencoded"
ICHIRO = "ichiro@example.com"


def send(body: str, kind: str, method: str = "POST") -> int:
    return int(Client().generic(method, "/host/gated/", body, content_type=kind).status_code)


@pytest.mark.parametrize(
    "typed", [f"{' ' * 400}{ICHIRO}", '"ichiro"@example.com', '"ich\\iro"@Example.com']
)
def test_another_spelling_of_the_address_is_that_address(typed: str) -> None:
    assert email_key(typed) == ICHIRO


@pytest.mark.parametrize("kind", ["text/plain", FORM, "", "application/octet-stream"])
def test_json_is_read_whatever_the_visitor_calls_it(
    host_site: None, active: Make, kind: str
) -> None:
    active(scopes=["order"])
    assert send(json.dumps({"guest_email": ICHIRO}), kind) == 403
    assert send(json.dumps({"guest_email": "other@example.com"}), kind) == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_form_that_is_put_is_read(host_site: None, active: Make, method: str) -> None:
    active(scopes=["order"])
    assert send(f"guest_email={ICHIRO}", FORM, method) == 403
    assert send("&".join(f"a{i}=1" for i in range(20_000)), FORM, method) == 200


@pytest.mark.parametrize(
    "body",
    [
        {"orders": [{"email": "a@example.com"}, {"email": ICHIRO}]},
        [{"guest_email": ICHIRO}],
        {"guest_email": ["a@example.com", ICHIRO]},
    ],
)
def test_lists_in_json_are_followed(
    settings: LazySettings, host_site: None, active: Make, body: Any
) -> None:
    settings.KASUHARA_EMAIL_FIELDS = ["guest_email", "orders.email"]
    active(scopes=["order"])
    assert send(json.dumps(body), "application/json") == 403
    assert send(json.dumps([[{}], body, 7] * 2000), "application/json") in (200, 403)
