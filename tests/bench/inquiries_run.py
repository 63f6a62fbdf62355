"""Measures in a database of its own, each page in its turn; see ``bench.inquiries``."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from itertools import count
from random import shuffle
from statistics import median
from typing import Any, NamedTuple

from django.core.management import call_command
from django.db import connection, models
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from bench.inquiries_plain import LAST, PlainInquiry
from bench.inquiries_words import message
from bench.measure import seconds
from bench.repeat_pairs import unrelated
from kasuhara_plugin.core import clock
from kasuhara_plugin.core.numbers import new_number
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.inquiries import counters, nearness
from kasuhara_plugin.models import Inquiry

ROUNDS, APART = 60, timedelta(hours=6)  # between two earlier messages
RUN = secrets.token_hex(2)


class Page(NamedTuple):
    address: str
    model: type[models.Model] = PlainInquiry
    earlier: int = LAST
    alike: bool = True  # the earlier messages share most of their sentences with the new one


GUARDED = Page("/support/inquiry/", Inquiry)
PAGES = {
    "unguarded": Page("/unguarded/"),
    "unguarded, its mail sent bare": Page("/bare/"),
    "recorded, unguarded": GUARDED._replace(address="/recorded/"),
    "guarded": GUARDED,
    "guarded, after other matters": GUARDED._replace(alike=False),
    "guarded, of somebody unknown": GUARDED._replace(earlier=0),
    "3 keys + rapidfuzz ratio": Page("/ratio/"),
    "3 keys + rapidfuzz partial_ratio": Page("/partial/"),
    "3 keys + rapidfuzz WRatio": Page("/wratio/"),
}
_sender = count()


def run() -> None:
    call_command("migrate", verbosity=0)
    call_command("kasuhara_setup", stdout=StringIO())
    mail = "django.core.mail.backends.dummy.EmailBackend"
    with override_settings(ROOT_URLCONF="bench.inquiries_plain", EMAIL_BACKEND=mail), plain_table():
        report(in_turn())
        statements()


@contextmanager
def plain_table() -> Iterator[None]:
    with connection.schema_editor() as editor:
        editor.create_model(PlainInquiry)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(PlainInquiry)


def in_turn() -> dict[str, list[float]]:
    """Each page once in a round, in an order that changes; the first round warms up."""
    took: dict[str, list[float]] = {name: [] for name in PAGES}
    rounds = [
        [(name, one_post(page, turn)) for name, page in PAGES.items()] for turn in range(ROUNDS + 1)
    ]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a shop's database does by itself
    for turn, acts in enumerate(rounds):
        shuffle(acts)
        for name, act in acts:
            figure = seconds(act)
            if turn:
                took[name].append(figure)
    return took


def one_post(page: Page, turn: int) -> Callable[[], Any]:
    """A message of somebody who writes from an address of their own."""
    number = next(_sender)
    email = f"bench-{RUN}-{number}@example.jp"
    earlier_messages(page, email, turn)
    client = Client(enforce_csrf_checks=True, REMOTE_ADDR=f"2001:db8:{RUN}:{number:x}::1")
    client.cookies["csrftoken"] = token = secrets.token_hex(16)
    typed = {
        "name": "山田 花子", "email": email, "phone": "03-1234-5678", "order_number": "T-20418",
        "category": "仕上がり・不良", "subject": "名刺の仕上がりについて", "body": message(f"new {turn}"),
        "homepage": "", "token": secrets.token_hex(16), "csrfmiddlewaretoken": token,
    }  # fmt: skip

    def post() -> None:
        answer = client.post(page.address, typed)
        assert answer.status_code == 302, (page, answer.status_code)

    return post


def earlier_messages(page: Page, email: str, turn: int) -> None:
    """Spread so that the next one is within every limit."""
    bodies = [message(f"{turn} {place}") for place in range(page.earlier)]
    if not page.alike:
        bodies = unrelated()[turn].earlier[: page.earlier]
    page.model._default_manager.bulk_create(
        page.model(
            number=new_number("B"),
            name="山田 花子",
            email=email,
            body=body,
            received_at=clock.now() - APART * place,
            **(of_the_guard(email, body) if page.model is Inquiry else {}),
        )
        for place, body in enumerate(bodies, start=1)
    )


def of_the_guard(email: str, body: str) -> dict[str, Any]:
    return {
        "customer": register(email=email, name="山田 花子"),
        "sender_key": counters.sender_key(user=None, email=email),
        "text_key": counters.text_key(body),
        **nearness.columns(nearness.said_of(body)),
    }


def report(took: dict[str, list[float]]) -> None:
    print(f"{connection.vendor}, {ROUNDS} rounds; ms of a POST, and how many times the first one's")
    middle = {name: median(times) for name, times in took.items()}
    for name, times in took.items():
        said = f"{middle[name] / middle['unguarded']:6.2f} x   best {min(times) * 1000:7.2f} ms"
        if name.startswith("guarded"):
            said += f"   {middle[name] / middle['recorded, unguarded']:4.2f} x recorded"
        if name.startswith("3 keys"):
            said += f"   guarded: {middle['guarded'] / middle[name]:4.2f} of it"
        print(f"{name:34}{middle[name] * 1000:8.2f} ms{said}")


def statements() -> None:
    for name in ("unguarded", "guarded, of somebody unknown", "guarded"):
        act = one_post(PAGES[name], ROUNDS)
        with CaptureQueriesContext(connection) as queries:
            act()
        print(f"{name}: {len(queries)} statements")
    for query in queries:  # of the last one
        print(f"    {query['sql'][:100]}")
