"""A flag that acts at once on one person's word, and lapses unless another stands by it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from storefront.accounts.models import User

from kasuhara_plugin.core.clock import TOKYO
from kasuhara_plugin.core.errors import AlreadyDecided, NotPermitted, SamePerson
from kasuhara_plugin.flags.actions import approve, lift, ratify, reject
from kasuhara_plugin.flags.ending import record_ended
from kasuhara_plugin.flags.gate import restriction_for
from kasuhara_plugin.models import AccountFlag, AuditRecord, FlagDecision

Make = Callable[..., Any]
FRIDAY = datetime(2026, 11, 20, 18, 0, tzinfo=TOKYO)
ENDS = datetime(2026, 11, 25, 0, 0, tzinfo=TOKYO)  # Monday is 勤労感謝の日
SECOND = timedelta(seconds=1)


@pytest.fixture
def urgent(proposed: Make, staff: Make) -> Make:
    def make(**details: Any) -> AccountFlag:
        return proposed(by=staff("supervisor", "甲"), urgent=True, now=FRIDAY, **details)

    return make


@pytest.mark.parametrize(
    ("at", "status"),
    [(FRIDAY, "active"), (ENDS - SECOND, "active"), (ENDS, "lapsed"), (ENDS + SECOND, "lapsed")],
)
def test_it_acts_until_the_end_of_the_next_business_day(
    urgent: Make, ichiro: User, at: datetime, status: str
) -> None:
    flag = urgent()
    assert flag.lapses_at == ENDS
    assert flag.status(at) == status
    assert bool(restriction_for(ichiro, "order", now=at)) is (status == "active")
    assert AccountFlag.objects.in_force(at).exists() is (status == "active")
    assert AccountFlag.objects.waiting(at).exists() is (status == "active")


def test_ratified_by_another_person_it_goes_on(urgent: Make, staff: Make, ichiro: User) -> None:
    flag, second = urgent(), staff("desk")
    decision = ratify(flag, by=second, now=FRIDAY + timedelta(hours=1))
    assert (decision.act, decision.actor_name) == ("ratified", second.name)
    assert flag.status(ENDS + SECOND) == "active"
    assert restriction_for(ichiro, "order", now=ENDS + SECOND)
    assert AuditRecord.objects.filter(act="flag.ratify", actor_name=second.name).exists()
    assert not AccountFlag.objects.waiting(FRIDAY).exists()


@pytest.mark.parametrize("act", [ratify, reject])
def test_not_by_the_person_who_set_it(urgent: Make, staff: Make, act: Make) -> None:
    flag = urgent()
    with pytest.raises(SamePerson):
        act(flag, by=staff("supervisor", "甲"), now=FRIDAY)
    assert FlagDecision.objects.filter(flag=flag).count() == 1


def test_rejected_it_ends_at_once(urgent: Make, staff: Make, ichiro: User) -> None:
    flag = urgent()
    reject(flag, by=staff("desk"), now=FRIDAY)
    assert flag.status(FRIDAY) == "rejected"
    assert not restriction_for(ichiro, "order", now=FRIDAY)


@pytest.mark.parametrize("act", [ratify, reject])
def test_what_lapsed_is_decided_by_nobody(urgent: Make, staff: Make, act: Make) -> None:
    flag = urgent()
    with pytest.raises(AlreadyDecided, match="失効"):
        act(flag, by=staff("desk"), now=ENDS)


def test_it_is_ratified_once_and_approved_never(urgent: Make, staff: Make) -> None:
    flag, second = urgent(), staff("desk")
    with pytest.raises(AlreadyDecided):
        approve(flag, by=second, now=FRIDAY)
    ratify(flag, by=second, now=FRIDAY)
    with pytest.raises(AlreadyDecided, match="決裁されています"):
        ratify(flag, by=second, now=FRIDAY)


def test_it_may_be_lifted_while_it_waits(urgent: Make, staff: Make) -> None:
    flag = urgent()
    lift(flag, by=staff("supervisor", "甲"), reason="行き違いでした", now=FRIDAY)
    assert flag.status(FRIDAY) == "lifted"


def test_an_operator_sets_none(proposed: Make, staff: Make) -> None:
    with pytest.raises(NotPermitted):
        proposed(by=staff("operator"), urgent=True)
    assert not AccountFlag.objects.exists()


def test_watch_is_never_urgent(proposed: Make, staff: Make) -> None:
    flag = proposed(by=staff("supervisor"), level="watch", urgent=True, now=FRIDAY)
    assert flag.lapses_at is None


def test_what_the_clock_ended_is_written_down_once(
    urgent: Make, active: Make, proposed: Make
) -> None:
    lapsed = urgent()
    expired = active(until=FRIDAY.date(), now=FRIDAY)
    proposed(now=FRIDAY)
    active(now=FRIDAY)
    assert record_ended(FRIDAY) == 0
    assert [record_ended(ENDS) for _ in range(2)] == [2, 0]
    rows = FlagDecision.objects.filter(act__in=["lapsed", "expired"]).order_by("flag_id")
    assert [(row.flag_id, row.act, row.actor_name) for row in rows] == [
        (lapsed.pk, "lapsed", "システム"),
        (expired.pk, "expired", "システム"),
    ]
