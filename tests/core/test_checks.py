"""Each check: its id, its hint, and silence where all is right."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.core.checks import CheckMessage, run_checks

ORDER = {"scope": "order", "user": "user"}
HISTORY = "simple_history.middleware.HistoryRequestMiddleware"
OURS = "kasuhara_plugin.middleware.RestrictionMiddleware"
AUTHENTICATION = "django.contrib.auth.middleware.AuthenticationMiddleware"
WRONG = [
    ("KASUHARA_TRUSTED_PROXIES", ["10.0.0.0/99"], "kasuhara.E001"),
    ("KASUHARA_ORDER_MODELS", {"shop.Order": {**ORDER, "mode": "ask"}}, "kasuhara.E001"),
    ("KASUHARA_ORDER_MODELS", {"shop.Order": {**ORDER, "user": 1}}, "kasuhara.E001"),
    ("KASUHARA_ORDER_MODELS", {"shop.Odrer": ORDER}, "kasuhara.E002"),
    ("KASUHARA_ORDER_MODELS", {"nowhere.Order": ORDER}, "kasuhara.E002"),
    ("KASUHARA_ORDER_MODELS", {"Order": ORDER}, "kasuhara.E002"),
    ("KASUHARA_ORDER_MODELS", {"shop.Order.x": ORDER}, "kasuhara.E002"),
    ("KASUHARA_ORDER_MODELS", {"shop.Order": {**ORDER, "user": "buyer"}}, "kasuhara.E002"),
    ("KASUHARA_ORDER_MODELS", {"shop.Order": {**ORDER, "emails": ["mail"]}}, "kasuhara.E002"),
    ("KASUHARA_ORDER_MODELS", {"shop.Order": {**ORDER, "emails": ["user.x"]}}, "kasuhara.E002"),
    ("KASUHARA_ORDER_MODELS", {"shop.Order": {**ORDER, "emails": ["number.x"]}}, "kasuhara.E002"),
    ("KASUHARA_ORDER_MODELS", {"shop.Order": {"subject": "buyer"}}, "kasuhara.E002"),
    ("KASUHARA_ORDER_MODELS", {"shop.Order": {"subject": "number"}}, "kasuhara.E002"),
    ("KASUHARA_ORDER_MODELS", {"shop.Order": {"subject": "user.groups"}}, "kasuhara.E002"),
    ("KASUHARA_ORDER_MODELS", {"shop.Order": {"subject": "user.email"}}, "kasuhara.E002"),
    ("KASUHARA_ORDER_MODELS", {"shop.Order": {"subject": 1}}, "kasuhara.E001"),
    ("KASUHARA_ORDER_MODELS", {"shop.Order": {**ORDER, "addresses": "note"}}, "kasuhara.E001"),
    ("KASUHARA_ORDER_MODELS", {"shop.Order": {**ORDER, "addresses": ["home"]}}, "kasuhara.E002"),
    ("KASUHARA_ORDER_MODELS", {"shop.Order": {**ORDER, "addresses": ["price"]}}, "kasuhara.E002"),
    ("KASUHARA_ORDER_MODELS", {"shop.Order": {**ORDER, "addresses": ["user"]}}, "kasuhara.E002"),
    (
        "KASUHARA_ORDER_MODELS",
        {"shop.Order": {**ORDER, "addresses": ["customer_name"]}},  # a property cannot be asked
        "kasuhara.E002",
    ),
    ("KASUHARA_ALIASES", [("accounts.EmailAddress", "member")], "kasuhara.E001"),
    ("KASUHARA_ALIASES", [("accounts.Email", "member", "address")], "kasuhara.E013"),
    ("KASUHARA_ALIASES", [("EmailAddress", "member", "address")], "kasuhara.E013"),
    ("KASUHARA_ALIASES", [("accounts.EmailAddress", "user", "address")], "kasuhara.E013"),
    ("KASUHARA_ALIASES", [("accounts.EmailAddress", "address", "address")], "kasuhara.E013"),
    ("KASUHARA_ALIASES", [("shop.Order", "product", "guest_email")], "kasuhara.E013"),
    ("KASUHARA_ALIASES", [("accounts.EmailAddress", "member", "email")], "kasuhara.E013"),
    ("KASUHARA_ALIASES", [("accounts.EmailAddress", "member", "member")], "kasuhara.E013"),
    ("KASUHARA_ALIASES", [("shop.Order", "user", "customer_email")], "kasuhara.E013"),
    ("KASUHARA_GATES", {"checkout:*": "order"}, "kasuhara.E003"),
    ("KASUHARA_SANITIZER", "no.such.function", "kasuhara.E004"),
    ("KASUHARA_SANITIZER", "clean", "kasuhara.E004"),
    ("KASUHARA_SANITIZER", "kasuhara_plugin.core.sanitize.no_such", "kasuhara.E004"),
    ("KASUHARA_BASE_TEMPLATE", "no/such.html", "kasuhara.E005"),
    ("KASUHARA_RATE_CACHE", "tally", "kasuhara.E006"),
    ("KASUHARA_POLICY_PAGE_MODEL", "website.NoSuchPage", "kasuhara.E007"),
    ("KASUHARA_POLICY_PAGE_MODEL", "PolicyPage", "kasuhara.E007"),
    ("MIDDLEWARE", [HISTORY], "kasuhara.E008"),
    ("MIDDLEWARE", [HISTORY, OURS, AUTHENTICATION], "kasuhara.E008"),
    ("MIDDLEWARE", [AUTHENTICATION, OURS], "kasuhara.W009"),
    ("KASUHARA_GATE", {}, "kasuhara.W010"),
]


def found() -> list[CheckMessage]:
    return run_checks(tags=["kasuhara"])


def test_right_settings_give_no_message() -> None:
    assert found() == []


@pytest.mark.parametrize(("name", "value", "check"), WRONG)
def test_a_wrong_setting_is_one_message_with_id_and_hint(
    settings: LazySettings, name: str, value: Any, check: str
) -> None:
    setattr(settings, name, value)
    (message,) = found()
    assert (message.id, message.is_serious()) == (check, check[9] == "E")
    assert message.hint


@pytest.mark.parametrize(
    ("name", "value", "check"), [row for row in WRONG if row[0] != "MIDDLEWARE"]
)
def test_the_message_names_the_setting(
    settings: LazySettings, name: str, value: Any, check: str
) -> None:
    setattr(settings, name, value)
    assert name in found()[0].msg


@pytest.mark.parametrize(
    "row",
    [
        {"user": "user"},
        {"emails": ["guest_email"]},
        {"user": "user", "emails": ["user.email", "guest_email"]},
        {"emails": ["product.name"]},
        {"subject": "product"},
        {"user": "user", "addresses": ["address", "user.company"]},
        {"subject": "customer_name"},  # a property: believed
        {"user": "user", "subject": "user"},
    ],
)
def test_a_path_that_leads_to_a_field_is_right(settings: LazySettings, row: Any) -> None:
    settings.KASUHARA_ORDER_MODELS = {"shop.Order": row}
    assert found() == []


def test_a_misspelt_setting_is_recognised(settings: LazySettings) -> None:
    settings.KASUHARA_TRUSTED_PROXY = []
    assert found()[0].hint == "Did you mean KASUHARA_TRUSTED_PROXIES?"


def test_two_caches_for_one_count_are_an_error(settings: LazySettings) -> None:
    settings.KASUHARA_RATE_CACHE = "tally"
    settings.CACHES = {**settings.CACHES, "tally": settings.CACHES["default"]}
    settings.RATELIMIT_USE_CACHE = "default"
    assert [message.id for message in found()] == ["kasuhara.E006"]
