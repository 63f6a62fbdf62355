"""The verdict as a table: facts in, outcome out; no database, no clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kasuhara_plugin.inquiries.guard import Facts, Outcome, Rules, Verdict, Window, decide

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
FLOOD = Window(20, timedelta(minutes=10))
RULES = Rules(
    network=FLOOD,
    sender=(Window(3, timedelta(minutes=60)),),
    join_within=timedelta(days=14),
    ask_to_wait_from=3,
)
HOUR = 60 * 60


def ago(*seconds: float) -> list[datetime]:
    return [NOW - timedelta(seconds=second) for second in seconds]


@pytest.mark.parametrize(
    ("times", "outcome"),
    [
        ([], Outcome.ACCEPT),
        (ago(10), Outcome.ACCEPT),
        (ago(20, 10), Outcome.ACCEPT),
        (ago(30, 20, 10), Outcome.HOLD),
        (ago(40, 30, 20, 10), Outcome.HOLD),
        (ago(0, 0, 0), Outcome.HOLD),
        (ago(HOUR - 1, 20, 10), Outcome.HOLD),
        (ago(HOUR, 20, 10), Outcome.ACCEPT),
        (ago(HOUR + 1, 20, 10), Outcome.ACCEPT),
        (ago(HOUR - 0.000001, 20, 10), Outcome.HOLD),
        (ago(2 * HOUR, 2 * HOUR, 2 * HOUR, 10), Outcome.ACCEPT),
    ],
)
def test_the_limit_is_exact_and_the_window_slides(times: list[datetime], outcome: Outcome) -> None:
    assert decide(Facts(sender_times=times), RULES, NOW).outcome is outcome


@pytest.mark.parametrize(
    ("times", "oldest_that_counts_s"),
    [
        (ago(30, 20, 10), 30),
        (ago(HOUR - 1, 20, 10), HOUR - 1),
        (ago(50, 40, 30, 20, 10), 30),
        (ago(HOUR + 5, 30, 20, 10), 30),
    ],
)
def test_a_held_message_says_when_the_sender_may_write_again(
    times: list[datetime], oldest_that_counts_s: float
) -> None:
    verdict = decide(Facts(sender_times=times), RULES, NOW)
    frees_at = NOW - timedelta(seconds=oldest_that_counts_s) + RULES.sender[0].length
    assert verdict == Verdict(Outcome.HOLD, ("sender_limit 3/3600",), held_until=frees_at)
    assert decide(Facts(sender_times=times), RULES, frees_at).outcome is Outcome.ACCEPT
    a_moment_before = frees_at - timedelta(microseconds=1)
    assert decide(Facts(sender_times=times), RULES, a_moment_before).outcome is Outcome.HOLD


@pytest.mark.parametrize("wait_s", [1, 59, 600])
@pytest.mark.parametrize("times", [[], ago(30, 20, 10)], ids=["first", "over the limit"])
def test_over_the_networks_limit_a_message_is_given_back_with_the_time_to_wait(
    wait_s: int, times: list[datetime]
) -> None:
    verdict = decide(Facts(network_wait_s=wait_s, sender_times=times), RULES, NOW)
    assert verdict == Verdict(Outcome.REFUSE, ("network_limit 20/600",), retry_after_s=wait_s)


def test_an_accepted_message_has_no_reasons_and_no_wait() -> None:
    assert decide(Facts(), RULES, NOW) == Verdict(Outcome.ACCEPT, (), 0, None)


def test_a_limit_of_one_holds_the_second_message() -> None:
    rules = replace(RULES, sender=(Window(1, timedelta(minutes=1)),))
    assert decide(Facts(), rules, NOW).outcome is Outcome.ACCEPT
    verdict = decide(Facts(sender_times=ago(59)), rules, NOW)
    assert verdict.held_until == NOW + timedelta(seconds=1)
