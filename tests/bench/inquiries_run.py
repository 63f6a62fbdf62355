"""Measures in a database of its own, each page in its turn; see ``bench.inquiries``."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from itertools import count
from random import shuffle
from statistics import median
from typing import Any

from django.core.management import call_command
from django.db import connection, models
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.inquiries_plain import LAST, PlainInquiry
from bench.inquiries_words import message
from bench.measure import seconds
from kasuhara_plugin.core import clock
from kasuhara_plugin.core.numbers import new_number
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.inquiries import counters
from kasuhara_plugin.models import Inquiry

ROUNDS, APART = 60, timedelta(hours=6)  # between two earlier messages
RUN = secrets.token_hex(2)
PAGES = {
    "unguarded": "/unguarded/",
    "  its mail sent bare": "/bare/",
    "guarded": "",
    "3 keys + rapidfuzz ratio": "/ratio/",
    "3 keys + rapidfuzz partial_ratio": "/partial/",
    "3 keys + rapidfuzz WRatio": "/wratio/",
}
_sender = count()


def run() -> None:
    call_command("migrate", verbosity=0)
    call_command("kasuhara_setup", stdout=StringIO())
    mail = "django.core.mail.backends.dummy.EmailBackend"
    with override_settings(ROOT_URLCONF="bench.inquiries_plain", EMAIL_BACKEND=mail), plain_table():
        took = in_turn()
        report(took)
        for name in ("unguarded", "guarded"):
            statements(name)


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
    for turn in range(ROUNDS + 1):
        acts = [(name, one_post(address)) for name, address in PAGES.items()]
        shuffle(acts)
        for name, act in acts:
            figure = seconds(act)
            if turn:
                took[name].append(figure)
    return took


def one_post(address: str) -> Callable[[], Any]:
    """A message of somebody who has written 50 others, and from an address of their own."""
    number = next(_sender)
    email = f"bench-{RUN}-{number}@example.jp"
    earlier_messages(email, Inquiry if address == "" else PlainInquiry)
    client = Client(
        enforce_csrf_checks=True, REMOTE_ADDR=f"2001:db8:{RUN}:{number:x}::1"
    )
    client.cookies["csrftoken"] = token = secrets.token_hex(16)
    typed = {
        "name": "山田 花子", "email": email, "phone": "03-1234-5678", "order_number": "T-20418",
        "category": "仕上がり・不良", "subject": "名刺の仕上がりについて", "body": message(f"new {email}"),
        "homepage": "", "token": secrets.token_hex(16), "csrfmiddlewaretoken": token,
    }  # fmt: skip
    where = address or reverse("kasuhara_plugin:inquiry")

    def post() -> None:
        answer = client.post(where, typed)
        assert answer.status_code == 302, (where, answer.status_code)

    return post


def earlier_messages(email: str, model: type[models.Model]) -> None:
    """Spread so that the next one is within every limit."""
    now = clock.now()
    ours = {}
    if model is Inquiry:
        customer = register(email=email, name="山田 花子")
        ours = {"customer": customer, "sender_key": counters.sender_key(user=None, email=email)}
    rows = []
    for place in range(LAST):
        body = message(f"{place} {email}")
        if ours:
            ours["text_key"] = counters.text_key(body)
        rows.append(
            model(
                number=new_number("B"), name="山田 花子", email=email, body=body,
                received_at=now - APART * (place + 1), **ours,
            )
        )  # fmt: skip
    model._default_manager.bulk_create(rows)


def report(took: dict[str, list[float]]) -> None:
    print(f"{connection.vendor}, {ROUNDS} rounds; milliseconds of a POST: median, best")
    first, best = median(took["unguarded"]), min(took["unguarded"])
    for name, times in took.items():
        print(
            f"{name:34}{median(times) * 1000:8.2f}{min(times) * 1000:8.2f}"
            f"{median(times) / first:8.2f} x{min(times) / best:7.2f} x"
        )


def statements(name: str) -> None:
    act = one_post(PAGES[name])
    with CaptureQueriesContext(connection) as queries:
        act()
    print(f"{name}: {len(queries)} statements")
    for query in queries:
        print("   ", query["sql"][:150])
