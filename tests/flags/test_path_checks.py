"""Checks of the paths on which an order can be made: told with a hint, silent where all is right."""

from typing import Any

import pytest
from django.apps.registry import Apps
from django.conf import LazySettings
from django.core.checks import CheckMessage, run_checks
from django.db import connection, models

from kasuhara_plugin.flags import checks
from kasuhara_plugin.flags.guarded import GuardedQuerySet

ORDERS = {"shop.Order": {"scope": "order", "user": "user"}}


def found(number: int, *, deploy: bool = False) -> list[CheckMessage]:
    asked = run_checks(tags=["kasuhara"], include_deployment_checks=deploy)
    messages = [message for message in asked if message.id == f"kasuhara.W{number:03}"]
    assert all(message.hint for message in messages)
    return messages


def test_the_shop_of_the_demo_is_told_nothing() -> None:
    for number in (40, 41, 43):
        assert found(number) == []


# W040: the manager of the orders


class HostsQuerySet(GuardedQuerySet):
    pass


def order_class(queryset: Any, **meta: Any) -> Any:
    """An order model of a host, in a registry of its own."""
    options = type("Meta", (), {"app_label": "host", "apps": Apps(), **meta})
    body = {"__module__": __name__, "Meta": options, "objects": queryset.as_manager()}
    return type("Order", (models.Model,), body)


@pytest.mark.parametrize(
    ("queryset", "meta", "said"),
    [
        (GuardedQuerySet, {"base_manager_name": "objects"}, ""),
        (HostsQuerySet, {"base_manager_name": "objects"}, ""),
        (models.QuerySet, {}, "host.Order.objects writes past the guard."),
        (models.QuerySet, {"base_manager_name": "objects"}, "host.Order.objects writes past"),
        (GuardedQuerySet, {}, "What adds to host.Order from the other side"),
    ],
)
def test_a_manager_that_writes_past_the_guard_is_named(
    queryset: Any, meta: dict[str, str], said: str
) -> None:
    messages = list(checks._managers([order_class(queryset, **meta)]))
    assert all(message.id == "kasuhara.W040" and message.hint for message in messages)
    assert [message.msg.startswith(said) for message in messages] == [True] * bool(said)


@pytest.mark.parametrize("label", ["shop.Product", "shop.Odrer", "nowhere.Order", "Order"])
def test_only_a_model_that_exists_is_asked(settings: LazySettings, label: str) -> None:
    settings.KASUHARA_ORDER_MODELS = {label: {"user": "pk"}}
    told = [message.msg for message in found(40)]
    assert told == ["shop.Product.objects writes past the guard."] * (label == "shop.Product")


# W042: autocommit


@pytest.mark.parametrize(
    ("order_models", "atomic", "told"),
    [(ORDERS, False, 1), (ORDERS, True, 0), ({}, False, 0), ({}, True, 0)],
)
def test_orders_in_autocommit_are_told_to_a_live_site(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch,
    order_models: Any, atomic: bool, told: int,
) -> None:  # fmt: skip
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", atomic)
    settings.KASUHARA_ORDER_MODELS = order_models
    assert len(found(42, deploy=True)) == told
    assert found(42) == []


# W043: scopes


@pytest.mark.parametrize(
    ("scope", "meant"),
    [
        ("oder", "order"), ("orders", "order"), ("Order", "order"), ("re-order", "reorder"),
        ("reorders", "reorder"), ("quotes", "quote"), ("phon", "phone"), ("visits", "visit"),
        ("order", ""), ("visit", ""), ("rush", ""), ("特急", ""), ("b2b", ""), ("sample", ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["gate", "order model"])
def test_a_scope_that_looks_misspelt_is_told(
    settings: LazySettings, place: str, scope: str, meant: str
) -> None:
    if place == "gate":
        settings.KASUHARA_GATES = {"shop:order": scope}
    else:
        settings.KASUHARA_ORDER_MODELS = {"shop.Order": {**ORDERS["shop.Order"], "scope": scope}}
    messages = found(43)
    assert [message.hint for message in messages] == [f"Did you mean {meant!r}?"] * bool(meant)
    assert all(repr(scope) in message.msg for message in messages)
