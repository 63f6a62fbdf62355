"""What waits for whom: one question of the list and of the first page, and the answer of the acts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from storefront.accounts.models import User

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.clock import TOKYO
from kasuhara_plugin.core.errors import KasuharaError
from kasuhara_plugin.customers.actions import merge, register
from kasuhara_plugin.desk.home import todos
from kasuhara_plugin.flags.actions import (
    amend,
    appeal,
    approve,
    decide_appeal,
    lift,
    may_decide,
    ratify,
    reject,
)
from kasuhara_plugin.flags.appeals import may_decide_appeal
from kasuhara_plugin.flags.waiting import open_appeals, waiting_for
from kasuhara_plugin.models import AccountFlag, RuleSettings

Make = Callable[..., Any]
FRIDAY = datetime(2026, 11, 20, 18, 0, tzinfo=TOKYO)  # Monday is 勤労感謝の日
DAY = timedelta(days=1)
ROLES = ("operator", "supervisor", "desk", "legal", "policy_editor", "superuser")
HANDS = ("申請者", "変更者", "承認者", "客でもある上長")


@pytest.fixture
def people(staff: Make) -> dict[str, User]:
    """Who had a hand in the flags below, who orders here as well, and each role besides."""
    made = {**{hand: staff("supervisor", hand) for hand in HANDS}, **{r: staff(r) for r in ROLES}}
    return {name: User.objects.get(pk=user.pk) for name, user in made.items()}


@pytest.fixture
def flags(people: dict[str, User], proposed: Make, ichiro: User) -> dict[str, AccountFlag]:
    """By what was done to each, on that Friday."""
    proposer, amender, approver, own = (people[hand] for hand in HANDS)
    kept = register(email="own@example.com", name="私用の名義")
    merge(kept, register(user=own), by=approver, reason="同じ方")

    def new(who: Any = None, **details: Any) -> AccountFlag:
        flag: AccountFlag = proposed(who, **{"by": proposer, "now": FRIDAY, **details})
        return flag

    plain = ("proposed", "amended", "approved", "rejected", "lifted", "appealed", "answered")
    made = {name: new() for name in plain}
    made |= {name: new(urgent=True) for name in ("urgent", "ratified", "urgent, appealed")}
    made |= {
        "urgent, ended": new(urgent=True, until=FRIDAY.date()),
        "to end": new(until=FRIDAY.date()),
        "watch": new(level="watch"),
        "by the operator": new(by=people["operator"]),
        "own": new(kept),
        "own, appealed": new(kept),
    }
    for name in ("amended", "appealed"):
        amend(made[name], scopes=["quote"], reason="直す", by=amender, now=FRIDAY)
    for name in ("approved", "lifted", "appealed", "answered", "own, appealed"):
        approve(made[name], by=approver, now=FRIDAY)
    ratify(made["ratified"], by=approver, now=FRIDAY)
    reject(made["rejected"], by=approver, now=FRIDAY)
    lift(made["lifted"], by=approver, reason="可", now=FRIDAY)
    for name in ("appealed", "answered", "urgent, appealed"):
        appeal(made[name], by=ichiro, reason="不服です", now=FRIDAY)
    appeal(made["own, appealed"], by=own, reason="不服です", now=FRIDAY)
    decide_appeal(made["answered"], granted=False, by=amender, reason="否", now=FRIDAY)
    return made


def found(user: User, now: datetime) -> tuple[set[AccountFlag], set[AccountFlag]]:
    """The proposals and the appeals that wait for this person."""
    proposals, answers = [set(rows) for rows in waiting_for(user, now)] or [set(), set()]
    return proposals, answers


def goes(act: Callable[..., Any], *args: Any, **details: Any) -> bool:
    """Whether the act itself is done; it is taken back."""
    try:
        with transaction.atomic():
            act(*args, **details)
            transaction.set_rollback(True)
            return True
    except KasuharaError:
        return False


@pytest.mark.parametrize("days", [0, 1, 5])
@pytest.mark.parametrize("rule", ["two", "one"])
def test_it_waits_for_whoever_may_decide_and_for_nobody_else(
    people: dict[str, User], flags: dict[str, AccountFlag], rule: str, days: int
) -> None:
    RuleSettings.objects.update_or_create(defaults={"decision_rule": rule})
    now = FRIDAY + days * DAY
    answer = {"granted": False, "reason": "否", "now": now}
    for name, person in people.items():
        proposals, answers = found(person, now)
        for kind, flag in flags.items():
            decides = goes(reject, flag, by=person, now=now)
            assert (flag in proposals) is decides, (name, kind)
            decides = goes(decide_appeal, flag, by=person, **answer)
            assert (flag in answers) is decides, (name, kind)


@pytest.mark.parametrize("rule", ["two", "one"])
def test_it_agrees_with_what_the_screens_ask(
    people: dict[str, User], flags: dict[str, AccountFlag], rule: str
) -> None:
    RuleSettings.objects.update_or_create(defaults={"decision_rule": rule})
    undecided, appealed = AccountFlag.objects.waiting(FRIDAY), open_appeals(FRIDAY)
    for name, person in people.items():
        may, may_answer = (
            person.has_perm(f"kasuhara_plugin.{act}_accountflag")
            for act in ("approve", "decide_appeal")
        )
        proposals, answers = found(person, FRIDAY)
        assert proposals == {f for f in undecided if may and may_decide(f, by=person)}, name
        wanted = {f for f in appealed if may_answer and may_decide_appeal(f, by=person)}
        assert answers == wanted, name


TOLD = [
    ("two", "申請者", 1), ("two", "変更者", 8), ("two", "承認者", 8), ("two", "客でもある上長", 9),
    ("two", "operator", 0), ("two", "supervisor", 10), ("two", "desk", 10), ("two", "legal", 0),
    ("two", "policy_editor", 0), ("two", "superuser", 10),
    ("one", "申請者", 10), ("one", "承認者", 10), ("one", "客でもある上長", 9), ("one", "operator", 0),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "name", "count"), TOLD)
def test_the_first_page_tells_how_much_and_leads_to_it(
    people: dict[str, User], flags: dict[str, AccountFlag], as_user: Callable[[User], Client],
    monkeypatch: pytest.MonkeyPatch, rule: str, name: str, count: int,
) -> None:  # fmt: skip
    RuleSettings.objects.update_or_create(defaults={"decision_rule": rule})
    monkeypatch.setattr("django.utils.timezone.now", lambda: FRIDAY)
    told = [todo for todo in todos(people[name], FRIDAY) if "決定を待っている" in todo.text]
    assert [todo.text for todo in told] == [
        f"あなたの決定を待っている取引制限が{count}件あります。"
    ] * bool(count)
    for todo in told:
        page = as_user(people[name]).get(todo.url)
        listed = page.context["object_list"]
        assert len(listed) == count
        assert set(listed) == set().union(*found(people[name], FRIDAY))


def test_what_is_decided_waits_no_more(people: dict[str, User], proposed: Make) -> None:
    flag, desk = proposed(), people["desk"]
    assert found(desk, clock.now()) == ({flag}, set())
    approve(flag, by=people["supervisor"])
    assert found(desk, clock.now()) == (set(), set())


def test_it_costs_the_same_for_ten_more(
    people: dict[str, User], active: Make, proposed: Make,
    django_assert_num_queries: Any, django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    def fill(first: int, last: int) -> None:
        for number in range(first, last):
            account = User.objects.create_user(f"c{number}@example.com", name=f"顧客{number}")
            customer = register(user=account)
            proposed(customer)
            appeal(active(customer), by=account, reason="不服です")

    fill(0, 2)
    desk = people["desk"]
    found(desk, clock.now())
    with django_assert_max_num_queries(6) as few:
        found(desk, clock.now())
    fill(2, 12)
    with django_assert_num_queries(len(few)):
        assert [len(rows) for rows in found(desk, clock.now())] == [12, 12]
