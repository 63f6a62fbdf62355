"""Many people at the same moment, each in a process: what is counted is exact."""

import os
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from processes import processes

from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.models import Inquiry

pytestmark = pytest.mark.django_db(transaction=True)

EQUAL, ROUNDS = 50, 10
PEOPLE = int(os.environ.get("SENDERS", 10))  # SENDERS=64 takes most of PostgreSQL's connections
TRIES = 256 // PEOPLE // 4  # after the edge; before it twice as many
LIMIT, WINDOW = 20, timedelta(minutes=10)
EDGE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # where a fixed window would begin anew
BEFORE, AFTER = EDGE - timedelta(seconds=1), EDGE + timedelta(seconds=1)
SAME = {"body": "まだ届きません。"}
SENDER = {"body": "{n}つ目の質問です。", "email": "one@example.jp"}
NETWORK = {"body": "質問です。", "email": "guest{n}@example.jp", "address": "203.0.113.7"}

Answers = Callable[[dict[str, str]], list[Counter[str]]]


def test_fifty_equal_messages_at_once_are_one_message_said_fifty_times(tmp_path: Path) -> None:
    people = min(PEOPLE, EQUAL)
    with processes("inquiries.senders", 1, tmp_path) as (site,):
        rounds = [
            site.ask(people, EQUAL // people, {**SAME, "email": f"{number}@example.jp"})
            for number in range(ROUNDS)
        ]
    for number, said in enumerate(rounds):
        rows = list(Inquiry.objects.filter(email=f"{number}@example.jp").order_by("nth"))
        assert [row.nth for row in rows] == list(range(1, EQUAL + 1))
        assert [row.outcome for row in rows] == ["accept"] + ["join"] * (EQUAL - 1)
        assert {row.first_id for row in rows[1:]} == {rows[0].pk}
        assert sorted(said) == sorted([row.number, row.outcome, row.nth] for row in rows)
    assert AuditRecord.objects.filter(act="inquiry.receive").count() == ROUNDS * EQUAL


@pytest.fixture
def answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Answers:
    """``answers(words)``: what all are told before the edge, after it, and a window later. No cache
    answers: the database alone decides."""
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    rules = InquiryRules.load()
    rules.network_limit = rules.sender_limit = LIMIT
    rules.network_window_minutes = rules.sender_window_minutes = WINDOW.seconds // 60
    rules.day_limit = rules.week_limit = 0
    rules.save()

    def send(words: dict[str, str]) -> list[Counter[str]]:
        turns = [(2 * TRIES, BEFORE, 0), (TRIES, AFTER, 1_000), (TRIES, AFTER + WINDOW, 2_000)]
        with processes("inquiries.senders", 1, tmp_path) as (site,):
            said = [
                site.ask(PEOPLE, tries, words, at.isoformat(), start) for tries, at, start in turns
            ]
        receipts = [number for each in said for number, _, _ in each if number]
        assert sorted(receipts) == sorted(Inquiry.objects.values_list("number", flat=True))
        return [Counter(outcome for _, outcome, _ in each) for each in said]

    return send


@pytest.mark.parametrize(
    ("words", "else_"), [(SENDER, "hold"), (NETWORK, "refuse")], ids=["sender", "network"]
)
def test_no_more_than_the_limit_passes_in_any_stretch_of_time(
    answers: Answers, words: dict[str, str], else_: str
) -> None:
    few = PEOPLE * TRIES
    assert answers(words) == [
        {"accept": LIMIT, else_: 2 * few - LIMIT},
        {else_: few},
        {"accept": LIMIT, else_: few - LIMIT},
    ]
    accepted = Inquiry.objects.filter(outcome="accept")
    times = list(accepted.values_list("received_at", flat=True))
    assert max(sum(at <= one < at + WINDOW for one in times) for at in times) == LIMIT
