"""A reply by e-mail: begun with a wording, read by a second person where the shop wants it, sent once, and kept
as it was sent."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client, TestCase
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.core.errors import (
    AlreadyDecided,
    ChangedMeanwhile,
    KasuharaError,
    NotPermitted,
    SamePerson,
    UnusableAddress,
    UnusableText,
)
from kasuhara_plugin.inquiries.actions import (
    answer,
    log,
    receive,
    reply,
    return_draft,
    send_draft,
)
from kasuhara_plugin.inquiries.inbox.replying import seen
from kasuhara_plugin.inquiries.inbox.wordings import begun, filled, make_shipped
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.models import Answer, Inquiry, OutgoingMail, ReplyDraft, ReplyTemplate

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
LATE = "注文した名刺が予定日を過ぎても届いていません。発送の状況を早急に教えてください。"
TEXT = "お待たせいたしました。本日発送いたしました。"
Make = Callable[..., User]
LogIn = Callable[[User], Client]


@pytest.fixture
def operator(staff: Make) -> User:
    return staff("operator")


@pytest.fixture
def lead(staff: Make) -> User:
    return staff("supervisor")


@pytest.fixture
def thread(db: None) -> Inquiry:
    row = receive(body=LATE, email="a@example.jp", name="佐藤", subject="納期", now=NOW).inquiry
    assert row is not None
    return row


@pytest.fixture
def two_readers(db: None) -> None:
    InquiryRules.objects.update_or_create(defaults={"second_reader": True})


def again(hours: float = 1) -> Inquiry:
    row = receive(body=LATE, email="a@example.jp", now=NOW + timedelta(hours=hours)).inquiry
    assert row is not None
    return row


def send(thread: Inquiry, by: User, body: str = TEXT, **more: Any) -> Answer | ReplyDraft:
    with TestCase.captureOnCommitCallbacks(execute=True):
        return reply(thread, body=body, by=by, **{"seen": seen(thread), **more})


def to_customer() -> list[Any]:
    return [one for one in mail.outbox if "回答" in one.subject]


def test_it_is_sent_kept_and_the_thread_waits_no_more(thread: Inquiry, operator: User) -> None:
    InquiryRules.objects.update_or_create(defaults={"reply_address": "desk@shop.example"})
    row = send(thread, operator)
    (letter,) = to_customer()
    assert (letter.to, letter.reply_to) == (["a@example.jp"], ["desk@shop.example"])
    assert thread.number in letter.subject
    assert TEXT in letter.body
    assert letter.body == OutgoingMail.objects.get(kind="inquiry.reply").body
    assert isinstance(row, Answer)
    assert (row.body, row.way, row.actor_name) == (TEXT, "email", "operator")
    thread.refresh_from_db()
    assert thread.waiting_since is None
    act = AuditRecord.objects.get(act="inquiry.answer")
    assert (act.actor_name, act.data["written_by"]) == ("operator", "operator")


def test_without_an_address_for_answers_the_sender_s_serves(
    thread: Inquiry, operator: User
) -> None:
    send(thread, operator)
    assert to_customer()[0].reply_to == []


class TestSomethingNew:
    def test_who_comes_second_is_told_and_nothing_is_sent(
        self, thread: Inquiry, operator: User, lead: User
    ) -> None:
        before = seen(thread)
        send(thread, lead)
        with pytest.raises(ChangedMeanwhile, match="supervisorさんが回答しました"):
            send(thread, operator, seen=before)
        assert (Answer.objects.count(), len(to_customer())) == (1, 1)

    def test_a_message_that_came_meanwhile_is_read_first(
        self, thread: Inquiry, operator: User
    ) -> None:
        before = seen(thread)
        again()
        with pytest.raises(ChangedMeanwhile, match="続きのお問い合わせ"):
            send(thread, operator, seen=before)
        assert isinstance(send(thread, operator), Answer)

    def test_the_page_keeps_the_text_and_shows_what_is_new(
        self, thread: Inquiry, operator: User, lead: User, as_user: LogIn
    ) -> None:
        client, url = as_user(operator), at("reply", thread)
        typed = {"seen": field(client.get(url), "seen"), "body": TEXT}
        send(thread, lead, body="別の担当者の回答です。")
        answered = client.post(url, typed)
        soup = BeautifulSoup(answered.content, "html.parser")
        assert "supervisorさんが回答しました" in soup.select_one("[role=alert]").get_text()  # type: ignore[union-attr]
        assert "別の担当者の回答です。" in soup.get_text()
        assert TEXT in soup.select_one("textarea[name=body]").get_text()  # type: ignore[union-attr]
        assert client.post(url, {"seen": field(answered, "seen"), "body": TEXT}).status_code == 302
        assert Answer.objects.count() == 2

    def test_a_double_click_sends_once(
        self, thread: Inquiry, operator: User, as_user: LogIn
    ) -> None:
        client, url = as_user(operator), at("reply", thread)
        typed = {"seen": field(client.get(url), "seen"), "body": TEXT}
        assert [client.post(url, typed).status_code for _ in range(2)] == [302, 200]
        assert (
            Answer.objects.count() == OutgoingMail.objects.filter(kind="inquiry.reply").count() == 1
        )


class TestWhatCannotBeSent:
    @pytest.mark.parametrize(
        "body", ["　", "本日{{ 調べた結果 }}です。", "あ{{", "い}}", "あ" * 10_001, "\x00"]
    )
    def test_a_text_with_a_blank_or_none(self, thread: Inquiry, operator: User, body: str) -> None:
        with pytest.raises(UnusableText):
            send(thread, operator, body)
        assert not Answer.objects.exists()

    def test_to_nobody(self, operator: User) -> None:
        call = log(channel="phone_inquiry", contact="090-1234-5678", body=LATE, by=operator)
        with pytest.raises(UnusableAddress, match="電話などで回答し"):
            send(call, operator)
        assert not Answer.objects.exists()

    def test_to_an_address_that_is_none(self, operator: User) -> None:
        row = receive(body=LATE, email="a@example.jp\nBcc: x@example.jp").inquiry
        assert row is not None
        with pytest.raises(UnusableAddress):
            send(row, operator)

    def test_by_somebody_who_may_not(self, thread: Inquiry, staff: Make) -> None:
        with pytest.raises(NotPermitted):
            send(thread, staff("legal"))


def test_a_proven_customer_without_a_typed_address_is_written_to_at_their_account(
    ichiro: User, operator: User
) -> None:
    row = receive(body=LATE, user=ichiro).inquiry
    assert row is not None
    send(row, operator)
    assert to_customer()[0].to == [ichiro.email]


class TestASecondReader:
    def test_nothing_is_sent_until_another_reads_it(
        self, thread: Inquiry, operator: User, lead: User, two_readers: None
    ) -> None:
        draft = send(thread, operator)
        assert isinstance(draft, ReplyDraft)
        assert not to_customer()
        thread.refresh_from_db()
        assert thread.waiting_since == NOW
        with pytest.raises(SamePerson):
            send_draft(draft, seen=seen(draft.inquiry), by=operator)
        with TestCase.captureOnCommitCallbacks(execute=True):
            row = send_draft(draft, seen=seen(draft.inquiry), by=lead)
        assert (row.body, row.actor_name) == (TEXT, "operator")
        assert len(to_customer()) == 1
        act = AuditRecord.objects.get(act="inquiry.answer")
        assert (act.actor_name, act.data["written_by"]) == ("supervisor", "operator")
        draft.refresh_from_db()
        assert (draft.reader_name, draft.answer) == ("supervisor", row)
        with pytest.raises(AlreadyDecided):
            send_draft(draft, seen=seen(draft.inquiry), by=lead)

    def test_it_is_given_back_with_a_reason(
        self, thread: Inquiry, operator: User, lead: User, two_readers: None
    ) -> None:
        draft = send(thread, operator)
        assert isinstance(draft, ReplyDraft)
        with pytest.raises(UnusableText):
            return_draft(draft, reason=" ", by=lead)
        return_draft(draft, reason="日付が違います。", by=lead)
        assert not to_customer()
        assert AuditRecord.objects.get(act="inquiry.return_draft").reason == "日付が違います。"
        with pytest.raises(AlreadyDecided):
            send_draft(draft, seen=seen(draft.inquiry), by=lead)
        assert isinstance(send(thread, operator), ReplyDraft)

    def test_while_one_waits_no_other_is_written(
        self, thread: Inquiry, operator: User, lead: User, two_readers: None
    ) -> None:
        send(thread, operator)
        with pytest.raises(AlreadyDecided, match="確認待ち"):
            send(thread, lead)
        with pytest.raises(IntegrityError), transaction.atomic():
            ReplyDraft.objects.create(inquiry=thread, body="x", author_key="1", author_name="x")

    def test_the_database_lets_nobody_read_their_own(
        self, thread: Inquiry, operator: User, two_readers: None
    ) -> None:
        draft = send(thread, operator)
        key = str(operator.pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            ReplyDraft.objects.filter(pk=draft.pk).update(decided_at=NOW, reader_key=key)

    def test_nobody_sends_one_that_was_overtaken(
        self, thread: Inquiry, operator: User, lead: User, two_readers: None, as_user: LogIn
    ) -> None:
        draft, reader = send(thread, operator), as_user(lead)
        page = reader.get(reverse("kasuhara_inquiries:inspect", args=[thread.pk]))
        answer(thread, body="お電話でお答えしました。", way="phone", by=operator)
        told = reader.post(at("send_draft", thread), {"seen": field(page, "seen")})
        assert "回答しました。お問い合わせの画面で内容を確認してから" in told.content.decode()
        with pytest.raises(ChangedMeanwhile):
            send_draft(draft, seen="", by=lead)
        assert Answer.objects.count() == 1
        assert OutgoingMail.objects.filter(kind="inquiry.reply").count() == 0

    def test_on_the_screens(
        self, thread: Inquiry, operator: User, lead: User, two_readers: None, as_user: LogIn
    ) -> None:
        author, reader = as_user(operator), as_user(lead)
        url = at("reply", thread)
        page = author.get(url)
        assert "確認を依頼する" in page.content.decode()
        author.post(url, {"seen": field(page, "seen"), "body": TEXT})
        own, others = (read(client, thread) for client in (author, reader))
        assert "別の担当者が確認した後に" in own
        assert at("send_draft", thread) not in own
        assert at("send_draft", thread) in others
        reader.post(at("return_draft", thread), {"reason": "日付が違います。"})
        page = author.get(url)
        assert "日付が違います。" in page.content.decode()
        assert TEXT in page.content.decode()
        author.post(url, {"seen": field(page, "seen"), "body": f"{TEXT}改めました。"})
        page = reader.get(reverse("kasuhara_inquiries:inspect", args=[thread.pk]))
        reader.post(at("send_draft", thread), {"seen": field(page, "seen")})
        assert Answer.objects.get().body == f"{TEXT}改めました。"


class TestAWording:
    def test_the_shipped_ones_promise_nothing_that_was_not_looked_into(
        self, thread: Inquiry, operator: User
    ) -> None:
        make_shipped()
        make_shipped()
        assert ReplyTemplate.objects.count() == 3
        for one in ReplyTemplate.objects.all():
            with pytest.raises(KasuharaError, match="埋めていない"):
                send(thread, operator, begun(str(one.pk), thread))

    def test_what_is_known_is_filled_in(self, thread: Inquiry) -> None:
        text = "{{ name }}様 {{number}} {{ subject }} {{ 期日 }}"
        assert filled(text, thread) == f"佐藤様 {thread.number} 納期 {{{{ 期日 }}}}"

    def test_a_placeholder_in_a_customer_s_words_is_not_filled(self, operator: User) -> None:
        row = receive(body=LATE, email="a@example.jp", name="{{ company }}").inquiry
        assert row is not None
        assert filled("{{ name }}様", row) == "{{ company }}様"

    @pytest.mark.parametrize("key", ["x", "99", "-1", "１"])
    def test_one_that_is_gone_begins_with_nothing(self, thread: Inquiry, key: str) -> None:
        assert begun(key, thread) == ""

    def test_it_is_chosen_without_a_script(
        self, thread: Inquiry, operator: User, as_user: LogIn
    ) -> None:
        row = ReplyTemplate.objects.create(name="確認", body="{{ name }}様、{{ 期日 }}まで")
        client = as_user(operator)
        assert f"?template={row.pk}" in client.get(at("reply", thread)).content.decode()
        page = client.get(at("reply", thread), {"template": row.pk}).content.decode()
        assert "佐藤様、{{ 期日 }}まで" in page

    def test_who_changes_the_settings_writes_them(
        self, lead: User, operator: User, as_user: LogIn
    ) -> None:
        url = reverse("kasuhara_reply_templates:add")
        typed = {"name": "お礼", "body": "{{ name }}様\n", "order": 1, "in_use": "on"}
        assert as_user(operator).post(url, typed).status_code == 302
        assert not ReplyTemplate.objects.filter(name="お礼").exists()
        as_user(lead).post(url, typed)
        assert ReplyTemplate.objects.get(name="お礼").body == "{{ name }}様\n"
        assert AuditRecord.objects.filter(act="replytemplate.change").exists()


def test_the_thread_tells_whether_its_mail_went_out(
    thread: Inquiry, operator: User, as_user: LogIn
) -> None:
    send(thread, operator)
    answer(thread, body="お電話でもお伝えしました。", way="phone", by=operator)
    page = read(as_user(operator), thread)
    assert "メール　operator（送信済み）" in page
    assert "電話　operator</h3>" in page


def test_the_customer_reads_it_by_the_mailed_link(thread: Inquiry, operator: User) -> None:
    send(thread, operator)
    url = next(word for word in to_customer()[0].body.split() if word.startswith("http"))
    assert TEXT in Client().get(url).content.decode()


def at(act: str, inquiry: Inquiry) -> str:
    return reverse(f"kasuhara_inquiries:{act}", args=[inquiry.pk])


def read(client: Client, inquiry: Inquiry) -> str:
    return client.get(at("inspect", inquiry)).content.decode()


def field(answer: Any, name: str) -> str:
    soup = BeautifulSoup(answer.content, "html.parser")
    return str(soup.select_one(f"[name={name}]")["value"])  # type: ignore[index]
