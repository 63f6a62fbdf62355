"""Flags in every state, and the counter of the shop at which they are met."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from storefront.accounts.models import User
from storefront.shop.models import Price, Product

from kasuhara_plugin.core.site_settings import DecisionRule, RuleSettings
from kasuhara_plugin.flags.actions import approve, propose
from kasuhara_plugin.models import AccountFlag, Customer

MESSAGE = "恐れ入りますが、当面のお取引を控えさせていただきます。"


@pytest.fixture
def proposed(staff: Callable[..., User], customer: Customer) -> Callable[..., AccountFlag]:
    """``proposed(scopes=["quote"])``: proposed by the operator, about 佐藤 一郎 unless said."""

    def make(who: Customer | None = None, **details: Any) -> AccountFlag:
        facts = {"reason": "電話での暴言が続いたため", "customer_message": MESSAGE, **details}
        return propose(who or customer, by=facts.pop("by", staff("operator")), **facts)

    return make


@pytest.fixture
def active(
    staff: Callable[..., User], proposed: Callable[..., AccountFlag]
) -> Callable[..., AccountFlag]:
    """The same, approved by the supervisor."""

    def make(who: Customer | None = None, **details: Any) -> AccountFlag:
        flag = proposed(who, **details)
        approve(flag, by=staff("supervisor"), now=details.get("now"))
        return flag

    return make


@pytest.fixture
def one_person_rule(db: None) -> None:
    rules = RuleSettings.load()
    rules.decision_rule = DecisionRule.ONE
    rules.save()


@pytest.fixture
def ichiros(ichiro: User, as_user: Callable[[User], Client]) -> Client:
    """佐藤 一郎, logged in."""
    return as_user(ichiro)


@pytest.fixture
def hanakos(hanako: User, as_user: Callable[[User], Client]) -> Client:
    """山田 花子, logged in."""
    return as_user(hanako)


@pytest.fixture
def meishi(db: None) -> Product:
    product = Product.objects.create(slug="meishi", name="名刺", unit="枚", summary="名刺です")
    Price.objects.create(product=product, paper="上質紙", size="91×55mm", quantity=200, yen=1580)
    return product


@pytest.fixture
def choice(meishi: Product) -> dict[str, str]:
    return {"paper": "上質紙", "size": "91×55mm", "quantity": "200"}


@pytest.fixture
def order_data(choice: dict[str, str]) -> dict[str, str]:
    return {**choice, "address": "〒100-0000 東京都架空区見本町1-2-3", "note": ""}


@pytest.fixture
def guest_data(order_data: dict[str, str]) -> dict[str, str]:
    """Somebody who is not logged in and types the address of 佐藤 一郎."""
    return {**order_data, "guest_name": "佐藤", "guest_email": "Ichiro@Example.com"}


@pytest.fixture
def host_site(settings: LazySettings, meishi: Product) -> None:
    """The checkout of ``flags.host_site``, and no gate but for ``host:gated``."""
    settings.ROOT_URLCONF = "flags.host_site"
    settings.KASUHARA_GATES = {"host:gated*": "order"}


@pytest.fixture(params=[False, True], ids=["autocommit", "ATOMIC_REQUESTS"])
def atomic_requests(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", request.param)
    return bool(request.param)
