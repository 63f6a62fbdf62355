import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from pytest_django import DjangoCaptureOnCommitCallbacks
from storefront.accounts.models import User

from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.core.errors import UnusableText
from kasuhara_plugin.inquiries.actions import receive
from kasuhara_plugin.inquiries.guard import Outcome
from kasuhara_plugin.models import Customer, Inquiry
from kasuhara_plugin.signals import inquiry_received

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TYPED = {
    "subject": "納期について",
    "body": "  葛\U000e0100飾店です。\r\nいつ届きますか。ﾅﾏｴ  ",
    "email": "Ｈanako@Example.com",
    "name": "山田 花子",
    "phone": "０３-1234-5678",
    "order_number": "T-100",
}


def test_a_receipt_means_a_row_as_typed() -> None:
    receipt = receive(**TYPED, now=NOW)
    inquiry = Inquiry.objects.get(number=receipt.number)
    assert {name: getattr(inquiry, name) for name in TYPED} == TYPED
    assert (inquiry.outcome, inquiry.proven, inquiry.received_at) == ("accept", False, NOW)
    assert (receipt.verdict.outcome, receipt.retry_after_s) == (Outcome.ACCEPT, 0)
    assert receipt.inquiry == inquiry


def test_a_number_can_be_read_out() -> None:
    number = receive(body="質問です。").number
    assert re.fullmatch(
        r"Q-[2-9B-DF-HJKMP-RTV-Y]{4}-[2-9B-DF-HJKMP-RTV-Y]{4}-[2-9B-DF-HJKMP-RTV-Y]", number
    )


def test_receiving_is_an_act_of_the_site_or_of_the_account(hanako: User) -> None:
    unknown = receive(**TYPED).inquiry
    known = receive(body="質問です。", user=hanako).inquiry
    rows = AuditRecord.objects.filter(act="inquiry.receive").order_by("id")
    assert [(row.subject_key, row.actor_name, row.data) for row in rows] == [
        (str(unknown.pk), "システム", {"outcome": "accept"}),
        (str(known.pk), "山田 花子", {"outcome": "accept"}),
    ]


def test_the_sender_is_registered_as_a_customer(hanako: User) -> None:
    receive(**TYPED | {"email": "new@example.com"})
    customer = Customer.objects.get(identifiers__key="new@example.com")
    assert customer.name == "山田 花子"
    assert receive(body="質問です。", user=hanako).inquiry.customer.user == hanako


def test_a_second_message_joins_the_same_customer() -> None:
    first = receive(body="質問です。", email="ichiro@example.com")
    second = receive(body="続きです。", email="ＩＣＨＩＲＯ@example.com ")
    assert first.inquiry.customer == second.inquiry.customer


def test_only_a_login_proves_who_writes(hanako: User) -> None:
    assert not receive(body="質問です。", email=hanako.email).inquiry.proven
    assert receive(body="質問です。", email="other@example.com", user=hanako).inquiry.proven


def test_an_anonymous_visitor_of_the_host_proves_nothing() -> None:
    inquiry = receive(body="質問です。", email="guest@example.jp", user=AnonymousUser()).inquiry
    assert (inquiry.proven, inquiry.sender_key) == (False, "email:guest@example.jp")


def test_a_message_without_any_address_is_kept() -> None:
    assert receive(body="匿名です。").inquiry is not None


def test_the_same_form_sent_twice_is_answered_with_the_same_receipt() -> None:
    first = receive(body="質問です。", token="a" * 32)
    again = receive(body="質問です。", token="a" * 32)
    assert again == first
    assert Inquiry.objects.get().body == "質問です。"
    assert AuditRecord.objects.filter(act="inquiry.receive").count() == 1


def test_another_text_under_the_same_token_is_another_message() -> None:
    first = receive(body="質問です。", token="a" * 32)
    second = receive(body="質問です。もう一度。", token="a" * 32)
    assert second.number not in ("", first.number)
    assert Inquiry.objects.get(number=second.number).body == "質問です。もう一度。"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"body": ""}, "blank"),
        ({"body": "\u200b\u3164 \n"}, "blank"),
        ({"body": "a\x00"}, "nul"),
        ({"body": "a\ud800"}, "garbled"),
        ({"body": "文字\ufffd"}, "garbled"),
        ({"body": "あ" * 5_001}, "too_long"),
        ({"subject": "あ" * 101}, "too_long"),
        ({"subject": "\x00"}, "nul"),
        ({"name": "あ" * 101}, "too_long"),
        ({"email": "a" * 321}, "too_long"),
        ({"email": "\x00"}, "nul"),
        ({"phone": "1" * 31}, "too_long"),
        ({"order_number": "\ufffd"}, "garbled"),
    ],
    ids=ascii,
)
def test_a_text_that_cannot_be_stored_is_refused_by_name(typed: dict[str, str], code: str) -> None:
    with pytest.raises(UnusableText) as refused:
        receive(**{"body": "質問です。", **typed})
    assert refused.value.code == code
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"body": "👍" * 5_000},
        {"subject": "葛" * 100},
        {"email": "a" * 320},
        {"email": "a@" + "日." * 150 + "jp"},
        {"email": "\ufdfa" * 300 + "@example.jp"},
        {"email": "@"},
        {"name": "寿" * 100, "phone": "9" * 30, "order_number": "9" * 50},
    ],
    ids=lambda typed: ",".join(typed),
)
def test_the_longest_text_that_may_be_typed_is_kept(typed: dict[str, str]) -> None:
    receipt = receive(**{"body": "質問です。", **typed})
    inquiry = Inquiry.objects.get(number=receipt.number)
    assert all(getattr(inquiry, name) == text for name, text in typed.items())
    if connection.vendor == "sqlite":  # which does not count the characters itself
        inquiry.full_clean(exclude=["customer"])
        for identifier in inquiry.customer.identifiers.all() if inquiry.customer else []:
            identifier.full_clean()


def test_the_host_is_told_after_the_commit(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    told: list[dict[str, Any]] = []

    def listen(**sent: Any) -> None:
        told.append(sent)

    inquiry_received.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            receipt = receive(body="質問です。")
            assert told == []
    finally:
        inquiry_received.disconnect(listen)
    assert [(sent["inquiry"], sent["verdict"]) for sent in told] == [
        (receipt.inquiry, receipt.verdict)
    ]


def test_a_message_keeps_the_version_of_the_policy_that_its_sender_was_shown(
    setup_done: None,
) -> None:
    inquiry = receive(body="質問です。", email="guest@example.jp").inquiry
    assert Inquiry.objects.get(pk=inquiry.pk).policy_version.number == 1
