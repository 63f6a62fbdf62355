"""``kasuhara_send_mail``: what waits goes out with growing pauses, and after three days no more."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command

from kasuhara_plugin.core import clock, delivery
from kasuhara_plugin.core.mails import KEEP_TRYING, MOST_ATTEMPTS, due_at
from kasuhara_plugin.core.outbox import MailState, OutgoingMail
from kasuhara_plugin.models import MailAttempt

Make = Callable[..., Any]
pytestmark = pytest.mark.django_db  # the try after a commit does not come: all waits


class Refusing(EmailBackend):
    def send_messages(self, messages: Any) -> int:
        if any("refused" in message.to[0] for message in messages):
            raise ValueError("550 refused")
        return super().send_messages(messages)


def send(**options: Any) -> str:
    out = StringIO()
    call_command("kasuhara_send_mail", stdout=out, stderr=out, **options)
    return out.getvalue()


def failed(row: OutgoingMail, *, at: datetime, times: int = 1) -> None:
    for _ in range(times):
        MailAttempt.objects.create(mail=row, at=at, ok=False, error_class="TimeoutError")


def test_it_sends_what_waits_once_and_counts(posted: Make) -> None:
    for number in range(3):
        posted(to=f"c{number}@example.com")
    assert send() == "送信 3件、失敗 0件、送信待ち 0件、送信断念 0件\n"
    assert send() == "送信 0件、失敗 0件、送信待ち 0件、送信断念 0件\n"
    assert [m.to for m in mail.outbox] == [[f"c{number}@example.com"] for number in range(3)]


def test_a_dry_run_shows_what_would_go_and_sends_nothing(posted: Make) -> None:
    posted()
    assert send(dry_run=True).startswith(
        "a@example.com：お知らせ\n送信 0件、失敗 0件、送信待ち 1件"
    )
    assert (mail.outbox, MailAttempt.objects.count()) == ([], 0)


def test_a_limit_is_kept(posted: Make) -> None:
    for number in range(3):
        posted(to=f"c{number}@example.com")
    assert "送信 2件、失敗 0件、送信待ち 1件" in send(limit=2)
    assert len(send(limit=1, dry_run=True).splitlines()) == 2


@pytest.mark.parametrize("typed", ["0", "-1", "x", "１", "1.5"])
def test_a_limit_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(CommandError, match="1以上の整数"):
        call_command("kasuhara_send_mail", "--limit", typed)


def test_one_that_fails_does_not_keep_the_others(posted: Make, settings: LazySettings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    for name in ("a", "refused", "z"):
        posted(to=f"{name}@example.com")
    with pytest.raises(CommandError, match="1件を送信できませんでした"):
        send()
    assert [m.to[0] for m in mail.outbox] == ["a@example.com", "z@example.com"]
    assert "失敗 0件、送信待ち 1件" in send()  # not due again yet


def test_a_dead_server_is_asked_once_in_a_run(posted: Make, dead_server: None) -> None:
    for _ in range(3):
        posted()
    with pytest.raises(CommandError, match="メールサーバーが応答しません"):
        send()
    assert MailAttempt.objects.count() == 1


def test_a_mail_that_breaks_the_talk_comes_after_the_others(
    posted: Make, dead_server: None, settings: LazySettings, later: Make
) -> None:
    first, second = posted(), posted(to="b@example.com")
    failed(first, at=clock.now())
    later(minutes=2)
    assert [row.pk for row in delivery.due(clock.now())] == [second.pk, first.pk]


@pytest.mark.parametrize(
    ("tries", "minutes"), [(0, 0), (1, 1), (2, 5), (3, 15), (4, 60), (5, 60), (70, 60)]
)
def test_the_pauses_grow(posted: Make, tries: int, minutes: int) -> None:
    row = posted()
    failed(row, at=row.created_at, times=tries)
    waiting = OutgoingMail.objects.waiting(clock.now()).get()
    assert due_at(waiting) == row.created_at + timedelta(minutes=minutes)
    due = row.created_at + timedelta(minutes=minutes)
    assert delivery.due(due) == [row]
    assert delivery.due(due - timedelta(seconds=1)) == []


@pytest.mark.parametrize(
    ("age", "tries", "state"),
    [
        (KEEP_TRYING - timedelta(seconds=1), 70, MailState.WAITING),
        (KEEP_TRYING, 70, MailState.GIVEN_UP),
        (KEEP_TRYING, 0, MailState.GIVEN_UP),
        (timedelta(hours=1), MOST_ATTEMPTS - 1, MailState.WAITING),
        (timedelta(hours=1), MOST_ATTEMPTS, MailState.GIVEN_UP),
    ],
)
def test_it_is_given_up_after_three_days(
    posted: Make, age: timedelta, tries: int, state: MailState
) -> None:
    now = clock.now()
    row = posted(now=now - age)
    failed(row, at=now - timedelta(days=1), times=tries)
    assert row.state(now) == state
    assert list(OutgoingMail.objects.waiting(now)) == ([row] if state == "waiting" else [])
    assert list(OutgoingMail.objects.given_up(now)) == ([row] if state == "given_up" else [])


def test_what_was_given_up_is_counted_and_not_sent(posted: Make, later: Make) -> None:
    posted()
    later(days=3)
    assert send() == "送信 0件、失敗 0件、送信待ち 0件、送信断念 1件\n"
    assert mail.outbox == []


def test_what_was_sent_is_never_given_up(posted: Make, later: Make) -> None:
    row = posted()
    send()
    later(days=30)
    assert row.state() == MailState.SENT
    assert "送信待ち 0件、送信断念 0件" in send()


def test_no_query_is_added_by_a_longer_queue_that_is_not_due(
    posted: Make, django_assert_num_queries: Any
) -> None:
    for number in range(12):
        failed(posted(to=f"c{number}@example.com"), at=clock.now(), times=2)
    with django_assert_num_queries(1):
        assert delivery.due(clock.now()) == []
