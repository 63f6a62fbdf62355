"""An order and a decision about its customer at the same moment, in two processes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from processes import processes
from storefront.accounts.models import User
from storefront.shop.models import Order, Product

from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.models import HeldOrder

pytestmark = pytest.mark.django_db(transaction=True)
Make = Callable[..., Any]
ROUNDS, TAKES_S = 12, 0.1


@pytest.fixture
def members(db: None) -> list[User]:
    password = make_password(None)
    return [
        User.objects.create(email=f"member{number}@example.com", password=password)
        for number in range(ROUNDS)
    ]


def test_the_state_that_counts_is_the_one_at_the_commit_of_the_order(
    members: list[User], proposed: Make, staff: Make, meishi: Product, tmp_path: Path
) -> None:
    """Each order is written before the decision, or not at all."""
    person = str(staff("supervisor").pk)
    flags = [proposed(register(user=member)) for member in members]
    with processes("flags.others", 2, tmp_path) as (till, desk):
        told = []
        for number, (flag, member) in enumerate(zip(flags, members, strict=True)):
            till.tell("order", str(member.pk), meishi.pk, TAKES_S)
            # Sometimes the decision is first, mostly it comes while the order is under way.
            desk.tell("approve", flag.pk, person, TAKES_S * number / ROUNDS if number else 0)
            told.append((till.hear(), desk.hear()))
    assert not [pair for pair in told if pair[0] is not None and pair[0] > pair[1]]
    assert [pair[0] is not None for pair in told] == [
        Order.objects.filter(user=member).exists() for member in members
    ]
    assert any(placed for placed, _ in told)
    assert all(flag.status() == "active" for flag in flags)


def test_in_autocommit_an_order_that_met_a_decision_is_held(
    members: list[User], proposed: Make, staff: Make, meishi: Product, tmp_path: Path
) -> None:
    """Refused, held, or placed before the decision: never written after it and not marked."""
    person = str(staff("supervisor").pk)
    flags = [proposed(register(user=member)) for member in members]
    decided = {}  # by member: when the approval was committed
    with processes("flags.others", 2, tmp_path) as (till, desk):
        for flag, member in zip(flags, members, strict=True):
            till.tell("order_in_autocommit", str(member.pk), meishi.pk)
            desk.tell("approve", flag.pk, person)
            said, decided[member.pk] = till.hear(), desk.hear()
            assert said["placed"] or not said["held"]
            after = till.ask("order_in_autocommit", str(member.pk), meishi.pk)
            assert after == {"placed": False, "held": False}
    held = {row.order for row in HeldOrder.objects.filter(outcome="")}
    for order in Order.objects.all():
        begun_before = order.created.timestamp() <= decided[order.user_id]
        assert begun_before or f"shop.order:{order.pk}" in held


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="the processes share PostgreSQL and Redis"
)
def test_a_flag_acts_on_the_next_request_in_every_process(
    members: list[User], proposed: Make, staff: Make, tmp_path: Path
) -> None:
    person = str(staff("supervisor").pk)
    with processes("flags.others", 2, tmp_path) as (web, desk):
        for member in members:
            key, flag = str(member.pk), proposed(register(user=member))
            assert [web.ask("is_restricted", key) for _ in range(2)] == [False, False]
            desk.ask("approve", flag.pk, person)
            assert [one.ask("is_restricted", key) for one in (web, desk)] == [True, True]
            desk.ask("lift", flag.pk, person)
            assert [one.ask("is_restricted", key) for one in (web, desk)] == [False, False]
