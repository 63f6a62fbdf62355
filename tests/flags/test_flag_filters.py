"""The filters of the lists of flags and of refusals: each leaves what it names and no more."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin import gate
from kasuhara_plugin.core import clock
from kasuhara_plugin.core.clock import TOKYO
from kasuhara_plugin.flags.actions import appeal, decide_appeal, lift, ratify, reject
from kasuhara_plugin.flags.refusals import keep
from kasuhara_plugin.flags.vocabulary import Level, Status
from kasuhara_plugin.models import AccountFlag, Refusal

Make = Callable[..., Any]
FLAGS, REFUSALS = "kasuhara_flags:index", "kasuhara_refusals:index"
FRIDAY = datetime(2026, 11, 20, 18, 0, tzinfo=TOKYO)  # Monday is 勤労感謝の日


@pytest.fixture
def lead(staff: Make, as_user: Callable[[User], Client]) -> Client:
    return as_user(staff("supervisor"))


def refusal_of(flag: AccountFlag, **details: Any) -> Refusal:
    restriction = gate.restriction_for(flag.customer, flag.all_scopes()[0])
    assert restriction
    return keep(restriction, door="/shop/order/", **details)


def listed(client: Client, room: str = FLAGS, **question: Any) -> set[Any]:
    page = client.get(reverse(room), question)
    assert page.status_code == 200
    return set(page.context["object_list"])


def in_every_state(staff: Make, proposed: Make, active: Make, ichiro: User) -> dict[str, Any]:
    """A flag for each way that a flag can go, by its name; made on that Friday."""
    lead, desk, legal = staff("supervisor"), staff("desk"), staff("superuser")
    ends, on = FRIDAY.date() + timedelta(days=1), {"now": FRIDAY}
    urgent = {"urgent": True, "by": staff("desk", "甲"), **on}
    flags = {
        "proposed": proposed(**on),
        "proposed, to end": proposed(until=ends, **on),
        "approved": active(**on),
        "approved, to end": active(until=ends, **on),
        "rejected": proposed(**on),
        "lifted": active(**on),
        "watch": proposed(level="watch", **on),
        "watch, to end": proposed(level="watch", until=ends, **on),
        "watch, lifted": proposed(level="watch", **on),
        "urgent": proposed(**urgent),
        "urgent, to end": proposed(until=ends, **urgent),
        "urgent, ratified": proposed(**urgent),
        "urgent, ratified, to end": proposed(until=ends, **urgent),
        "urgent, rejected": proposed(**urgent),
        "urgent, lifted": proposed(**urgent),
        "appealed": active(**on),
        "appeal denied": active(level="refuse", **on),
        "appeal granted": active(**on),
    }
    for name in ("rejected", "urgent, rejected"):
        reject(flags[name], by=lead, reason="否", **on)
    for name in ("urgent, ratified", "urgent, ratified, to end"):
        ratify(flags[name], by=lead, **on)
    for name in ("lifted", "watch, lifted", "urgent, lifted"):
        lift(flags[name], by=desk, reason="可", **on)
    for name in ("appealed", "appeal denied", "appeal granted"):
        appeal(flags[name], by=ichiro, reason="不服です", **on)
    for name, granted in (("appeal denied", False), ("appeal granted", True)):
        decide_appeal(flags[name], granted=granted, by=legal, reason="回答", **on)
    return flags


def test_the_database_and_the_row_say_the_same_status_at_any_moment(
    staff: Make, proposed: Make, active: Make, ichiro: User
) -> None:
    flags = in_every_state(staff, proposed, active, ichiro)
    lapse, end = flags["urgent"].lapses_at, datetime(2026, 11, 22, tzinfo=TOKYO)
    second, seen = timedelta(seconds=1), set()
    for moment in (FRIDAY, end - second, end, lapse - second, lapse, lapse + timedelta(days=9)):
        for status in Status.values:
            said = {name for name, flag in flags.items() if flag.status(moment) == status}
            rows = AccountFlag.objects.with_status(status, moment)
            assert {name for name, flag in flags.items() if flag in rows} == said, (status, moment)
            seen |= {status} if said else set()
    assert seen == set(Status.values)


def test_the_filters_of_status_level_and_waiting_leave_what_they_name(
    lead: Client, staff: Make, proposed: Make, active: Make, ichiro: User, as_user: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    flags = in_every_state(staff, proposed, active, ichiro)
    monkeypatch.setattr("django.utils.timezone.now", lambda: FRIDAY + timedelta(days=2))
    for status in Status.values:
        wanted = {flag for flag in flags.values() if flag.status() == status}
        assert listed(lead, status=status) == wanted
    for level in Level.values:
        assert listed(lead, level=level) == {f for f in flags.values() if f.level == level}
    undecided = {flags[name] for name in ("proposed", "proposed, to end", "urgent")}
    assert listed(lead, waiting="me") == undecided
    assert listed(lead, waiting="appeals") == {flags["appealed"]}
    third = as_user(staff("desk", "三人目"))
    assert listed(third, waiting="me") == undecided | {flags["appealed"]}
    assert listed(as_user(staff("operator")), waiting="me") == set()
    assert listed(third, waiting="me", status="active", level="limit") == {
        flags["urgent"], flags["appealed"],
    }  # fmt: skip


@pytest.mark.parametrize("added", ["rush", "特急便", 'a"b', "50%_off"])
def test_a_scope_finds_what_closes_it_that_of_the_host_included(
    settings: LazySettings, lead: Client, active: Make, proposed: Make, added: str
) -> None:
    settings.KASUHARA_GATES = {"shop:order": "order", "shop:reorder": added}
    flags = {name: active(scopes=[name]) for name in ("order", "reorder", added)}
    flags["all"] = active(level="refuse")
    proposed(level="watch")
    for scope in ("order", "reorder", added):
        assert listed(lead, scope=scope) == {flags[scope], flags["all"]}
    assert listed(lead, scope="visit") == {flags["all"]}
    kept = {scope: refusal_of(flags[scope]) for scope in ("order", added)}
    assert listed(lead, REFUSALS, scope=added) == {kept[added]}


def test_what_is_due_soon_or_overdue(lead: Client, active: Make, proposed: Make) -> None:
    now = clock.now()
    today, before = clock.day(now), now - timedelta(days=30)

    def due(days: int, field: str = "review_on") -> AccountFlag:
        return active(now=before, **{field: today + timedelta(days=days)})

    reviews = {days: due(days) for days in (-1, 0, 14, 15)}
    ends = {days: due(days, "until") for days in (-1, 0, 14, 15)}
    proposed(review_on=today, until=today)
    assert listed(lead, due="review_passed") == {reviews[-1]}
    assert listed(lead, due="review_soon") == {reviews[0], reviews[14]}
    assert listed(lead, due="ending") == {ends[0], ends[14]}


def test_a_day_is_a_day_in_japan_and_a_proposer_is_found_by_a_part_of_the_name(
    lead: Client, proposed: Make, staff: Make
) -> None:
    first = proposed(now=datetime(2026, 11, 10, 0, 0, tzinfo=TOKYO))
    last = proposed(now=datetime(2026, 11, 10, 23, 59, 59, tzinfo=TOKYO), by=staff("desk", "林"))
    after = proposed(now=datetime(2026, 11, 11, 0, 0, tzinfo=TOKYO))
    day, next_day = date(2026, 11, 10), date(2026, 11, 11)
    assert listed(lead, proposed_at_from=day, proposed_at_to=day) == {first, last}
    assert listed(lead, proposed_at_from=next_day) == {after}
    assert listed(lead, proposed_at_to=date(2026, 11, 9)) == set()
    assert listed(lead, proposer="林") == {last}
    assert listed(lead, proposer="OPERA") == {first, after}


def test_refusals_are_filtered_by_the_day_and_by_who_it_was(
    lead: Client, active: Make, ichiro: User
) -> None:
    active()
    at = datetime(2026, 11, 10, 23, 59, 59, tzinfo=TOKYO)
    proven, typed = (gate.restriction_for(who, "order") for who in (ichiro, gate.Identity(email=ichiro.email)))  # fmt: skip
    mine, guests = keep(proven, door="/a/", at=at), keep(typed, door="/b/")
    assert listed(lead, REFUSALS, proven="1") == {mine}
    assert listed(lead, REFUSALS, proven="0") == {guests}
    assert listed(lead, REFUSALS, at_from="2026-11-10", at_to="2026-11-10") == {mine}
    assert listed(lead, REFUSALS, at_from="2026-11-11") == {guests}
