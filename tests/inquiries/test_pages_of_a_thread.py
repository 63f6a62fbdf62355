"""What a customer reads of a message that was said before."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from attachment_files import pdf, upload
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.inquiries import mail_link
from kasuhara_plugin.inquiries.actions import Receipt, answer, receive
from kasuhara_plugin.inquiries.attaching import judge
from kasuhara_plugin.inquiries.serving import sealed
from kasuhara_plugin.models import Inquiry

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
BODY = "封筒の色が見本と違います。刷り直しをお願いします。"


def said(user: User | None, times: int) -> Receipt:
    """That of the last of so many."""
    for nth in range(1, times + 1):
        body = f"{BODY}（{nth}回目のご連絡）"
        at = NOW + timedelta(hours=nth)
        receipt = receive(body=body, email="a@example.jp", user=user, now=at)
    return receipt


def shown(client: Client, receipt: Receipt) -> str:
    address = reverse("kasuhara_plugin:inquiry_received", args=[sealed(receipt)])
    return client.get(address).content.decode()


@pytest.mark.parametrize("is_answered", [True, False])
def test_who_was_answered_is_not_asked_to_wait_for_an_answer(
    client: Client, hanako: User, staff: Callable[..., User], is_answered: bool
) -> None:
    last = said(hanako, 3)
    if is_answered:
        answer(last.inquiry, body="刷り直しを承りました。", way="email", by=staff("operator"))
    client.force_login(hanako)
    page = shown(client, last)
    assert ("次のとおり回答しております" in page, "刷り直しを承りました。" in page) == (
        is_answered,
        is_answered,
    )
    assert ("お返事をお待ちくださいますよう" in page) == (not is_answered)


def test_an_answer_is_no_matter_of_who_only_typed_the_address(
    client: Client, staff: Callable[..., User]
) -> None:
    last = said(None, 3)
    answer(last.inquiry, body="刷り直しを承りました。", way="email", by=staff("operator"))
    page = shown(client, last)
    assert "お返事をお待ちくださいますよう" in page
    assert "刷り直しを承りました。" not in page


def test_the_account_is_led_from_a_joined_one_to_the_first(client: Client, hanako: User) -> None:
    last = said(hanako, 2).inquiry
    client.force_login(hanako)
    own = reverse("kasuhara_plugin:my_inquiry", args=[last.number])
    page = client.get(own).content.decode()
    assert reverse("kasuhara_plugin:my_inquiry", args=[last.first.number]) in page
    assert reverse("kasuhara_plugin:my_inquiries") in page
    by_mail = reverse("kasuhara_plugin:inquiry_by_mail", args=[mail_link.token(last)])
    assert last.first.number not in Client().get(by_mail).content.decode()


def test_the_files_of_a_message_are_named_where_it_is_shown(client: Client) -> None:
    file = judge(upload(pdf(), "封筒_校正.pdf"))
    row = receive(body=BODY, email="a@example.jp", attachments=[file]).inquiry
    by_mail = reverse("kasuhara_plugin:inquiry_by_mail", args=[mail_link.token(row)])
    assert "封筒_校正.pdf" in client.get(by_mail).content.decode()


def test_the_list_says_when_a_held_one_is_read(client: Client, hanako: User) -> None:
    row = receive(body=BODY, user=hanako).inquiry
    later = datetime.now(UTC) + timedelta(days=1)
    Inquiry.objects.filter(pk=row.pk).update(outcome="hold", held_until=later)
    client.force_login(hanako)
    page = client.get(reverse("kasuhara_plugin:my_inquiries")).content.decode()
    assert "以降に、担当者が拝見します" in page
