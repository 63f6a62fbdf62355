"""What a sender said lately is read at once, and of who wrote very much piece by piece: the verdict is
the same."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.inquiries.actions import Receipt, receive
from kasuhara_plugin.inquiries.counters import AT_ONCE
from kasuhara_plugin.inquiries.guard import Outcome
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.models import Customer, Inquiry

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SENDER = "sender@example.com"
BODY = "名刺の色が画面と違います。刷り直しをお願いします。"
NUMBERS = [0, AT_ONCE - 2, AT_ONCE - 1, AT_ONCE, AT_ONCE + 20]


@pytest.fixture(autouse=True)
def rules() -> InquiryRules:
    rules = InquiryRules.load()
    rules.sender_limit, rules.sender_window_minutes = 3, 60
    rules.day_limit = rules.week_limit = 0
    rules.join_similar = False  # the texts differ by their numbers alone
    rules.save()
    return rules


def send(at: datetime = NOW, *, body: str = BODY) -> Receipt:
    return receive(body=body, email=SENDER, address="203.0.113.9", now=at)


def others(number: int) -> None:
    """So many threads of the sender in the days before."""
    Inquiry.objects.bulk_create(
        Inquiry(
            number=f"B-{place}",
            sender_key=f"email:{SENDER}",
            text_key=f"another {place}",
            received_at=NOW - timedelta(hours=3 + place),
        )
        for place in range(number)
    )


@pytest.mark.parametrize("number", NUMBERS)
def test_what_was_said_before_is_joined_to_its_first(number: int) -> None:
    first = send(NOW - timedelta(days=13)).inquiry
    others(number)
    again = send()
    assert (again.verdict.outcome, again.verdict.nth) == (Outcome.JOIN, 2)
    assert again.inquiry is not None
    assert again.inquiry.first == first
    record = AuditRecord.objects.get(act="inquiry.receive", subject_key=str(again.inquiry.pk))
    assert (record.data, record.actor_name) == ({"outcome": "join"}, "システム")


@pytest.mark.parametrize("number", NUMBERS)
def test_what_is_older_than_the_days_of_the_rules_is_a_thread_of_its_own(number: int) -> None:
    send(NOW - timedelta(days=14))
    others(number)
    assert send().verdict.outcome is Outcome.ACCEPT


@pytest.mark.parametrize("number", NUMBERS)
def test_only_the_messages_of_the_window_take_a_place(number: int) -> None:
    others(number)
    sent = [send(NOW + timedelta(minutes=at), body=f"{at}分の質問です。") for at in (0, 20, 40, 59)]
    assert [one.verdict.outcome for one in sent] == [Outcome.ACCEPT] * 3 + [Outcome.HOLD]
    assert sent[-1].verdict.held_until == NOW + timedelta(minutes=60)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_call_that_staff_wrote_down_takes_no_place(number: int) -> None:
    others(number)
    Inquiry.objects.bulk_create(
        Inquiry(
            number=f"C-{place}",
            channel="phone_inquiry",
            sender_key=f"email:{SENDER}",
            received_at=NOW - timedelta(minutes=5),
        )
        for place in range(3)
    )
    assert send().verdict.outcome is Outcome.ACCEPT


def test_a_message_costs_the_same_however_many_came_before() -> None:
    send(NOW - timedelta(days=1), body="はじめての質問です。")
    assert Customer.objects.count() == 1
    costs = []
    for number in (1, 2, AT_ONCE - 4):
        Inquiry.objects.filter(number__startswith="B-").delete()
        others(number)
        with CaptureQueriesContext(connection) as queries:
            send(body=f"{number}件の後の質問です。")
        costs.append(len(queries))
    assert costs == costs[:1] * 3
    assert costs[0] <= 20
