"""What a flag stops and what goes on, in the words of those who decide on it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.flags import scopes
from kasuhara_plugin.flags.effects import effects
from kasuhara_plugin.models import AccountFlag

REFUSED = "{}：サイトでのお手続きをお断りします。"
UNWATCHED = "{}：このサイトには止める画面が設定されていません。担当者がお断りしてください。"
ALWAYS = {
    "お問い合わせの送信（いつでも承ります）",
    "適用前に承った注文の製作・発送と、スタッフによる修正",
    "ログイン、注文履歴などの閲覧、方針のページ",
}
LABELS = {
    "order": "注文",
    "reorder": "再注文",
    "quote": "見積",
    "phone": "お電話での対応",
    "visit": "ご来社・ご訪問",
}
ORDER_MODELS = {"shop.Order": {"scope": "order", "user": "user"}}


@pytest.fixture
def rush(settings: LazySettings) -> None:
    """A host with scopes of its own: one at a gate, one at a model of orders."""
    settings.KASUHARA_GATES = {"shop:order": "order", "shop:reorder": "特急"}
    settings.KASUHARA_ORDER_MODELS = {
        **ORDER_MODELS,
        "shop.Quote": {"scope": "b2b", "user": "user"},
    }


@pytest.mark.parametrize(
    ("level", "chosen", "stopped"),
    [
        ("limit", ["order"], ["order"]),
        ("limit", ["quote", "order"], ["order", "quote"]),
        ("limit", ["phone"], ["phone"]),
        ("limit", ["visit", "reorder"], ["reorder", "visit"]),
        ("limit", list(LABELS), list(LABELS)),
        ("limit", [], []),
        ("limit", ["nowhere"], []),
        ("refuse", [], list(LABELS)),
        ("refuse", ["order"], list(LABELS)),
    ],
)
def test_what_is_named_stops_and_all_else_goes_on(
    level: str, chosen: list[str], stopped: list[str]
) -> None:
    stops, goes_on = effects(level, chosen)
    assert [line.partition("：")[0] for line in stops] == [LABELS[scope] for scope in stopped]
    assert goes_on[:-3] == [label for scope, label in LABELS.items() if scope not in stopped]
    assert set(goes_on[-3:]) == ALWAYS


@pytest.mark.parametrize("chosen", [[], ["order"]])
def test_watch_stops_nothing_and_tells_the_customer_nothing(chosen: list[str]) -> None:
    stops, goes_on = effects("watch", chosen)
    assert stops == []
    assert goes_on == ["お取引はすべてそのまま承ります。お客様には表示も連絡もされません。"]


@pytest.mark.parametrize(
    ("scope", "sentence"),
    [
        ("order", REFUSED.format("注文")),
        ("reorder", REFUSED.format("再注文")),
        ("phone", "お電話での対応：サイトでは止まりません。担当者が、書面で承ることをお伝えしてください。"),
        ("visit", "ご来社・ご訪問：サイトでは止まりません。担当者が、お受けできないことをお伝えしてください。"),
    ],
)  # fmt: skip
def test_who_stops_it_is_said(scope: str, sentence: str) -> None:
    assert effects("limit", [scope]).stops == [sentence]


@pytest.mark.parametrize("scope", ["reorder", "quote"])
def test_a_scope_that_no_screen_of_the_site_stops_is_named_as_such(
    settings: LazySettings, scope: str
) -> None:
    settings.KASUHARA_GATES, settings.KASUHARA_ORDER_MODELS = {}, ORDER_MODELS
    assert scopes.enforced() == {"order"}
    assert effects("limit", [scope, "order"]).stops == [
        REFUSED.format("注文"), UNWATCHED.format(LABELS[scope]),
    ]  # fmt: skip
    settings.KASUHARA_GATES = {"shop:order": scope}
    assert effects("limit", [scope]).stops == [REFUSED.format(LABELS[scope])]


def test_a_host_that_enforces_nothing_is_told_so_for_each(settings: LazySettings) -> None:
    settings.KASUHARA_GATES, settings.KASUHARA_ORDER_MODELS = {}, {}
    assert scopes.enforced() == set()
    assert [UNWATCHED[3:] in line for line in effects("refuse", []).stops] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_a_scope_of_the_host_comes_after_those_of_the_policy(rush: None) -> None:
    assert scopes.enforced() == {"order", "b2b", "特急"}
    assert scopes.known() == [*LABELS, "b2b", "特急"]
    assert scopes.choices()[-2:] == [("b2b", "b2b"), ("特急", "特急")]
    assert scopes.choices()[:2] == [("order", "注文"), ("reorder", "再注文")]


@pytest.mark.parametrize("scope", ["b2b", "特急"])
def test_a_scope_of_the_host_stops_and_goes_on_as_any_other(rush: None, scope: str) -> None:
    assert effects("limit", [scope]).stops == [REFUSED.format(scope)]
    assert scope in effects("limit", ["order"]).goes_on
    assert REFUSED.format(scope) in effects("refuse", []).stops


def test_the_same_is_read_before_and_after_the_decision(
    rush: None, staff: Callable[..., User], as_user: Callable[[User], Client],
    proposed: Callable[..., AccountFlag],
) -> None:  # fmt: skip
    flag = proposed(scopes=["特急", "visit"])
    client = as_user(staff("supervisor"))

    def lines(door: str) -> list[Any]:
        page = client.get(reverse(f"kasuhara_flags:{door}", args=[flag.pk]))
        shown = page.context["effects"]
        text = page.content.decode()
        assert all(line in text for line in [*shown.stops, *shown.goes_on])
        return [shown.stops, shown.goes_on]

    assert lines("approve") == lines("inspect") == list(effects("limit", ["visit", "特急"]))
