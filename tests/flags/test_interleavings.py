"""An order and a decision about its customer, in every order of their steps."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from processes import PATIENCE_S, Process, Silent, processes
from storefront.accounts.models import User
from storefront.shop.models import Order, Product

from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.flags.actions import approve
from kasuhara_plugin.models import AccountFlag

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]
Make = Callable[..., Any]
WAITS_S = 0.06  # a step that takes longer is taken to wait for the other side
STEPS = 3  # begin, act, end; of each side
ORDERS = list(combinations(range(2 * STEPS), STEPS))  # the turns that are the till's: 20
ACTS = [(act, end) for act in ("approve", "reject", "lift") for end in ("commit", "roll_back")]
CASES = [(turns, *act) for turns in ORDERS for act in ACTS] + [
    (turns, act, "commit") for turns in ORDERS for act in ("approve", "lift", "approve", "lift")
]


@dataclass
class Side:
    """One process and the steps it has still to take; at most one of them waits."""

    process: Process
    steps: list[tuple[Any, ...]]
    waits: bool = False
    answers: list[Any] = field(default_factory=list)

    def step(self) -> bool:
        """Takes the next one, or looks whether the last one came through; whether it did."""
        if not self.waits:
            self.process.tell(*self.steps.pop(0))
        # Only the act itself waits for the other side: a beginning and an end take what they take.
        within_s = WAITS_S if len(self.steps) == 1 else PATIENCE_S
        try:
            self.answers.append(self.process.hear(within_s))
            self.waits = False
        except Silent:
            self.waits = True
        return not self.waits


@dataclass
class Told:
    """``in_force`` is what was committed when the order's fate was decided."""

    overlapped: bool = False
    placed: bool | None = None
    in_force: bool | None = None


def interleave(turns: Iterable[int], till: Side, desk: Side, starts: bool, ends: bool) -> Told:
    """``starts`` and ``ends`` say whether the flag is in force before and after the desk's act."""
    told, turns, done = Told(), set(turns), {id(till): 0, id(desk): 0}
    schedule = [till if place in turns else desk for place in range(2 * STEPS)]
    while schedule:
        side = schedule.pop(0)
        if not side.step():
            schedule = _other_first([side, *schedule])
            continue
        done[id(side)] += 1
        told.overlapped |= all(0 < done[id(one)] < STEPS for one in (till, desk))
        fate = done[id(till)] == (2 if till.answers[1:2] == [False] else 3)
        if side is till and fate and told.placed is None:
            told.placed = till.answers[1]
            told.in_force = ends if done[id(desk)] == STEPS else starts
    return told


def _other_first(schedule: list[Side]) -> list[Side]:
    """The next turn is the other side's, if it has one left: the first one waits for it."""
    place = next((n for n, one in enumerate(schedule) if one is not schedule[0]), 0)
    return [schedule[place], *schedule[:place], *schedule[place + 1 :]]


def test_no_order_is_placed_under_a_flag_and_none_refused_without_one(
    proposed: Make, staff: Make, meishi: Product, tmp_path: Path
) -> None:
    lead, second = staff("supervisor"), staff("supervisor", "second")
    password, told = make_password(None), []
    with processes("flags.till_and_desk", 2, tmp_path) as (till, desk):
        for number, (turns, act, end) in enumerate(CASES):
            user = User.objects.create(email=f"m{number}@example.com", password=password)
            flag = proposed(register(user=user))
            if act == "lift":
                approve(flag, by=second)
            starts = act == "lift"
            ends = starts if end == "roll_back" else act == "approve"
            at_till = [("begin",), ("order", str(user.pk), meishi.pk), ("commit",)]
            at_desk = [("begin",), ("decide", act, flag.pk, str(lead.pk)), (end,)]
            one = interleave(turns, Side(till, at_till), Side(desk, at_desk), starts, ends)
            case = (number, turns, act, end, one)
            assert one.placed is (not one.in_force), case
            assert Order.objects.filter(user=user).exists() is one.placed, case
            assert (AccountFlag.objects.get(pk=flag.pk).status() == "active") is ends, case
            told.append(one)
    assert len(told) >= 200
    assert sum(one.overlapped for one in told) >= len(told) / 5
    assert {one.placed for one in told} == {True, False}
