"""A mail server that refuses or hangs costs a visitor less than a second and nobody a message: the
mails wait in the outbox until ``kasuhara_send_mail`` meets a server that answers."""

import time
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kasuhara_plugin.core.outbox import MailState, OutgoingMail
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.models import Inquiry, MailClaim

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = reverse("kasuhara_plugin:inquiry")
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"
MESSAGES, PATIENCE_S = 4, 1.0
HANGING = pytest.param(
    "hanging_server",
    marks=pytest.mark.skipif(
        connection.vendor == "sqlite", reason="the late end comes from a second thread"
    ),
)


@pytest.fixture(autouse=True)
def staff_is_told() -> None:
    InquiryRules.objects.update_or_create(defaults={"recipients": "desk@example.jp"})


def post(number: int) -> tuple[int, float]:
    """The answer, and how long it took."""
    typed = {"name": "客", "email": f"{number}@example.jp", "subject": "納期"}
    began = time.monotonic()
    answer = Client().post(ADDRESS, {**typed, "body": f"{number}つ目の質問です。"})
    return answer.status_code, time.monotonic() - began


def let_every_try_end() -> None:
    until = time.monotonic() + 20
    while MailClaim.objects.exists():
        assert time.monotonic() < until
        time.sleep(0.05)


def sent_later(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> str:
    settings.EMAIL_BACKEND = LOCMEM
    later, out = timezone.now() + timedelta(minutes=2), StringIO()
    with monkeypatch.context() as clock:
        clock.setattr("django.utils.timezone.now", lambda: later)
        call_command("kasuhara_send_mail", stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("server", ["dead_server", HANGING])
def test_every_message_is_receipted_at_once_and_its_mails_go_out_later(
    server: str,
    request: pytest.FixtureRequest,
    settings: LazySettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    post(0)  # what is slow the first time is done
    mail.outbox.clear()
    request.getfixturevalue(server)
    answers = [post(number) for number in range(1, MESSAGES + 1)]
    assert [status for status, _ in answers] == [302] * MESSAGES
    assert max(took for _, took in answers) < PATIENCE_S
    let_every_try_end()
    assert Inquiry.objects.filter(outcome="accept").count() == 1 + MESSAGES
    waiting = [row for row in OutgoingMail.objects.all() if row.state() == MailState.WAITING]
    assert len(waiting) == 2 * MESSAGES
    assert mail.outbox == []
    counted = sent_later(monkeypatch, settings)
    assert counted == f"送信 {2 * MESSAGES}件、失敗 0件、送信待ち 0件、送信断念 0件\n"
    receipts = [f"{number}@example.jp" for number in range(1, MESSAGES + 1)]
    assert sorted(one.to[0] for one in mail.outbox) == [*receipts, *["desk@example.jp"] * MESSAGES]
