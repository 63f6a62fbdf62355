"""Behind a pool that hands out its connections for a transaction (pgbouncer) a lock of the session
would stay with whoever comes next: every lock ends with its transaction."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.models import Inquiry

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the pool is PostgreSQL's"),
]

ADDRESS = reverse("kasuhara_plugin:inquiry")
TYPED = {"name": "客", "email": "a@example.jp", "subject": "納期", "body": "まだ届きません。"}
OF_A_SESSION = re.compile(
    r"pg_(try_)?advisory_(lock|unlock)|\b(LISTEN|PREPARE|DECLARE|DISCARD)\b|\bTEMP(ORARY)?\b"
    r"|\bSET (?!LOCAL\b)(SESSION|[a-z_]+ (TO|=))",
)


def post(client: Client, **more: str) -> HttpResponse:
    return client.post(ADDRESS, TYPED | more, REMOTE_ADDR="203.0.113.7")


def locks_of_this_session() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


@pytest.fixture
def backends(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Each transaction runs on a connection of its own; which ones."""
    seen: list[int] = []
    leave = transaction.Atomic.__exit__

    def leave_and_close(atomic: transaction.Atomic, *error: Any) -> None:
        outermost = len(connection.savepoint_ids) == 0 and connection.in_atomic_block
        if outermost:
            seen.append(connection.connection.info.backend_pid)
        leave(atomic, *error)
        if outermost:
            connection.close()

    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    with monkeypatch.context() as pool:
        pool.setattr(transaction.Atomic, "__exit__", leave_and_close)
        yield seen


@pytest.mark.parametrize("body", ["最初の質問です。", TYPED["body"]], ids=["accept", "join"])
def test_after_a_message_no_lock_is_left(client: Client, hanako: User, body: str) -> None:
    client.force_login(hanako)
    post(client)
    with CaptureQueriesContext(connection) as queries:
        assert post(client, body=body).status_code == 302
    statements = [query["sql"] for query in queries]
    assert any("kasuhara_plugin_senderlock" in one for one in statements)  # it did wait its turn
    assert [one for one in statements if OF_A_SESSION.search(one)] == []
    assert locks_of_this_session() == 0


@pytest.mark.parametrize(
    ("statement", "of_a_session"),
    [
        ("SELECT pg_advisory_lock(1)", True),
        ("SELECT pg_try_advisory_lock_shared(1)", True),
        ("SET statement_timeout = 5", True),
        ("SELECT pg_advisory_xact_lock(1)", False),
        ("SET LOCAL statement_timeout = 5", False),
    ],
)
def test_what_outlives_a_transaction_is_known(statement: str, of_a_session: bool) -> None:
    assert bool(OF_A_SESSION.search(statement)) is of_a_session


def test_each_transaction_may_run_on_another_connection(
    client: Client, backends: list[int]
) -> None:
    assert [post(client).status_code for _ in range(3)] == [302] * 3
    assert post(client, body="別の質問です。").status_code == 302
    rows = Inquiry.objects.order_by("pk")
    assert [(row.outcome, row.nth) for row in rows] == [
        ("accept", 1), ("join", 2), ("join", 3), ("accept", 1)
    ]  # fmt: skip
    assert AuditRecord.objects.filter(act="inquiry.receive").count() == 4
    assert len(set(backends)) >= 4
