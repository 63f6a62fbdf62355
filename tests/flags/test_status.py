"""The status of a flag follows from its decisions and the clock, in Japan (law 8)."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from storefront.accounts.models import User

from kasuhara_plugin.flags.actions import approve, lift, propose, reject
from kasuhara_plugin.flags.gate import restriction_for
from kasuhara_plugin.models import AccountFlag, Customer

TOKYO = ZoneInfo("Asia/Tokyo")
Make = Callable[..., AccountFlag]
START = datetime(2024, 1, 1, 10, 0, tzinfo=TOKYO)


def jst(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=TOKYO)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("until", "now", "status"),
    [
        # "Until day D" ends at 00:00 in Japan on the day after.
        (date(2026, 11, 23), jst(2026, 11, 23, 0, 0), "active"),
        (date(2026, 11, 23), jst(2026, 11, 23, 23, 59, 59), "active"),
        (date(2026, 11, 23), jst(2026, 11, 24, 0, 0), "expired"),
        # The same moment, said in UTC.
        (date(2026, 11, 23), datetime(2026, 11, 23, 14, 59, 59, tzinfo=UTC), "active"),
        (date(2026, 11, 23), datetime(2026, 11, 23, 15, 0, tzinfo=UTC), "expired"),
        # The ends of months and of the year, and the leap day.
        (date(2026, 4, 30), jst(2026, 4, 30, 23, 59), "active"),
        (date(2026, 4, 30), jst(2026, 5, 1), "expired"),
        (date(2026, 12, 31), jst(2026, 12, 31, 23, 59), "active"),
        (date(2026, 12, 31), jst(2027, 1, 1), "expired"),
        (date(2028, 2, 29), jst(2028, 2, 29, 23, 59), "active"),
        (date(2028, 2, 29), jst(2028, 3, 1), "expired"),
        (date(2027, 2, 28), jst(2027, 3, 1), "expired"),
        (date(2028, 2, 28), jst(2028, 2, 29), "expired"),
        # Without an end the clock ends nothing; a review date that passes does not either.
        (None, jst(2026, 11, 23), "active"),
        (None, jst(2099, 1, 1), "active"),
    ],
)
@pytest.mark.parametrize("level", ["limit", "refuse", "watch"])
def test_a_flag_ends_with_its_last_day_in_japan(
    staff: Callable[..., User],
    customer: Customer,
    level: str,
    until: date | None,
    now: datetime,
    status: str,
) -> None:
    flag = propose(
        customer, level=level, reason="理由", customer_message="ご説明", until=until,
        by=staff("operator"), now=START,
    )  # fmt: skip
    if level != "watch":
        approve(flag, by=staff("supervisor"), now=START)
    assert flag.status(now) == status
    assert AccountFlag.objects.in_force(now).exists() == (status == "active")
    assert (restriction_for(customer, "order", now=now) is not None) == (
        status == "active" and level != "watch"
    )


@pytest.mark.parametrize("moment", [jst(2026, 1, 31, 23, 59), jst(2026, 2, 1)])
@pytest.mark.parametrize(
    ("decisions", "status"),
    [
        ([], "proposed"),
        ([reject], "rejected"),
        ([approve, lift], "lifted"),
    ],
)
def test_a_decision_outlasts_the_end(
    staff: Callable[..., User],
    proposed: Make,
    decisions: list[Callable[..., object]],
    status: str,
    moment: datetime,
) -> None:
    flag = proposed(until=date(2026, 1, 31), now=START)
    for decide in decisions:
        decide(flag, by=staff("supervisor"), reason="理由", now=START)
    assert flag.status(moment) == status
    assert not AccountFlag.objects.in_force(moment).exists()
    assert restriction_for(flag.customer, "order", now=moment) is None


def test_a_flag_does_not_act_before_it_begins(active: Make) -> None:
    active(now=jst(2026, 11, 23, 10))
    assert not AccountFlag.objects.in_force(jst(2026, 11, 23, 9, 59)).exists()
    assert AccountFlag.objects.in_force(jst(2026, 11, 23, 10)).exists()


def test_what_waits_for_a_decision(
    staff: Callable[..., User], proposed: Make, active: Make
) -> None:
    waiting = proposed()
    active()
    reject(proposed(), by=staff("desk"))
    proposed(level="watch")
    assert list(AccountFlag.objects.waiting()) == [waiting]


def test_a_proposal_that_would_act_no_more_is_not_put_into_force(
    staff: Callable[..., User], proposed: Make
) -> None:
    flag = proposed(until=date(2026, 1, 31), now=START)
    with pytest.raises(Exception, match="終了日"):
        approve(flag, by=staff("supervisor"), now=jst(2026, 2, 1))
