"""The edit page of an account says which restrictions are in force, to whoever may read them."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.customers.actions import merge, register
from kasuhara_plugin.flags.actions import approve, lift, propose
from kasuhara_plugin.models import AccountFlag, Customer

AsUser = Callable[[User], Client]
SAID = "この会員には、取引制限フラグ「{}」が適用されています。"


@pytest.fixture
def flagged(staff: Any, customer: Customer) -> Callable[..., AccountFlag]:
    """``flagged(level="watch")``: in force for 佐藤 一郎 unless said."""

    def make(who: Customer | None = None, **details: Any) -> AccountFlag:
        facts = {"reason": "暴言が続いたため", "customer_message": "お控えください。", **details}
        flag = propose(who or customer, by=staff("operator"), **facts)
        if flag.status() == "proposed":
            approve(flag, by=staff("supervisor"))
        return flag

    return make


@pytest.fixture
def owner(staff: Any, as_user: AsUser) -> Client:
    return as_user(staff("superuser"))


def edit(user: User) -> str:
    return reverse("wagtailusers_users:edit", args=[user.pk])


def told(client: Client, address: str) -> list[str]:
    """What the page says about restrictions, and where each leads."""
    page = BeautifulSoup(client.get(address).content, "html.parser")
    return [
        f"{sentence[0]}→{link['href']}"
        for message in page.select(".messages li")
        if (sentence := re.search("この会員.*適用されています。", message.text))
        for link in message.select("a[href]")
    ]


def line(flag: AccountFlag, words: str) -> str:
    return f"{SAID.format(words)}→{reverse('kasuhara_flags:inspect', args=[flag.pk])}"


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"scopes": ["order", "quote"]}, "取引の制限（注文、見積）"),
        ({"until": date(2099, 1, 31)}, "取引の制限（注文。2099年1月31日まで）"),
        ({"level": "refuse"}, "取引のお断り（注文、再注文、見積、電話（書面のみ）、訪問）"),
        ({"level": "watch"}, "要注意"),
    ],
)
def test_what_is_in_force_is_said_and_leads_to_the_flag(
    owner: Client, ichiro: User, hanako: User, flagged: Any, details: dict[str, Any], words: str
) -> None:
    flag = flagged(**details)
    assert told(owner, edit(ichiro)) == [line(flag, words)]
    assert told(owner, edit(hanako)) == []


def test_what_is_not_in_force_is_not_said(
    owner: Client, staff: Any, ichiro: User, customer: Customer, flagged: Any
) -> None:
    propose(customer, reason="理由", customer_message="ご説明", by=staff("operator"))
    lift(flagged(), by=staff("desk"), reason="行き違い")
    assert told(owner, edit(ichiro)) == []


def test_what_holds_by_the_address_or_by_a_merged_customer_is_said_too(
    owner: Client, staff: Any, customer: Customer, ichiro: User, hanako: User, flagged: Any
) -> None:
    guest = register(email="guest@example.jp")
    of_the_other, of_the_address = flagged(guest), flagged(register(email=hanako.email))
    assert told(owner, edit(ichiro)) == []
    merge(customer, guest, by=staff("supervisor"), reason="同じ方")
    watch = flagged(level="watch")
    assert {text.partition("→")[2] for text in told(owner, edit(ichiro))} == {
        reverse("kasuhara_flags:inspect", args=[flag.pk]) for flag in (of_the_other, watch)
    }
    assert told(owner, edit(hanako)) == [line(of_the_address, "取引の制限（注文）")]


@pytest.mark.parametrize(
    ("may", "reads", "offered"),
    [
        ([], False, set()),
        (["view_accountflag"], True, set()),
        (["view_customer"], False, {"顧客カード"}),
        (["view_customer", "propose_accountflag"], False, {"顧客カード", "取引制限を申請する"}),
    ],
)
def test_it_is_said_to_whoever_may_read_flags_and_to_nobody_else(
    as_user: AsUser, setup_done: None, ichiro: User, flagged: Any,
    may: list[str], reads: bool, offered: set[str],
) -> None:  # fmt: skip
    flag = flagged(level="watch")
    person = User.objects.create_user("lister@staff.example.jp", name="係")
    wanted = ["access_admin", "change_user", *may]
    person.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    client = as_user(person)
    assert bool(told(client, edit(ichiro))) is reads
    page = client.get(edit(ichiro))
    assert flag.reason not in page.content.decode()
    assert ("取引制限フラグ「" in page.content.decode()) is reads
    soup = BeautifulSoup(page.content, "html.parser")
    ours = {
        link.text.strip() for link in soup.select(f'main a[href*="kasuhara"][href*="{ichiro.pk}"]')
    }
    assert offered <= ours
    assert not ({"顧客カード", "取引制限を申請する"} - offered) & ours


def test_nothing_is_left_over_on_another_page(
    owner: Client, ichiro: User, hanako: User, flagged: Any
) -> None:
    flagged()
    data = {"email": ichiro.email, "name": "佐藤", "company": "", "phone": "", "is_active": "on"}
    assert owner.post(edit(ichiro), data).status_code == 302
    for address in (reverse("wagtailusers_users:index"), reverse("wagtailadmin_home")):
        assert told(owner, address) == []
    wrong = owner.post(edit(ichiro), {**data, "email": "x"})
    assert wrong.context["form"].has_error("email")
    assert "取引制限フラグ「" in wrong.content.decode()
    owner.head(edit(ichiro))
    for address in (reverse("wagtailusers_users:index"), edit(hanako)):
        assert told(owner, address) == []


def test_whoever_may_not_edit_the_account_is_told_nothing(
    staff: Any, as_user: AsUser, ichiro: User, flagged: Any
) -> None:
    flagged()
    client = as_user(staff("supervisor"))
    assert client.get(edit(ichiro)).status_code == 302
    assert told(client, reverse("kasuhara_flags:index")) == []


def test_it_costs_two_queries_and_no_more_for_ten_more_flags(
    owner: Client, as_user: AsUser, ichiro: User, hanako: User, flagged: Any, settings: Any
) -> None:
    settings.KASUHARA_ALIASES = []

    def cost(user: User) -> int:
        ContentType.objects.clear_cache()
        with CaptureQueriesContext(connection) as asked:
            assert owner.get(edit(user)).status_code == 200
        return sum("kasuhara_plugin_" in query["sql"] for query in asked)

    cost(hanako)
    flagged()
    few = cost(ichiro)
    for _ in range(10):
        flagged()
    assert cost(ichiro) == few
    assert cost(hanako) <= few <= cost(hanako) + 2
