"""The try after a commit is short, and no mail is ever in the hands of two senders."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import OperationalError, connection, connections, transaction

from kasuhara_plugin.core import clock, delivery
from kasuhara_plugin.core.outbox import MailState, OutgoingMail
from kasuhara_plugin.models import MailAttempt, MailClaim

Make = Callable[..., Any]
pytestmark = pytest.mark.django_db(transaction=True)
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"
AT_ONCE = 6


class Slow(EmailBackend):
    """Long enough in hand for every other sender to come by."""

    def send_messages(self, messages: Any) -> int:
        time.sleep(0.2)
        return super().send_messages(messages)


class Broken(EmailBackend):
    def send_messages(self, messages: Any) -> int:
        raise ValueError("一行目\x00\ud800\n二行目" + "あ" * 500)


LATE = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="the late end comes from a second thread"
)


def let_it_end() -> None:
    while MailClaim.objects.exists():
        time.sleep(0.05)


def took(act: Callable[[], Any]) -> float:
    start = time.monotonic()
    act()
    return time.monotonic() - start


def test_a_server_that_is_down_changes_nothing_but_an_attempt(
    posted: Make, dead_server: None, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "kasuhara_plugin.core.delivery"):
        row = posted()
    attempt = MailAttempt.objects.get()
    assert (attempt.ok, attempt.error_class) == (False, "ConnectionRefusedError")
    assert "refused" in attempt.error
    assert (row.state(), row.state_label()) == (MailState.WAITING, "送信待ち")
    assert len(caplog.records) == 1
    assert "a@example.com" not in caplog.text  # a log is no place for customers
    assert not MailClaim.objects.exists()


@LATE
def test_a_hanging_server_holds_a_page_for_less_than_a_second(
    posted: Make, hanging_server: None
) -> None:
    assert took(posted) < 0.95
    let_it_end()
    assert MailAttempt.objects.get().error_class in delivery.UNREACHABLE


@LATE
def test_so_does_one_that_answers_a_letter_at_a_time(posted: Make, dripping_server: Event) -> None:
    assert took(posted) < 0.95
    assert MailClaim.objects.exists()  # it is still in hand: nobody else sends it meanwhile
    assert list(delivery.send_waiting(clock.now())) == []
    time.sleep(delivery.SHORT_S)
    assert took(posted) < 0.5  # and no page waits for that server again
    dripping_server.set()
    let_it_end()
    assert not MailAttempt.objects.get().ok  # the end is noted all the same


@LATE
def test_an_act_with_many_mails_waits_for_a_hanging_server_once(
    posted: Make, hanging_server: None
) -> None:
    def act() -> None:
        with transaction.atomic():
            for number in range(10):
                posted(to=f"c{number}@example.com")

    assert took(act) < 1.5
    let_it_end()
    assert OutgoingMail.objects.count() == 10
    assert not MailAttempt.objects.filter(ok=True).exists()


def test_a_hosts_shorter_timeout_holds(settings: LazySettings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_TIMEOUT = 1
    assert delivery._connection(delivery.LONG_S).timeout == 1
    settings.EMAIL_TIMEOUT = 600
    assert delivery._connection(delivery.SHORT_S).timeout == delivery.SHORT_S


def test_whatever_a_backend_raises_is_noted_in_one_line(
    posted: Make, settings: LazySettings
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    posted()
    attempt = MailAttempt.objects.get()
    assert (attempt.error_class, attempt.error) == ("ValueError", "一行目?")


def test_a_backend_that_cannot_be_loaded_is_noted(posted: Make, settings: LazySettings) -> None:
    settings.EMAIL_BACKEND = "nowhere.Backend"
    posted()
    assert MailAttempt.objects.get().error_class == "ModuleNotFoundError"


def test_other_callbacks_of_the_commit_run_whatever_the_server_does(
    posted: Make, dead_server: None
) -> None:
    ran = []
    with transaction.atomic():
        posted()
        transaction.on_commit(lambda: ran.append("after"))
    assert ran == ["after"]


def test_a_database_that_goes_away_after_the_commit_is_no_failure_of_the_act(
    posted: Make,
) -> None:
    def refuse(*_: Any) -> None:
        raise OperationalError("the database is gone")

    try:
        with transaction.atomic():
            transaction.on_commit(lambda: connection.execute_wrappers.append(refuse))
            row = posted()
    finally:
        connection.execute_wrappers.clear()
    assert row.state() == MailState.WAITING
    assert [outcome.ok for outcome in delivery.send_waiting(clock.now())] == [True]


def test_a_claim_of_another_sender_is_left_alone_until_it_is_taken_for_dead(
    posted: Make, dead_server: None, settings: LazySettings, later: Make
) -> None:
    row = posted()
    settings.EMAIL_BACKEND = LOCMEM
    MailClaim.objects.create(mail=row, taken_at=clock.now())
    assert list(delivery.send_waiting(later(minutes=14))) == []
    assert [outcome.ok for outcome in delivery.send_waiting(later(minutes=2))] == [True]
    assert len(mail.outbox) == 1


def test_a_sender_that_comes_back_late_leaves_the_claim_of_the_next_one(
    posted: Make, dead_server: None, later: Make
) -> None:
    row, now = posted(), later(minutes=1)
    ours = delivery._taken(row.pk, now)
    theirs = delivery._taken(row.pk, later(minutes=16))
    assert ours is not None
    assert theirs is not None
    delivery._give_back(ours)
    assert MailClaim.objects.get().taken_at == theirs.taken_at


def test_a_claim_of_a_long_run_is_as_old_as_its_mail_not_as_its_run(
    posted: Make, dead_server: None, later: Make
) -> None:
    row, began = posted(), later(minutes=1)
    claim = delivery._taken(row.pk, began)
    assert claim is not None
    delivery._give_back(claim)
    present = later(hours=1)
    claim = delivery._taken(row.pk, began)
    assert claim is not None
    assert claim.taken_at == present


def test_a_mail_that_went_out_meanwhile_is_not_sent_again(posted: Make) -> None:
    row = posted()
    delivery.try_at_once(row.pk)
    assert (len(mail.outbox), MailAttempt.objects.count()) == (1, 1)
    assert not MailClaim.objects.exists()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="one connection holds the database")
def test_senders_at_once_send_each_mail_once(
    posted: Make, dead_server: None, settings: LazySettings
) -> None:
    for number in range(10):
        posted(to=f"c{number}@example.com")
    settings.EMAIL_BACKEND = f"{__name__}.Slow"
    together, now = Barrier(AT_ONCE), clock.now() + timedelta(minutes=1)

    def send(_: int) -> int:
        together.wait()
        try:
            return len(list(delivery.send_waiting(now)))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        sent = list(pool.map(send, range(AT_ONCE)))
    assert sum(sent) == 10
    assert sum(number > 0 for number in sent) > 1  # they did share the work
    assert sorted(m.to[0] for m in mail.outbox) == sorted(f"c{n}@example.com" for n in range(10))
    assert MailAttempt.objects.filter(ok=True).count() == 10
    assert not MailClaim.objects.exists()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="one connection holds the database")
def test_the_try_after_a_commit_and_the_command_send_it_once(
    posted: Make, dead_server: None, settings: LazySettings
) -> None:
    row = posted()
    MailClaim.objects.all().delete()
    settings.EMAIL_BACKEND = f"{__name__}.Slow"
    now, together = clock.now() + timedelta(minutes=1), Barrier(AT_ONCE)

    def take(_: int) -> bool:
        together.wait()
        try:
            return delivery._taken(row.pk, now) is not None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert sum(pool.map(take, range(AT_ONCE))) == 1
