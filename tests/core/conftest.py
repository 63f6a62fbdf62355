"""Mail servers that do not do what they should, and a shop with a mail to send."""

import socket
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any

import pytest
from conftest import SMTP
from core.rights import acts
from django.conf import LazySettings
from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone

from kasuhara_plugin.core import outbox
from kasuhara_plugin.core.append_only import drop_triggers
from kasuhara_plugin.core.outbox import OutgoingMail
from kasuhara_plugin.models import AuditRecord


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


@pytest.fixture
def told(setup_done: None) -> Callable[[], list[tuple[str, str, dict[str, Any]]]]:
    """What was written since the beginning of the test."""
    before = len(acts())
    return lambda: acts()[before:]


@pytest.fixture
def lead(setup_done: None) -> Group:
    return Group.objects.get(name="上長")


@pytest.fixture
def plain(setup_done: None) -> Group:
    return Group.objects.create(name="メルマガ会員")


@pytest.fixture
def no_audit_table(setup_done: None) -> Iterator[None]:
    """Moved out of the way until the test's transaction is rolled back."""
    drop_triggers()
    table = AuditRecord._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO {table}_away")
    yield
