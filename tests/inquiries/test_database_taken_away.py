"""PostgreSQL goes away in the middle and comes back: whoever sends again what the page gave back is
stored exactly once."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count, takewhile
from pathlib import Path
from threading import Event

import pytest
from django.db import connection
from django.test import Client
from inquiries.visitors import TEXT, Visitor
from processes import processes
from storefront.accounts.models import User

from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.models import Inquiry, OutgoingMail

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server to lose"),
]

STRANGERS = 3
FEWEST, MOST = 3, 40  # outages: until each visitor has met one
GONE_S, BACK_S = 0.4, 0.4


def take_away() -> None:
    """As a restart does: who is connected is thrown out, and nobody comes in."""
    name = connection.settings_dict["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )


def give_back() -> None:
    with connection._nodb_cursor() as cursor:
        name = connection.settings_dict["NAME"]
        cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


@pytest.fixture
def outages() -> Iterator[Callable[[list[Visitor]], None]]:
    def happen_to(visitors: list[Visitor]) -> None:
        for number in range(1, MOST):
            time.sleep(BACK_S)
            take_away()
            time.sleep(GONE_S)
            give_back()
            if number >= FEWEST and all(visitor.given_back for visitor in visitors):
                return

    yield happen_to
    give_back()


@pytest.fixture
def no_limits() -> None:
    rules = InquiryRules.load()
    rules.sender_limit = rules.network_limit = 1_000
    rules.day_limit = rules.week_limit = 0
    rules.save()


def session_of(member: User) -> str:
    client = Client()
    client.force_login(member)
    return client.cookies["sessionid"].value


def stream(visitors: list[Visitor], meanwhile: Callable[[list[Visitor]], None]) -> list[list[str]]:
    """Each sends one form after the other until it is over; the receipts of each."""
    over = Event()

    def visit(turn: int) -> list[str]:
        numbers = takewhile(lambda _: not over.is_set(), count(turn, len(visitors)))
        return [visitors[turn].receipt_of(number) for number in numbers]

    with ThreadPoolExecutor(len(visitors)) as pool:
        visits = pool.map(visit, range(len(visitors)))
        try:
            meanwhile(visitors)
        finally:
            over.set()
        return list(visits)


@pytest.mark.usefixtures("no_limits")
def test_what_is_sent_again_is_stored_once_and_every_receipt_has_its_row(
    tmp_path: Path, outages: Callable[[list[Visitor]], None], hanako: User, ichiro: User
) -> None:
    sessions = [*[""] * STRANGERS, session_of(hanako), session_of(ichiro)]
    with processes("inquiries.web", 1, tmp_path) as (server,):
        port = server.ask(0, 0)
        visitors = [Visitor(port, session) for session in sessions]
        receipts = stream(visitors, outages)
    for visitor in visitors:
        assert {answer.status for answer in visitor.given_back} == {503}
    rows = {row.number: row for row in Inquiry.objects.all()}
    assert sorted(rows) == sorted(number for each in receipts for number in each)
    for turn, numbers in enumerate(receipts):
        stored = [rows[number] for number in numbers]
        forms = range(turn, turn + len(visitors) * len(numbers), len(visitors))
        assert [row.body for row in stored] == [TEXT.format(number) for number in forms]
        assert {row.proven for row in stored} == {turn >= STRANGERS}
    assert {(row.category, row.outcome) for row in rows.values()} == {("納期・配送", "accept")}
    assert AuditRecord.objects.filter(act="inquiry.receive").count() == len(rows)
    assert OutgoingMail.objects.filter(kind="inquiry.receipt").count() == len(rows)
