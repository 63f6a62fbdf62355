from ipaddress import ip_network
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured

from kasuhara_plugin.core.conf import PREFIX, Alias, OrderModel, conf, defaults, read

ORDER = {"scope": "order", "user": "user"}
WRONG = [
    ("ORDER_MODELS", ["shop.Order"]),
    ("ORDER_MODELS", None),
    ("ORDER_MODELS", {"shop.Order": "order"}),
    ("ORDER_MODELS", {"shop.Order": {**ORDER, "mail": "guest_email"}}),
    ("ORDER_MODELS", {"shop.Order": {"scope": "order"}}),
    ("ORDER_MODELS", {"shop.Order": {**ORDER, "scope": ""}}),
    ("ORDER_MODELS", {"shop.Order": {**ORDER, "emails": "guest_email"}}),
    ("ORDER_MODELS", {"shop.Order": {**ORDER, "emails": [1]}}),
    ("ORDER_MODELS", {"shop.Order": {**ORDER, "user": 1}}),
    ("ORDER_MODELS", {"shop.Order": {**ORDER, "subject": ["customer"]}}),
    ("ORDER_MODELS", {"shop.Order": {"addresses": ["address"]}}),
    ("ORDER_MODELS", {"shop.Order": {**ORDER, "addresses": "address"}}),
    ("ORDER_MODELS", {1: ORDER}),
    ("GATES", "checkout:*"),
    ("GATES", {"checkout:*": None}),
    ("GATES", {1: "order"}),
    ("EMAIL_FIELDS", "guest_email"),
    ("EMAIL_FIELDS", None),
    ("ALIASES", None),
    ("ALIASES", ("account.EmailAddress", "user", "email")),
    ("ALIASES", {"account.EmailAddress": "email"}),
    ("ALIASES", [("account.EmailAddress", "user")]),
    ("ALIASES", [("account.EmailAddress", "user", "")]),
    ("TRUSTED_PROXIES", "10.0.0.0/8"),
    ("TRUSTED_PROXIES", ["10.0.0.0/99"]),
    ("TRUSTED_PROXIES", ["10.0.0.5/8"]),
    ("TRUSTED_PROXIES", ["proxy.internal"]),
    ("SANITIZER", None),
    ("BASE_TEMPLATE", ""),
    ("RATE_CACHE", 1),
    ("ATTACHMENT_STORAGE", None),
    ("ATTACHMENT_STORAGE", ["attachments"]),
    ("POLICY_PAGE_MODEL", ["website.Policy"]),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_stops_whoever_asks_for_the_settings(
    settings: LazySettings, name: str, value: Any
) -> None:
    setattr(settings, PREFIX + name, value)
    with pytest.raises(ImproperlyConfigured, match=PREFIX + name):
        conf()


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_is_named_and_replaced_by_its_default(
    settings: LazySettings, name: str, value: Any
) -> None:
    proper, _ = read()
    setattr(settings, PREFIX + name, value)
    parsed, problems = read()
    assert [problem.setting for problem in problems] == [PREFIX + name]
    assert type(getattr(parsed, name.lower())) is type(getattr(proper, name.lower()))


@pytest.mark.parametrize("name", defaults)
def test_every_setting_may_be_left_out(settings: LazySettings, name: str) -> None:
    if hasattr(settings, PREFIX + name):
        delattr(settings, PREFIX + name)
    assert read()[1] == []


def test_the_settings_are_typed(settings: LazySettings) -> None:
    settings.KASUHARA_ORDER_MODELS = {"shop.Order": {**ORDER, "emails": ["guest_email"]}}
    settings.KASUHARA_TRUSTED_PROXIES = ["10.0.0.0/8", "2001:db8::/32"]
    settings.KASUHARA_EMAIL_FIELDS = ["guest_email"]
    settings.KASUHARA_ALIASES = [["account.EmailAddress", "user", "email"]]
    assert conf().order_models == (OrderModel("shop.Order", "order", "user", ("guest_email",)),)
    row = {"subject": "customer", "addresses": ["address"]}
    settings.KASUHARA_ORDER_MODELS = {"shop.Order": row}
    (order_model,) = conf().order_models
    assert order_model == OrderModel("shop.Order", subject="customer", addresses=("address",))
    assert conf().trusted_proxies == (ip_network("10.0.0.0/8"), ip_network("2001:db8::/32"))
    assert conf().email_fields == ("guest_email",)
    assert conf().aliases == (Alias("account.EmailAddress", "user", "email"),)


def test_a_changed_setting_is_read_anew(settings: LazySettings) -> None:
    settings.KASUHARA_BASE_TEMPLATE = "one.html"
    assert conf().base_template == "one.html"
    settings.KASUHARA_BASE_TEMPLATE = "two.html"
    assert conf().base_template == "two.html"
