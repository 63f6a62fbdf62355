"""The same message from the same sender is joined to the first: one thread, counted, never held."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks
from storefront.accounts.models import User

from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.inquiries.actions import Receipt, answer, receive
from kasuhara_plugin.inquiries.guard import Outcome
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.models import Inquiry
from kasuhara_plugin.signals import inquiry_joined, inquiry_received

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SENDER = "sender@example.com"
BODY = "名刺の色が画面と違います。刷り直しをお願いします。"


def send(hours: float = 0, *, body: str = BODY, email: str = SENDER, **more: object) -> Receipt:
    return receive(body=body, email=email, now=NOW + timedelta(hours=hours), **more)


def test_the_second_is_joined_to_the_first_and_kept_whole() -> None:
    first, second = send(), send(1, subject="再送です")
    row = Inquiry.objects.get(number=second.number)
    assert (row.first, row.nth, row.outcome) == (first.inquiry, 2, "join")
    assert (row.body, row.subject, row.reasons) == (BODY, "再送です", ["repetition 2"])
    assert second.verdict.outcome is Outcome.JOIN
    assert AuditRecord.objects.filter(act="inquiry.receive", data={"outcome": "join"}).count() == 1


@pytest.mark.parametrize(
    "spelling",
    [
        f"  {BODY}\r\n",
        BODY.replace("。", "｡"),
        "名刺の色が画面と違います。\u200b刷り直しをお願いします。",
        BODY.replace("刷り直し", "刷\u00ad\u200dり直し"),
    ],
    ids=["spacing", "width", "zero width", "soft hyphen"],
)
def test_another_spelling_is_the_same_message(spelling: str) -> None:
    send()
    assert send(1, body=spelling).verdict.outcome is Outcome.JOIN


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"body": "名刺の色が画面と違います。返金をお願いします。"}),
        ({}, {"email": "other@example.com"}),
        ({"order_number": "T-100"}, {"order_number": "T-101"}),
        ({}, {"order_number": "T-100"}),
    ],
    ids=["another text", "another sender", "another order", "an order is named now"],
)
def test_what_is_new_is_a_new_inquiry(first: dict[str, str], second: dict[str, str]) -> None:
    send(**first)
    assert send(1, **second).verdict.outcome is Outcome.ACCEPT


def test_the_same_order_spelt_otherwise_or_left_out_is_nothing_new() -> None:
    send(order_number="T-100")
    assert send(1, order_number="ｔ-100").verdict.nth == 2
    assert send(2).verdict.nth == 3


@pytest.mark.parametrize(("days", "outcome"), [(13.99, Outcome.JOIN), (14, Outcome.ACCEPT)])
def test_after_the_days_of_the_rules_it_is_a_new_inquiry(days: float, outcome: Outcome) -> None:
    send()
    assert send(days * 24).verdict.outcome is outcome


def test_it_is_never_held_and_takes_nobodys_place() -> None:
    InquiryRules.objects.update_or_create(defaults={"sender_limit": 2})
    send()
    outcomes = {send(minute / 60).verdict.outcome for minute in range(1, 30)}
    assert outcomes == {Outcome.JOIN}
    assert send(0.5, body="別の質問です。").verdict.outcome is Outcome.ACCEPT
    assert Inquiry.objects.inbox(NOW).count() == 2  # threads


def test_from_the_kth_on_the_page_asks_to_wait_and_keeps_it_all() -> None:
    verdicts = [send(hour).verdict for hour in range(5)]
    assert [verdict.asks_to_wait for verdict in verdicts] == [False, False, True, True, True]
    assert Inquiry.objects.count() == 5


def test_a_shop_that_never_asks_to_wait() -> None:
    InquiryRules.objects.update_or_create(defaults={"ask_to_wait_from": 0})
    assert not [1 for hour in range(5) if send(hour).verdict.asks_to_wait]


def test_what_a_stranger_types_is_never_joined_to_the_accounts_own(hanako: User) -> None:
    send(email=hanako.email, user=hanako)
    assert send(1, email=hanako.email).verdict.outcome is Outcome.ACCEPT
    assert send(2, email=hanako.email, user=hanako).verdict.outcome is Outcome.JOIN


def test_without_any_sender_nothing_is_joined() -> None:
    assert [receive(body=BODY).verdict.outcome for _ in range(2)] == [Outcome.ACCEPT] * 2


def test_the_host_is_told_of_it_apart(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    told: list[str] = []

    def joined(**sent: object) -> None:
        told.append("joined")

    def received(**sent: object) -> None:
        told.append("received")

    inquiry_joined.connect(joined)
    inquiry_received.connect(received)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            send()
            send(1)
    finally:
        inquiry_joined.disconnect(joined)
        inquiry_received.disconnect(received)
    assert told == ["received", "joined"]


def post(client: Client, **typed: str) -> str:
    """The page that its sender sees in the end."""
    fields = {"name": "山田 花子", "email": SENDER, "subject": "色", "body": BODY}
    answer = client.post(reverse("kasuhara_plugin:inquiry"), fields | typed)
    return client.get(answer.url).content.decode()


def test_the_proven_owner_is_told_of_the_first_and_its_answer(client: Client, hanako: User) -> None:
    hanako.is_superuser = True
    hanako.save()
    client.force_login(hanako)
    post(client)
    first = Inquiry.objects.get()
    answer(first, body="刷り直して<b>発送</b>しました。", way="email", by=hanako)
    page = post(client)
    assert first.number in page
    assert "刷り直して&lt;b&gt;発送&lt;/b&gt;しました。" in page


def test_anybody_else_gets_a_plain_receipt(client: Client) -> None:
    post(client)
    first = Inquiry.objects.get()
    page = post(client)
    assert first.number not in page
    assert "同じ内容" not in page
    assert Inquiry.objects.get(nth=2).number in page
    assert "お返事をお待ちください" in post(client)


def test_staff_see_the_thread_with_what_is_new_in_it(client: Client, hanako: User) -> None:
    hanako.is_staff = hanako.is_superuser = True
    hanako.save()
    client.force_login(hanako)
    first, second = send(), send(1)
    page = client.get(reverse("kasuhara_inquiries:inspect", args=[first.inquiry.pk]))
    assert second.number in page.content.decode()
    assert "本文は、最初のお問い合わせと同じです。" in page.content.decode()
    page = client.get(reverse("kasuhara_inquiries:inspect", args=[second.inquiry.pk]))
    assert first.number in page.content.decode()
    assert "2回目です。" in page.content.decode()
