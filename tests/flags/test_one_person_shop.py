"""A shop with one responsible person: refused under the rule 二人, at home under 一人 (law 2)."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from conftest import SHOP, lay_ground
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.errors import SamePerson
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.desk.home import todos
from kasuhara_plugin.flags.actions import (
    appeal,
    approve,
    decide_appeal,
    lift,
    propose,
    ratify,
    reject,
)
from kasuhara_plugin.flags.gate import restriction_for
from kasuhara_plugin.models import AccountFlag, AuditRecord, Customer, FlagDecision, RuleSettings

AsUser = Callable[[User], Client]
FACTS = {"reason": "暴言が続いたため", "customer_message": "お控えください。"}
TOO_FEW = "決裁の設定は「二人」ですが、取引制限を承認できる人が"
RULES = reverse("wagtailsettings:edit", args=["kasuhara_plugin", "rulesettings"])


@pytest.fixture
def small_shop(db: None) -> None:
    """The two groups of a small shop, and no people yet."""
    lay_ground()
    call_command("kasuhara_setup", verbosity=0, **SHOP)


@pytest.fixture
def member(small_shop: None) -> Callable[..., User]:
    def make(name: str, group: str = "責任者", **facts: Any) -> User:
        email = f"{len(name)}{User.objects.count()}@staff.example.jp"
        user = User.objects.create_user(email, name=name, is_staff=True, **facts)
        user.groups.add(Group.objects.get(name=group))
        return user

    return make


@pytest.fixture
def chief(member: Callable[..., User]) -> User:
    return member("店主")


def switch(client: Client, rule: str) -> None:
    """As it is done: on the screen of 運用ルール."""
    page = client.get(RULES, follow=True)
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: "on" if value is True else value for name, value in data.items() if value}
    client.post(page.request["PATH_INFO"], {**data, "decision_rule": rule})
    assert RuleSettings.load().decision_rule == rule


def rows(flag: AccountFlag) -> list[tuple[str, str, str]]:
    kept = FlagDecision.objects.filter(flag=flag).order_by("id")
    return [(row.act, row.actor_name, row.rule) for row in kept]


def test_under_two_nobody_is_there_to_approve_and_it_is_said_where_to_change_that(
    chief: User, as_user: AsUser, customer: Customer
) -> None:
    flag = propose(customer, by=chief, **FACTS)
    for act in (approve, reject):
        with pytest.raises(SamePerson):
            act(flag, by=chief)
    client = as_user(chief)
    answer = client.post(reverse("kasuhara_flags:approve", args=[flag.pk]), {"reason": ""})
    assert (answer.status_code, flag.status()) == (403, "proposed")
    home = BeautifulSoup(client.get(reverse("wagtailadmin_home")).content, "html.parser")
    (line,) = [item for item in home.select(".kasuhara-todo li") if TOO_FEW in item.text]
    assert (
        "1人しかいません。責任者がお一人の場合は、決裁を「一人」に変更してください。" in line.text
    )
    assert line.a["href"] == RULES
    assert "決裁" in client.get(RULES, follow=True).content.decode()


@pytest.mark.parametrize("granted", [True, False])
def test_after_the_switch_one_person_does_all_of_it_on_the_screens(
    chief: User, as_user: AsUser, customer: Customer, ichiro: User, granted: bool
) -> None:
    client = as_user(chief)
    switch(client, "one")
    proposal = {
        "level": "limit", "scopes": ["order"], "until": "2099-01-31", "clauses": ["s6-4-b"], **FACTS,
    }  # fmt: skip
    client.post(reverse("kasuhara_flags:propose", args=[customer.pk]), proposal)
    flag = AccountFlag.objects.get()

    def press(act: str, **data: str) -> None:
        address = reverse(f"kasuhara_flags:{act}", args=[flag.pk])
        assert client.post(address, data).status_code == 302

    press("approve", reason="")
    assert restriction_for(ichiro, "order")
    as_user(ichiro).post(f"/support/appeal/{flag.pk}/", {"reason": "不服です"})
    assert any("決定を待っている" in todo.text for todo in todos(chief, clock.now()))
    press("decide_appeal", granted="yes" if granted else "no", reason="回答いたします。")
    if not granted:
        assert restriction_for(ichiro, "order")
        press("lift", reason="期間が過ぎたため")
    assert (flag.status(), restriction_for(ichiro, "order")) == ("lifted", None)
    assert rows(flag) == [
        ("proposed", "店主", "one"),
        ("approved", "店主", "one"),
        ("appealed", ichiro.name, "one"),
        ("appeal_granted" if granted else "appeal_denied", "店主", "one"),
        ("lifted", "店主", "one"),
    ]
    audits = AuditRecord.objects.filter(act__startswith="flag.").order_by("id")
    assert [row.data["rule"] for row in audits] == ["one"] * 5
    assert {row.actor_name for row in audits} == {"店主", ichiro.name}


def test_an_urgent_one_is_ratified_by_the_one_person(
    chief: User, as_user: AsUser, customer: Customer
) -> None:
    flag = propose(customer, by=chief, urgent=True, **FACTS)
    with pytest.raises(SamePerson):
        ratify(flag, by=chief)
    switch(as_user(chief), "one")
    act = AuditRecord.objects.get(act="rulesettings.change")
    assert (act.actor_name, act.data) == ("店主", {"decision_rule": ["two", "one"]})
    ratify(flag, by=chief)
    assert rows(flag) == [("proposed", "店主", "two"), ("ratified", "店主", "one")]


def test_even_so_nobody_answers_an_appeal_of_his_own(chief: User, as_user: AsUser) -> None:
    switch(as_user(chief), "one")
    flag = propose(register(user=chief), by=chief, **FACTS)
    approve(flag, by=chief)
    appeal(flag, by=chief, reason="不服です")
    with pytest.raises(SamePerson, match="ご自身"):
        decide_appeal(flag, granted=True, reason="可", by=chief)


def test_what_was_decided_under_either_rule_stays_valid_under_the_other(
    chief: User, member: Callable[..., User], as_user: AsUser, customer: Customer, ichiro: User
) -> None:
    second, client = member("二人目"), as_user(chief)
    by_two, half = (propose(customer, by=chief, **FACTS) for _ in range(2))
    approve(by_two, by=second)
    switch(client, "one")
    by_one = propose(customer, by=chief, **FACTS)
    approve(by_one, by=chief)
    appeal(by_one, by=ichiro, reason="不服です")
    assert by_two.status() == by_one.status() == "active"
    switch(client, "two")
    for flag in (by_two, by_one):
        flag.full_clean()
        flag.save()
        assert AccountFlag.objects.get(pk=flag.pk).status() == "active"
    with pytest.raises(SamePerson):
        approve(half, by=chief)
    with pytest.raises(SamePerson):
        decide_appeal(by_one, granted=False, reason="否", by=chief)
    decide_appeal(by_one, granted=False, reason="否", by=second)
    lift(by_one, by=chief, reason="可")
    lift(by_two, by=chief, reason="可")
    rules = [[rule for *_, rule in rows(flag)] for flag in (by_two, by_one)]
    assert rules == [["two", "two", "two"], ["one", "one", "one", "two", "two"]]


@pytest.mark.parametrize(("rule", "kept"), [("two", False), ("one", True)])
def test_the_database_keeps_each_row_to_the_rule_that_it_names(
    chief: User, customer: Customer, rule: str, kept: bool
) -> None:
    flag = propose(customer, by=chief, **FACTS)
    key = str(chief.pk)
    row = FlagDecision(flag=flag, act="approved", rule=rule, actor_key=key, actor_name="店主", proposer_key=key)  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        assert not kept
    assert (flag.status() == "active") is kept
