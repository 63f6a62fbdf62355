"""What staff do with a message: release, answer, log."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.core.errors import AlreadyDecided, NotPermitted, UnusableText
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.inquiries.actions import answer, log, receive, release
from kasuhara_plugin.inquiries.guard import Outcome
from kasuhara_plugin.inquiries.notices import tell_of_released
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.models import Answer, Customer, Inquiry, OutgoingMail

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
STAFF_MAIL = "inquiry.staff"


@pytest.fixture
def operator(staff: Callable[..., User]) -> User:
    return staff("operator")


@pytest.fixture
def held(operator: User) -> Inquiry:
    InquiryRules.objects.update_or_create(
        defaults={"sender_limit": 1, "recipients": "desk@example.jp\nsecond@example.jp"}
    )
    receive(body="名刺の納期を教えてください。", email="a@example.jp", now=NOW)
    receipt = receive(body="封筒の紙の厚さは選べますか。", email="a@example.jp", now=NOW)
    assert receipt.verdict.outcome is Outcome.HOLD
    return receipt.inquiry


def told() -> list[tuple[str, str]]:
    mails = OutgoingMail.objects.filter(kind=STAFF_MAIL).order_by("pk")
    return list(mails.values_list("subject_key", "to"))


def test_a_held_message_is_told_of_when_its_hour_has_come_and_once(held: Inquiry) -> None:
    first = [key for key, _ in told()]
    assert str(held.pk) not in first
    assert tell_of_released(NOW + timedelta(minutes=59)) == 0
    assert tell_of_released(NOW + timedelta(minutes=60)) == 1
    assert tell_of_released(NOW + timedelta(minutes=61)) == 0
    assert told()[len(first) :] == [
        (str(held.pk), "desk@example.jp"),
        (str(held.pk), "second@example.jp"),
    ]
    assert not held.is_held(NOW + timedelta(minutes=60))


def test_the_mail_command_tells_of_it(held: Inquiry) -> None:
    call_command("kasuhara_send_mail", verbosity=0)
    assert (str(held.pk), "desk@example.jp") in told()


def test_somebody_releases_it_and_the_notice_goes_out(held: Inquiry, operator: User) -> None:
    row = release(held, by=operator, now=NOW)
    assert (row.released_name, row.is_held(NOW)) == (str(operator.get_full_name()), False)
    assert (str(held.pk), "desk@example.jp") in told()
    audit = AuditRecord.objects.get(act="inquiry.release")
    assert (audit.subject_key, audit.actor_key) == (str(held.pk), str(operator.pk))
    assert list(Inquiry.objects.held(NOW)) == []
    with pytest.raises(AlreadyDecided):
        release(held, by=operator, now=NOW)


def test_what_staff_are_mailed_repeats_nothing_of_the_message(held: Inquiry) -> None:
    bodies = OutgoingMail.objects.filter(kind=STAFF_MAIL).values_list("body", flat=True)
    assert not [body for body in bodies if "質問です" in body or "a@example.jp" in body]


def test_an_answer_belongs_to_the_thread(operator: User) -> None:
    first = receive(body="質問です。", email="a@example.jp").inquiry
    second = receive(body="質問です。", email="a@example.jp").inquiry
    row = answer(second, body="お答えします。", way="phone", by=operator)
    assert (row.inquiry, row.actor_name) == (first, operator.get_full_name())
    assert AuditRecord.objects.get(act="inquiry.answer").subject_key == str(first.pk)
    with pytest.raises(UnusableText):
        answer(first, body=" \u3164", way="phone", by=operator)
    assert Answer.objects.count() == 1


def test_a_call_is_an_inquiry_of_its_customer(operator: User, customer: Customer) -> None:
    row = log(
        channel="phone_after",
        contact="０９０-1234-5678",
        name="佐藤",
        order_number="T-1",
        body="納期のお問い合わせ。",
        by=operator,
    )
    assert (row.phone, row.email, row.channel, row.logged_name) == (
        "０９０-1234-5678", "", "phone_after", operator.get_full_name(),
    )  # fmt: skip
    assert row.customer.identifiers.get().key == "+819012345678"
    assert AuditRecord.objects.get(act="inquiry.log").actor_key == str(operator.pk)
    again = log(channel="phone_after", contact="", body="別件。", by=operator, customer=customer)
    assert again.customer == customer


def test_a_mail_that_was_logged_counts_as_a_repetition_of_the_form(
    operator: User, ichiro: User, customer: Customer
) -> None:
    first = receive(body="返金してください。", user=ichiro).inquiry
    row = log(channel="email", contact=ichiro.email, body="返金してください。", by=operator)
    assert (row.first, row.nth, row.customer) == (first, 2, first.customer)
    assert receive(body="返金してください。", user=ichiro).verdict.nth == 3


def test_logged_calls_use_up_nobodys_limit(
    operator: User, ichiro: User, customer: Customer
) -> None:
    InquiryRules.objects.update_or_create(defaults={"sender_limit": 1})
    for number in range(3):
        log(channel="phone_after", contact=ichiro.email, body=f"電話{number}", by=operator)
    assert receive(body="質問です。", user=ichiro).verdict.outcome is Outcome.ACCEPT


def test_a_number_that_several_share_leaves_open_who_it_was(operator: User) -> None:
    for name in ("佐藤", "鈴木"):
        log(channel="phone_inquiry", contact=f"{name}@example.jp", body="電話", by=operator)
    register(email="佐藤@example.jp", phone="03-1111-2222")
    second = Customer.objects.create(name="鈴木")
    second.identifiers.create(kind="phone", value="03-1111-2222", key="+81311112222")
    row = log(channel="phone_inquiry", contact="03-1111-2222", body="電話", by=operator)
    assert row.customer is None


@pytest.mark.parametrize("role", ["legal", "policy_editor"])
def test_nobody_else_may(staff: Callable[..., User], held: Inquiry, role: str) -> None:
    person = staff(role)
    for act in (
        lambda: release(held, by=person, now=NOW),
        lambda: answer(held, body="答え", way="email", by=person),
        lambda: log(channel="email", contact="", body="本文", by=person),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_the_screens_do_the_acts(
    held: Inquiry, operator: User, as_user: Callable[[User], Client]
) -> None:
    Inquiry.objects.filter(pk=held.pk).update(held_until=datetime(2099, 1, 1, tzinfo=UTC))
    client, room = as_user(operator), "kasuhara_inquiries"
    page = client.get(reverse(f"{room}:inspect", args=[held.pk])).content.decode()
    assert "1時間に1件の上限を超えたため" in page
    client.post(reverse(f"{room}:release", args=[held.pk]))
    client.post(reverse(f"{room}:answer", args=[held.pk]), {"way": "phone", "body": "お答え"})
    typed = {"channel": "email", "contact": "b@example.jp", "body": "メールの本文"}
    page = client.post(reverse(f"{room}:log"), typed, follow=True).content.decode()
    assert "メールの本文" in page
    held.refresh_from_db()
    assert (held.released_key, held.answers.get().body) == (str(operator.pk), "お答え")
