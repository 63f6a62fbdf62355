"""Mail servers that do not do what they should, and a shop with a mail to send."""

import socket
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone

from kasuhara_plugin.core import outbox
from kasuhara_plugin.core.outbox import OutgoingMail

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def dead_server(settings: LazySettings) -> None:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    settings.EMAIL_BACKEND = SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 1


@pytest.fixture
def hanging_server(settings: LazySettings) -> Iterator[None]:
    """It accepts, and never says a word. The host set no timeout at all."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.EMAIL_BACKEND = SMTP
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()
        settings.EMAIL_TIMEOUT = None
        yield


@pytest.fixture
def dripping_server(settings: LazySettings) -> Iterator[Event]:
    """It greets a letter at a time, so that no step of the talk lasts long, until it is set."""
    over = Event()

    def drip(server: socket.socket) -> None:
        try:
            talk, _ = server.accept()
            with talk:
                while not over.wait(0.3):
                    talk.send(b"2")
        except OSError:
            return

    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=drip, args=(server,), daemon=True).start()
        settings.EMAIL_BACKEND = SMTP
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()
        settings.EMAIL_TIMEOUT = 60
        yield over
        over.set()


@pytest.fixture
def posted() -> Callable[..., OutgoingMail]:
    """``posted(to="b@example.com")``: a mail in the outbox."""

    def post(**changes: Any) -> OutgoingMail:
        content = {"to": "a@example.com", "subject": "お知らせ", "body": "本文です。\n"}
        row = outbox.post(**{**content, "kind": "test", **changes})
        assert row is not None
        return row

    return post


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[..., datetime]:
    """``later(minutes=5)``: the clock goes on."""

    def go_on(**by: float) -> datetime:
        moment = timezone.now() + timedelta(**by)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return moment

    return go_on
