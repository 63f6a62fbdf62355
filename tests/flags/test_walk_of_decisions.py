"""Any decisions in any order, at any moments: the gate answers what the plain rules answer.

``WALK_CALLS=1000000`` walks further than the suite does; ``WALK_SEED`` takes another way.
"""

import logging
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction
from flags.plain_rules import TOKYO, PlainFlag
from storefront.accounts.models import User

from kasuhara_plugin.core.errors import KasuharaError
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.customers.identity import Identity
from kasuhara_plugin.flags import actions, gate
from kasuhara_plugin.flags.ending import record_ended
from kasuhara_plugin.flags.vocabulary import Level, Scope
from kasuhara_plugin.models import AccountFlag, Customer, RuleSettings

Make = Callable[..., Any]
CALLS = int(os.environ.get("WALK_CALLS", "6000"))
SEED = int(os.environ.get("WALK_SEED", "20261001"))
ACTS, CUSTOMERS = 50, 4  # of one walk
START = datetime(2026, 2, 20, 17, 0, tzinfo=TOKYO)
WORDS = {"reason": "記録のとおり", "customer_message": "お控えください。"}


class Walk:
    def __init__(self, chance: Random, staff: list[User], people: list[Customer]) -> None:
        self.chance, self.staff, self.people = chance, staff, people
        self.now = START
        self.plain: list[PlainFlag] = []

    def act(self) -> None:
        """One act at random; the plain rules say who may, and whether it is too late."""
        self.now += timedelta(minutes=self.chance.choice((0, 1, 7, 60, 600, 1440, 20_000)))
        verbs = (self.propose, self.propose, self.confirm, self.confirm, self.reject, self.lift)
        self.chance.choice((*verbs, self.write_down_ends))()

    def propose(self) -> None:
        chance, by = self.chance, self.chance.choice(self.staff)
        customer = chance.randrange(len(self.people))
        level, urgent = chance.choice(Level.values), chance.random() < 0.3
        scopes = chance.sample(Scope.values, chance.randint(1, 3))
        days = chance.choice((None, 0, 1, 3, 30))
        until = None if days is None else (self.now + timedelta(days=days)).astimezone(TOKYO).date()
        flag = actions.propose(
            self.people[customer], level=level, scopes=scopes, until=until, urgent=urgent, by=by,
            notify=False, now=self.now, **WORDS,
        )  # fmt: skip
        urgent = urgent and level != Level.WATCH
        row = PlainFlag(flag.pk, customer, level, scopes, until, self.now, urgent, str(by.pk))
        self.plain.append(row)

    def confirm(self) -> None:
        """Approval or ratification, by whoever comes along."""
        for row, by in self._one():
            verb = actions.ratify if row.urgent else actions.approve
            late = row.until is not None and row.until < self.now.astimezone(TOKYO).date()
            may = row.waits(self.now) and row.proposer != str(by.pk) and not late
            row.confirmed |= self._done(verb, row, by, may)

    def reject(self) -> None:
        for row, by in self._one():
            may = row.waits(self.now) and row.proposer != str(by.pk)
            row.over |= self._done(actions.reject, row, by, may)

    def lift(self) -> None:
        for row, by in self._one():
            row.over |= self._done(actions.lift, row, by, row.acts(self.now), reason="行き違い")

    def write_down_ends(self) -> None:
        record_ended(self.now)  # changes nothing of what holds

    def _one(self) -> list[tuple[PlainFlag, User]]:
        if not self.plain:
            return []
        return [(self.chance.choice(self.plain[-8:]), self.chance.choice(self.staff))]

    def _done(self, verb: Make, row: PlainFlag, by: User, may: bool, **more: Any) -> bool:
        flag = AccountFlag.objects.get(pk=row.pk)
        try:
            with transaction.atomic():
                verb(flag, by=by, now=self.now, **more)
        except KasuharaError as error:
            assert not may, (verb.__name__, row, self.now, error)
            return False
        assert may, (verb.__name__, row, self.now)
        return True

    def compare(self) -> int:
        """Asks about everybody, every scope, now and later; how many times it asked."""
        later = [timedelta(), timedelta(hours=self.chance.randint(1, 90)), timedelta(days=self.chance.randint(1, 60))]  # fmt: skip
        asked = 0
        for number, customer in enumerate(self.people):
            flags = [row for row in self.plain if row.customer == number]
            for moment in (self.now + after for after in later):
                for scope in Scope.values:
                    who = self.chance.choice(self._ways(customer))
                    said = refused(who, scope, moment)
                    wanted = any(row.closes(scope, moment) for row in flags)
                    assert said is wanted, (SEED, scope, moment, flags)
                    asked += 1
        return asked

    def _ways(self, customer: Customer) -> list[Any]:
        user: Any = customer.user
        return [customer, user, Identity(user=user), Identity(email=user.email.upper())]


def refused(who: Any, scope: str, now: datetime) -> bool:
    try:
        gate.require(who, scope, now=now)
    except gate.TransactionRestricted:
        return True
    return False


@pytest.mark.django_db
def test_the_gate_answers_what_the_rules_say(staff: Make, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR, "kasuhara_plugin")
    rules = RuleSettings.load()
    rules.staff_mail = False
    rules.save()
    people = [staff("supervisor", name) for name in ("甲", "乙", "丙")]
    chance, asked, closed = Random(SEED), 0, 0
    while asked < CALLS:
        with transaction.atomic():
            walk = Walk(chance, people, customers(asked))
            for _ in range(ACTS):
                walk.act()
                asked += walk.compare()
            closed += sum(row.acts(walk.now) for row in walk.plain)
            transaction.set_rollback(True)
    assert closed


def customers(number: int) -> list[Customer]:
    return [
        register(user=User.objects.create(email=f"walker{number}-{one}@example.com"))
        for one in range(CUSTOMERS)
    ]
