"""Asks for the pages as an operator does in a browser: the whole page, its template included."""

from collections.abc import Iterator
from datetime import timedelta
from statistics import median
from typing import Any

from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from storefront.accounts.models import User

from bench import listing_plain
from bench.inquiry_data import SELDOM, numbered
from bench.measure import seconds
from bench.similar_run import fill_once
from kasuhara_plugin.core import clock
from kasuhara_plugin.inquiries import nearness
from kasuhara_plugin.models import Inquiry

RUNS, PLAIN_RUNS, LIMIT_MS = 7, 1, 100
LIST, PLAIN = "/admin/kasuhara/inquiries/", "/admin/plain_inquiries/"
DEEP = 500_000  # the id from which a page far down goes on
REPEATS = 200
# What is asked of ours, and of Wagtail's default listing where it has the same.
PAGES: dict[str, tuple[str, str | None]] = {
    "what is new": ("?state=new", None),
    "in hand": ("?state=in_hand", None),
    "held": ("?state=held", None),
    "answered": ("?state=done", None),
    "too late": ("?state=late", None),
    "everything": ("", ""),
    "far down": (f"?p=older-{DEEP}", "?p=20000"),
    "answered, far down": (f"?state=done&p=older-{DEEP}", None),
    "by channel": ("?channel=phone_inquiry", "?channel=phone_inquiry"),
    "a week two years ago": ("?received_at_from=2024-05-01&received_at_to=2024-05-07", None),
    "a category that many have": ("?category=データ入稿", "?category=データ入稿"),
    "a category of few, long ago": (f"?category={SELDOM}", f"?category={SELDOM}"),
    "a word that many have": ("?q=名刺", "?q=名刺"),
    "a word of some": ("?q=ムメ", "?q=ムメ"),
    "a word that one has": ("?q=アイウエオカ", "?q=アイウエオカ"),
    "a word that none has": ("?q=麒麟", "?q=麒麟"),
    "two words": ("?q=名刺 アイウエ", None),
    "a number": (f"?q={numbered(DEEP)}", f"?q={numbered(DEEP)}"),
    "an order": ("?q=P-0500000", None),
    "an address": ("?q=c7919@example.jp", "?q=c7919@example.jp"),
}


def run() -> None:
    listing_plain.register()
    fill_once()
    client = Client()
    client.force_login(operator())
    print(f"{'':28}   median  queries of SQL   Wagtail's default listing")
    told = [line(name, client, *asked) for name, asked in PAGES.items()]
    told.append(line(f"a thread of {REPEATS} repeats", client, f"{thread().pk}/", None))
    slow = [
        name for name, took in zip((*PAGES, "the thread"), told, strict=True) if took > LIMIT_MS
    ]
    print(f"{len(slow)} above {LIMIT_MS} ms: {', '.join(slow) or 'none'}")


def operator() -> User:
    """Who may read all lists: Wagtail's own asks for further permissions."""
    user, _ = User.objects.get_or_create(email="bench@example.com", is_staff=True)
    user.groups.set(Group.objects.filter(name="担当者"))
    return user


def line(name: str, client: Client, ours: str, plain: str | None) -> float:
    took, queries, of_sql = measured(client, LIST + ours, RUNS)
    beside = "" if plain is None else f"{measured(client, PLAIN + plain, PLAIN_RUNS)[0]:9.0f} ms"
    print(f"{name:28}{took:6.0f} ms{queries:9}{of_sql:7.0f} ms{beside}", flush=True)
    return took


def measured(client: Client, address: str, runs: int) -> tuple[float, int, float]:
    """The median of a whole page in ms, its queries, and their part of it in ms."""
    client.get(address)
    took = median(seconds(lambda: client.get(address)) for _ in range(runs)) * 1000
    with CaptureQueriesContext(connection) as asked:
        answered: Any = client.get(address)
    assert answered.status_code == 200, address
    return took, len(asked), sum(float(one["time"]) for one in asked) * 1000


def thread() -> Inquiry:
    """What one sender said again and again, each time a little otherwise."""
    first = Inquiry.objects.get(pk=DEEP)
    if not first.repeats.exists():
        Inquiry.objects.bulk_create(said_again(first))
    return first


def said_again(first: Inquiry) -> Iterator[Inquiry]:
    for nth in range(2, REPEATS + 2):
        body = f"{nth}回目です。{first.body}早くお返事をください。もう{nth}日も待っています。"
        yield Inquiry(
            number=f"B-{nth}", body=body, email=first.email, sender_key=first.sender_key,
            outcome="joined", first=first, nth=nth,
            received_at=clock.now() - timedelta(hours=REPEATS - nth),
            **nearness.columns(nearness.said_of(body)),  # type: ignore[arg-type]
        )  # fmt: skip
