"""Where an inquiry stands, for the account that wrote it or by the link in the mail."""

import re

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.inquiries import mail_link
from kasuhara_plugin.inquiries.actions import answer, receive
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.models import Inquiry, OutgoingMail

pytestmark = pytest.mark.django_db

LIST = reverse("kasuhara_plugin:my_inquiries")


def own(inquiry: Inquiry) -> str:
    return reverse("kasuhara_plugin:my_inquiry", args=[inquiry.number])


def test_the_account_sees_its_own_with_state_and_answers(
    client: Client, hanako: User, ichiro: User
) -> None:
    mine = receive(
        subject="納期の件", body="いつ<script>届き</script>ますか。", user=hanako
    ).inquiry
    typed = receive(subject="他人の件", body="なりすまし", email=hanako.email).inquiry
    other = receive(subject="別の人の件", body="質問です。", user=ichiro).inquiry
    client.force_login(hanako)
    page = client.get(LIST).content.decode()
    assert ("納期の件" in page, "他人の件" in page, "別の人の件" in page) == (True, False, False)
    assert "受け付けました" in page
    hanako.is_superuser = True
    hanako.save()
    answer(mine, body="明日<b>届きます</b>。", way="email", by=hanako)
    page = client.get(own(mine)).content.decode()
    assert all(text in page for text in ("回答済み", "明日&lt;b&gt;届きます&lt;/b&gt;。"))
    assert "<script>届き" not in page
    assert [client.get(own(row)).status_code for row in (typed, other)] == [404, 404]


def test_who_is_not_logged_in_is_asked_to(client: Client, hanako: User) -> None:
    row = receive(body="質問です。", user=hanako).inquiry
    assert [client.get(path).status_code for path in (LIST, own(row))] == [302, 302]


def test_ten_more_ask_the_database_no_more(client: Client, hanako: User) -> None:
    InquiryRules.objects.update_or_create(defaults={"sender_limit": 100, "day_limit": 100})
    client.force_login(hanako)
    counts = []
    for start in (0, 10):
        for number in range(start, start + 10):
            receive(body=f"質問{number}です。", user=hanako)
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_receipt_by_mail_leads_there_without_an_account(client: Client) -> None:
    row = receive(subject="件名の秘密", body="本文の秘密です。", email="guest@example.jp").inquiry
    mail = OutgoingMail.objects.get(kind="inquiry.receipt")
    assert (mail.to, row.number in mail.subject) == ("guest@example.jp", True)
    assert "秘密" not in mail.body + mail.subject  # anybody may have typed the address
    (path,) = re.findall(r"https?://[^/]+(/\S+/mail/\S+)", mail.body)
    answer_page = client.get(path)
    assert "本文の秘密です。" in answer_page.content.decode()
    assert (answer_page["X-Robots-Tag"], answer_page["Referrer-Policy"]) == (
        "noindex",
        "no-referrer",
    )


@pytest.mark.parametrize(
    "token",
    ["x", "a:b:c", signing.dumps(1), signing.dumps(1, salt="kasuhara.flag.notice")],
    ids=["nothing", "three parts", "unsalted", "another salt"],
)
def test_another_link_leads_nowhere(client: Client, token: str) -> None:
    receive(body="質問です。")
    address = reverse("kasuhara_plugin:inquiry_by_mail", args=[token])
    assert client.get(address).status_code == 404


def test_a_link_for_a_row_that_is_gone_leads_nowhere(client: Client) -> None:
    token = mail_link.token(Inquiry(pk=99))
    assert client.get(reverse("kasuhara_plugin:inquiry_by_mail", args=[token])).status_code == 404


def mails_to(address: str) -> int:
    return OutgoingMail.objects.filter(to=address, kind="inquiry.receipt").count()


def test_who_writes_on_and_on_is_not_answered_by_a_mail_each_time() -> None:
    InquiryRules.objects.update_or_create(defaults={"sender_limit": 2})
    for number in range(6):
        receive(body=f"質問{number}です。", email="victim@example.jp")
    assert mails_to("victim@example.jp") == 2
    for _ in range(6):
        receive(body="同じ質問です。", email="again@example.jp")
    assert mails_to("again@example.jp") == 2


@pytest.mark.parametrize("email", ["", "not an address", "a@b\r\nBcc: c@d.example", "a" * 320])
def test_an_address_that_no_mail_can_go_to_keeps_nobody_from_being_heard(email: str) -> None:
    assert receive(body="質問です。", email=email).number
    assert not OutgoingMail.objects.exists()


def test_an_address_in_full_width_gets_its_receipt() -> None:
    receive(body="質問です。", email="ｇｕｅｓｔ＠example.jp")
    assert mails_to("guest@example.jp") == 1
