"""Fewer than two who can approve, and the rule 二人: the first page says where to change that."""

from collections.abc import Callable
from typing import Any

import pytest
from conftest import SHOP, lay_ground
from django.contrib.auth.models import Group
from django.core.management import call_command
from storefront.accounts.models import User

from kasuhara_plugin.core import clock
from kasuhara_plugin.desk.home import todos
from kasuhara_plugin.models import RuleSettings

TOO_FEW = "決裁の設定は「二人」ですが、取引制限を承認できる人が"


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


def hints(user: User) -> list[Any]:
    found = todos(User.objects.get(pk=user.pk), clock.now())
    return [todo for todo in found if todo.text.startswith(TOO_FEW)]


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (["責任者"], "1人しかいません"),
        (["責任者", "担当者", "担当者"], "1人しかいません"),
        (["責任者", "gone"], "1人しかいません"),
        (["責任者", "責任者"], ""),
        (["責任者", "責任者", "責任者"], ""),
        (["責任者", "owner"], ""),
    ],
)
def test_whoever_could_approve_is_counted(
    member: Callable[..., User], people: list[str], said: str
) -> None:
    group = {"gone": "責任者", "owner": "責任者"}
    made = [
        member(f"人{n}", group.get(who, who), is_active=who != "gone", is_superuser=who == "owner")
        for n, who in enumerate(people)
    ]
    assert [said in todo.text for todo in hints(made[0])] == [True] * bool(said)


def test_it_is_told_to_whoever_may_change_the_rules(member: Callable[..., User]) -> None:
    chief, clerk = member("店主"), member("担当", "担当者")
    assert len(hints(chief)) == 1
    assert hints(clerk) == []
    chief.groups.clear()
    assert hints(chief) == []
    chief.is_superuser = True
    chief.save()
    assert len(hints(chief)) == 1


def test_where_nobody_may_approve_that_is_said(member: Callable[..., User]) -> None:
    chief = member("店主")
    group = Group.objects.get(name="責任者")
    group.permissions.remove(group.permissions.get(codename="approve_accountflag"))
    assert "承認できる人がいません。" in hints(chief)[0].text


def test_it_is_over_with_the_switch_or_with_a_second_person(
    chief: User, member: Callable[..., User]
) -> None:
    RuleSettings.objects.update_or_create(defaults={"decision_rule": "one"})
    assert hints(chief) == []
    RuleSettings.objects.update(decision_rule="two")
    assert len(hints(chief)) == 1
    member("二人目")
    assert hints(chief) == []


def test_it_costs_one_question_however_many_people_there_are(
    chief: User, member: Callable[..., User], django_assert_max_num_queries: Any,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    reader = User.objects.get(pk=chief.pk)
    list(todos(reader, clock.now()))
    with django_assert_max_num_queries(30) as few:
        list(todos(reader, clock.now()))
    for number in range(10):
        member(f"責任者{number}")
    with django_assert_num_queries(len(few)):
        list(todos(reader, clock.now()))
