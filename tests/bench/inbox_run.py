"""Asks for the pages as an operator does in a browser: the whole page, its template included."""

from statistics import median
from typing import Any

from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from storefront.accounts.models import User

from bench.measure import seconds
from bench.similar_run import fill_once

RUNS, PLAIN_RUNS, LIMIT_MS = 7, 3, 100
LIST = "/admin/kasuhara/inquiries/"
DEEP = 500_000  # the id from which a page far down goes on
PAGES = {
    "what is new": "?state=new",
    "in hand": "?state=in_hand",
    "held": "?state=held",
    "answered": "?state=done",
    "too late": "?state=late",
    "everything": "",
    "far down": f"?p=older-{DEEP}",
    "answered, far down": f"?state=done&p=older-{DEEP}",
    "by channel": "?channel=phone_inquiry",
    "a word that many have": "?q=名刺",
    "a word that none has": "?q=麒麟",
    "a number": "?q=Q-00500000",
    "an address": "?q=c7919@example.jp",
}


def run() -> None:
    fill_once()
    client = Client()
    client.force_login(operator())
    print(f"{'':26}   median  queries of SQL")
    slow = [name for name, question in PAGES.items() if not told(name, client, LIST + question)]
    print(f"{len(slow)} above {LIMIT_MS} ms: {', '.join(slow) or 'none'}")


def operator() -> User:
    user, _ = User.objects.get_or_create(email="bench@example.com", is_staff=True)
    user.groups.set(Group.objects.filter(name="担当者"))
    return user


def told(name: str, client: Client, address: str) -> bool:
    client.get(address)
    took = median(seconds(lambda: client.get(address)) for _ in range(RUNS)) * 1000
    with CaptureQueriesContext(connection) as asked:
        answered: Any = client.get(address)
    assert answered.status_code == 200
    of_sql = sum(float(one["time"]) for one in asked) * 1000
    print(f"{name:26}{took:6.0f} ms{len(asked):9}{of_sql:7.0f} ms", flush=True)
    return took <= LIMIT_MS
