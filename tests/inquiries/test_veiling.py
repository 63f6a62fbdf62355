"""Harsh wording is veiled until somebody opens it, and changes nothing else: the message is received, judged
and answered like any other."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from inquiries.account_page import ACCOUNT, filled_in
from storefront.accounts.models import User

from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.core.errors import NotPermitted, UnusableAddress
from kasuhara_plugin.inquiries.actions import ask_to_read, receive
from kasuhara_plugin.inquiries.guard import Outcome
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.inquiries.wording.harsh import HARSH
from kasuhara_plugin.models import Inquiry, StaffPreference

pytestmark = pytest.mark.django_db

HURTS = "名刺がまだ届きません。お前ら全員<b>死 ね</b>。"
CALM = "名刺がまだ届きません。いつ届くのか教えてください。"
Make = Callable[..., User]
LogIn = Callable[[User], Client]


def send(body: str, who: str = "a", **more: str) -> Inquiry:
    row = receive(body=body, email=f"{who}@example.jp", **more).inquiry
    assert row is not None
    return row


def page(client: Client, inquiry: Inquiry, act: str = "inspect") -> BeautifulSoup:
    answer = client.get(reverse(f"kasuhara_inquiries:{act}", args=[inquiry.pk]))
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def open_text(soup: BeautifulSoup) -> str:
    """What is read without a click."""
    for veil in soup.select("details.kasuhara-veil"):
        veil.decompose()
    return soup.get_text()


@pytest.fixture
def client(staff: Make, as_user: LogIn) -> Client:
    return as_user(staff("operator"))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("死ね", ("脅迫",)),
        ("死 ね", ("脅迫",)),
        ("死.ね", ("脅迫",)),
        ("死\u200bね", ("脅迫",)),
        ("お前らﾀﾋね", ("脅迫",)),
        ("土下座しろ！この馬鹿野郎", ("侮辱", "威圧")),
        ("シネマのポスターです", ()),
        ("カスタマーサポートの方へ", ()),
        ("ゴミが付いていて最悪です", ()),
        ("箔がハゲています", ()),
        ("必死。ねじれています", ()),
        ("消費者センターに相談します", ()),
        ("", ()),
    ],
)
def test_what_a_text_is_marked_for(text: str, kinds: tuple[str, ...]) -> None:
    assert HARSH.kinds(text) == kinds


def test_the_body_is_closed_and_says_what_kind_of_wording(client: Client) -> None:
    soup = page(client, send(HURTS))
    (veil,) = soup.select("details.kasuhara-veil")
    assert not veil.has_attr("open")
    assert "脅迫" in veil.summary.get_text()  # type: ignore[union-attr]
    assert veil.select_one(".kasuhara-text").get_text() == HURTS  # type: ignore[union-attr]
    assert "死" not in open_text(soup)


def test_a_calm_one_is_shown_at_once(client: Client) -> None:
    assert CALM in open_text(page(client, send(CALM)))


@pytest.mark.parametrize("act", ["answer", "close", "assign"])
def test_it_is_closed_where_it_is_acted_upon(client: Client, act: str) -> None:
    assert "死" not in open_text(page(client, send(HURTS), act))


def test_the_same_holds_of_what_followed_and_of_what_it_could_be_joined_to(client: Client) -> None:
    first = send(CALM)
    again = send(f"{CALM}お前ら全員死ね。")
    assert again.first == first
    other = send("封筒の色が違います。刷り直してください。")
    for shown in (first, again, other):
        assert "死ね" not in open_text(page(client, shown))


def test_a_harsh_subject_is_in_no_list_title_or_link(client: Client) -> None:
    row = send(CALM, subject="死ね")
    for soup in (page(client, row), html(client, reverse("kasuhara_inquiries:index"))):
        assert "死ね" not in soup.get_text()
        assert "件名を伏せています：脅迫" in soup.get_text()
    assert str(row) == row.number


def test_the_customer_is_owed_an_answer_as_before(client: Client) -> None:
    receipt = receive(body=HURTS, email="a@example.jp")
    assert receipt.verdict.outcome is Outcome.ACCEPT
    assert receipt.verdict.reasons == ()
    assert receipt.inquiry.waiting_since is not None


def test_no_mail_to_staff_carries_it() -> None:
    InquiryRules.objects.update_or_create(defaults={"recipients": "staff@example.jp"})
    with TestCase.captureOnCommitCallbacks(execute=True):
        send(HURTS, subject="死ね")
    (letter,) = [one for one in mail.outbox if one.to == ["staff@example.jp"]]
    assert "死" not in letter.subject + str(letter.body)


def test_whoever_wants_no_veil_takes_it_off_for_themselves(
    staff: Make, as_user: LogIn, client: Client
) -> None:
    row, colleague = send(HURTS, subject="死ね"), as_user(staff("supervisor"))
    assert "刺激の強い表現を伏せる" in html(client, ACCOUNT).get_text()
    answer = client.post(ACCOUNT, filled_in(client, but="veils"))
    assert answer.status_code == 302
    assert StaffPreference.objects.get().veils is False
    assert not page(client, row).select(".kasuhara-veil")
    assert "死ね" in html(client, reverse("kasuhara_inquiries:index")).get_text()
    assert page(colleague, row).select(".kasuhara-veil")


def test_a_page_of_the_host_without_this_part_changes_nothing_of_it(
    staff: Make, client: Client
) -> None:
    kept = StaffPreference.objects.create(user=staff("operator"), new_mail="digest")
    values = filled_in(client, but="veils")
    values.pop("kasuhara_inquiries-given_mail")
    assert client.post(ACCOUNT, values).status_code == 302
    kept.refresh_from_db()
    assert (kept.veils, kept.new_mail) == (True, "digest")


def test_who_reads_no_inquiries_is_asked_nothing(staff: Make, as_user: LogIn) -> None:
    client = as_user(staff("policy_editor"))
    assert "刺激の強い表現を伏せる" not in html(client, ACCOUNT).get_text()


class TestAColleague:
    def test_is_asked_to_read_it_by_the_link_alone(
        self, client: Client, staff: Make, as_user: LogIn
    ) -> None:
        row, lead = send(HURTS, subject="死ね"), staff("supervisor")
        url = reverse("kasuhara_inquiries:ask", args=[row.pk])
        assert page(client, row).select(f"a[href='{url}']")
        with TestCase.captureOnCommitCallbacks(execute=True):
            for _ in range(2):  # one mail a day
                assert client.post(url, {"colleague": lead.pk}).status_code == 302
        (letter,) = [one for one in mail.outbox if one.to == [lead.email]]
        assert "operatorさんから" in str(letter.body)
        assert "死" not in letter.subject + str(letter.body)
        assert reverse("kasuhara_inquiries:inspect", args=[row.pk]) in str(letter.body)
        asked = AuditRecord.objects.filter(act="inquiry.ask").earliest("pk")
        assert (asked.actor_name, asked.data) == ("operator", {"colleague": "supervisor"})

    def test_a_calm_message_asks_for_none(self, client: Client) -> None:
        assert "同僚に確認" not in page(client, send(CALM)).get_text()

    def test_who_may_not_read_it_is_not_asked(self, client: Client, staff: Make) -> None:
        row, legal = send(HURTS), staff("legal")
        with pytest.raises(NotPermitted):
            ask_to_read(row, legal, by=staff("operator"))
        with pytest.raises(NotPermitted):
            ask_to_read(row, staff("operator"), by=legal)
        url = reverse("kasuhara_inquiries:ask", args=[row.pk])
        assert client.post(url, {"colleague": legal.pk}).status_code == 200
        assert not AuditRecord.objects.filter(act="inquiry.ask").exists()

    def test_without_an_address_is_told(self, staff: Make) -> None:
        lead = staff("supervisor")
        lead.email = ""
        with pytest.raises(UnusableAddress):
            ask_to_read(send(HURTS), lead, by=staff("operator"))


def test_a_shop_adds_its_own_words(client: Client) -> None:
    row = send("この三流の店め。名刺はまだですか。")
    assert not page(client, row).select(".kasuhara-veil")
    InquiryRules.objects.update_or_create(defaults={"harsh_words": "侮辱：三流の店、ポンコツ"})
    (veil,) = page(client, row).select(".kasuhara-veil summary")
    assert "侮辱" in veil.get_text()


def test_a_line_without_its_kind_is_told_of() -> None:
    with pytest.raises(ValidationError, match="分類：名称、名称"):
        InquiryRules(harsh_words="三流").full_clean()


def test_a_page_of_many_asks_for_the_words_once(client: Client) -> None:
    first = send(CALM)
    send(f"{CALM}一度目。")
    with CaptureQueriesContext(connection) as few:
        page(client, first)
    for number in range(5):
        send(f"{CALM}お前ら全員死ね。さて{number}")
    with CaptureQueriesContext(connection) as many:
        page(client, first)
    assert len(many) == len(few)


def html(client: Client, url: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(url).content, "html.parser")
