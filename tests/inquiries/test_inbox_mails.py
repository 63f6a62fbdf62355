"""Which mails of new inquiries a member of the staff chose: none, each, or one a day. No word of a customer is
in them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import TestCase
from storefront.accounts.models import User

from kasuhara_plugin.inquiries.actions import answer, assign, receive
from kasuhara_plugin.inquiries.inbox import digest
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.models import Inquiry, StaffPreference

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
LATE = "注文した名刺が予定日を過ぎても届いていません。発送の状況を早急に教えてください。"
Make = Callable[..., User]


@pytest.fixture
def operator(staff: Make) -> User:
    return staff("operator")


def chose(user: User, mails: str) -> None:
    StaffPreference.objects.update_or_create(user=user, defaults={"new_mail": mails})


def send(who: str = "a", body: str = LATE, **more: object) -> Inquiry:
    with TestCase.captureOnCommitCallbacks(execute=True):
        row = receive(**{"body": body, "email": f"{who}@example.jp", "now": NOW, **more}).inquiry
    assert row is not None
    return row


def to(user: User) -> list[str]:
    return [letter.subject for letter in mail.outbox if letter.to == [user.email]]


@pytest.mark.parametrize(("chosen", "came"), [("none", 0), ("each", 1), ("digest", 0)])
def test_at_once_only_whoever_chose_it(operator: User, chosen: str, came: int) -> None:
    chose(operator, chosen)
    send(now=None)
    assert len(to(operator)) == came


def test_whoever_chose_nothing_gets_nothing(operator: User) -> None:
    send(now=None)
    assert to(operator) == []


def test_an_address_in_both_lists_is_written_to_once(operator: User) -> None:
    chose(operator, "each")
    InquiryRules.objects.update_or_create(defaults={"recipients": operator.email})
    send(now=None)
    assert len(to(operator)) == 1


def test_whoever_may_not_read_inquiries_any_more_gets_nothing(operator: User, staff: Make) -> None:
    for user in (operator, staff("legal")):
        chose(user, "each")
    operator.is_active = False
    operator.save()
    send(now=None)
    assert not [letter for letter in mail.outbox if "届きました" in letter.subject]


class TestTheDigest:
    def test_it_counts_what_waits_and_names_what_came(self, operator: User) -> None:
        chose(operator, "digest")
        old = send("b", "封筒の色が画面と違います。", now=NOW - timedelta(days=9))
        new = send(subject="秘密の件名", name="佐藤")
        assign(old, operator, by=operator)
        (one,) = digest.reminders(NOW + timedelta(hours=2))
        assert one.to == operator.email
        assert one.subject == "お問い合わせの状況（新着1件）"
        for line in ("新着：1件", "対応中：1件", "保留：0件", "お待たせ：1件", "自分の担当：1件"):
            assert line in one.body
        assert new.number in one.body
        assert old.number not in one.body
        for word in ("秘密の件名", "佐藤", LATE, "a@example.jp"):
            assert word not in one.subject + one.body

    def test_none_is_sent_where_nothing_waits(self, operator: User) -> None:
        chose(operator, "digest")
        answer(send(), body="本日発送しました。", way="email", by=operator, now=NOW)
        assert list(digest.reminders(NOW)) == []

    def test_it_comes_once_a_day(self, operator: User) -> None:
        chose(operator, "digest")
        send(now=None)
        for _ in range(2):
            with TestCase.captureOnCommitCallbacks(execute=True):
                call_command("kasuhara_remind", stdout=StringIO())
        assert len([one for one in to(operator) if "状況" in one]) == 1

    def test_nobody_else_is_written_to(self, operator: User, staff: Make) -> None:
        chose(staff("supervisor"), "digest")
        send()
        assert [one.to for one in digest.reminders(NOW)] == [staff("supervisor").email]
