"""A reminder goes out once; what could not be sent goes with the next run."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Barrier
from typing import Any

import pytest
from django.conf import LazySettings, settings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connection
from storefront.accounts.models import User

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.reminders import Reminder, post, was_posted
from kasuhara_plugin.models import OutgoingMail, RuleSettings

REMINDER = Reminder("review:2027-01-01:before-7:1", "a@example.jp", "見直し", "お知らせです。\n")


class Refusing(EmailBackend):
    """A server that refuses one of the addresses."""

    def send_messages(self, messages: Any) -> int:
        if any("refused@staff.example.jp" in message.to for message in messages):
            raise ConnectionResetError("refused")
        return super().send_messages(messages)


@pytest.fixture
def asked(staff: Callable[..., User]) -> None:
    """Three of the staff owe a confirmation."""
    rules = RuleSettings.load()
    rules.attestation = True
    rules.save()
    for name in ("a", "refused", "z"):
        staff("operator", name)


def remind(**options: Any) -> str:
    out = StringIO()
    call_command("kasuhara_remind", stdout=out, stderr=out, **options)
    return out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_it_goes_out_once() -> None:
    now = clock.now()
    assert [post(REMINDER, now=now) for _ in range(3)] == [True, False, False]
    message = mail.outbox[0]
    assert (message.to, message.subject, message.body) == (
        ["a@example.jp"],
        "見直し",
        "お知らせです。\n",
    )
    assert len(mail.outbox) == 1
    row = OutgoingMail.objects.get()
    assert (row.key, row.kind, row.created_at) == (REMINDER.key, "reminder", now)
    assert was_posted(REMINDER)


@pytest.mark.django_db
def test_a_run_without_a_server_fails_and_a_later_one_sends_all(
    asked: None, dead_server: None, settings: LazySettings, later: Callable[..., Any]
) -> None:
    with pytest.raises(CommandError, match="3件を送信できませんでした"):
        remind()
    assert OutgoingMail.objects.count() == 3
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    later(days=1)
    remind()
    assert len(mail.outbox) == OutgoingMail.objects.count() == 3


@pytest.mark.django_db
def test_an_account_with_an_unusable_address_does_not_keep_the_others(
    asked: None, staff: Callable[..., User]
) -> None:
    User.objects.filter(email="refused@staff.example.jp").update(email="no address")
    with pytest.raises(CommandError, match="1件"):
        remind()
    assert len(mail.outbox) == 2


@pytest.mark.django_db
def test_one_address_that_fails_does_not_keep_the_others(
    asked: None, settings: LazySettings
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    for _ in range(2):
        with pytest.raises(CommandError, match="1件"):
            remind()
    sent = sorted(message.to[0] for message in mail.outbox)
    assert sent == ["a@staff.example.jp", "z@staff.example.jp"]


@pytest.mark.django_db
def test_a_dry_run_shows_what_would_go_and_sends_nothing(asked: None) -> None:
    said = remind(dry_run=True)
    assert said.count("確認のお願い") == 3
    assert (mail.outbox, OutgoingMail.objects.count()) == ([], 0)
    remind()
    assert remind(dry_run=True) == ""
    assert len(mail.outbox) == 3


@pytest.mark.skipif(
    settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"),
    reason="threads share SQLite's database in memory, which answers 'locked' at once",
)
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_it_once() -> None:
    together = Barrier(4)

    def run(_: int) -> bool:
        together.wait()
        try:
            return post(REMINDER, now=clock.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        went = list(pool.map(run, range(4)))
    assert sorted(went) == [False, False, False, True]
    assert (len(mail.outbox), OutgoingMail.objects.count()) == (1, 1)
