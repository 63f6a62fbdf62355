"""Over the sender's limit a message is held: stored, receipted, visible; never dropped (law 1)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.inquiries.actions import Receipt, receive
from kasuhara_plugin.inquiries.guard import Outcome
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.models import Inquiry

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SENDER = "sender@example.com"


@pytest.fixture(autouse=True)
def rules() -> InquiryRules:
    rules = InquiryRules.load()
    rules.sender_limit, rules.sender_window_minutes = 3, 60
    rules.day_limit = rules.week_limit = 0
    rules.join_similar = False  # the texts differ by their numbers alone
    rules.save()
    return rules


def send(minute: float = 0, *, email: str = SENDER, user: User | None = None) -> Receipt:
    at = NOW + timedelta(minutes=minute)
    return receive(body=f"{minute}分の質問です。", email=email, user=user, now=at)


def test_one_too_many_is_held_and_still_receipted() -> None:
    outcomes = [send(minute).verdict.outcome for minute in range(3)]
    held = send(3)
    assert outcomes == [Outcome.ACCEPT] * 3
    assert held.verdict.outcome is Outcome.HOLD
    inquiry = Inquiry.objects.get(number=held.number)
    assert (inquiry.outcome, inquiry.reasons) == ("hold", ["sender_limit 3/3600"])
    assert inquiry.held_until == NOW + timedelta(minutes=60)
    assert AuditRecord.objects.get(act="inquiry.receive", subject_key=str(inquiry.pk)).data == {
        "outcome": "hold"
    }


def test_held_messages_count_so_that_the_flood_stays_held() -> None:
    outcomes = [send(minute / 10).verdict.outcome for minute in range(50)]
    assert outcomes == [Outcome.ACCEPT] * 3 + [Outcome.HOLD] * 47
    assert Inquiry.objects.count() == 50


@pytest.mark.parametrize(("minute", "outcome"), [(59.99, Outcome.HOLD), (60, Outcome.ACCEPT)])
def test_the_first_message_frees_its_place_when_the_window_has_passed(
    minute: float, outcome: Outcome
) -> None:
    for earlier in (0, 1, 2):
        send(earlier)
    assert send(minute).verdict.outcome is outcome


def test_a_held_message_is_visible_to_the_staff(client: Client, hanako: User) -> None:
    hanako.is_staff = hanako.is_superuser = True
    hanako.save()
    client.force_login(hanako)
    numbers = [send(minute).number for minute in range(5)]
    page = client.get(reverse("kasuhara_inquiries:index")).content.decode()
    assert all(number in page for number in numbers)
    held = Inquiry.objects.get(number=numbers[-1])
    record = client.get(reverse("kasuhara_inquiries:inspect", args=[held.pk])).content.decode()
    assert "保留" in record
    assert held.body in record


def test_what_others_type_never_uses_up_the_limit_of_an_account(hanako: User) -> None:
    for minute in range(20):
        send(minute / 10, email=hanako.email)
    assert send(3, user=hanako).verdict.outcome is Outcome.ACCEPT


def test_an_account_is_one_sender_whatever_it_types(hanako: User) -> None:
    outcomes = [
        send(minute, email=f"{minute}@example.com", user=hanako).verdict.outcome
        for minute in range(4)
    ]
    assert outcomes == [Outcome.ACCEPT] * 3 + [Outcome.HOLD]


@pytest.mark.parametrize(
    "spelling",
    ["SENDER@EXAMPLE.COM", "ｓｅｎｄｅｒ＠ｅｘａｍｐｌｅ．ｃｏｍ", " sender@example.com."],
)
def test_another_spelling_is_the_same_sender(spelling: str) -> None:
    for minute in range(3):
        send(minute)
    assert send(3, email=spelling).verdict.outcome is Outcome.HOLD


def test_another_sender_is_not_held() -> None:
    for minute in range(4):
        send(minute)
    assert send(4, email="other@example.com").verdict.outcome is Outcome.ACCEPT


def test_a_held_message_sent_again_with_its_token_keeps_its_receipt() -> None:
    for minute in range(3):
        send(minute)
    held = receive(body="質問です。", email=SENDER, now=NOW, token="b" * 32)
    assert held.verdict.outcome is Outcome.HOLD
    assert receive(body="質問です。", email=SENDER, now=NOW, token="b" * 32) == held
