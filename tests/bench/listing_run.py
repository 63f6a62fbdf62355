"""Asks for the pages, as a supervisor does in a browser: the whole page, its template included."""

from dataclasses import dataclass
from io import StringIO
from statistics import median
from time import perf_counter
from typing import Any, Self
from unicodedata import east_asian_width

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from storefront.accounts.models import User

from bench import listing_data, listing_plain
from bench.listing_pages import SECTIONS, Page
from bench.measure import seconds
from kasuhara_plugin.customers import search_index
from kasuhara_plugin.customers.searching import INDEX
from kasuhara_plugin.models import AccountFlag, Customer, Refusal

RUNS, PLAIN_RUNS, LIMIT_MS = 9, 3, 100
COLUMNS = "  median   worst  of SQL queries"
HEAD = f"{COLUMNS}   | {COLUMNS}   Wagtail's"


def run() -> None:
    listing_plain.register()
    fill_once()
    make_index()
    client = Client()
    client.force_login(supervisor())
    slow = [line for section in SECTIONS for line in print_section(section, client)]
    print(f"\n{len(slow)} of our pages above {LIMIT_MS} ms" + "".join(f"\n  {one}" for one in slow))


def fill_once() -> None:
    call_command("migrate", verbosity=0)
    call_command("kasuhara_setup", stdout=StringIO())
    known = Customer.objects.count()
    if known not in (0, listing_data.CUSTOMERS):
        raise SystemExit("The database has other customers. BENCH_DATABASE_URL names another one.")
    if not known:
        search_index.drop("default")
        print(f"filled in {seconds(listing_data.fill):.0f} s")
    counts = {model._meta.model_name: model.objects.count() for model in MODELS}
    print(", ".join(f"{count:,} {name}" for name, count in counts.items()))


def make_index() -> None:
    search_index.drop("default")
    took = seconds(lambda: search_index.make("default"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_relation_size(%s), pg_relation_size(%s)", [INDEX.name, INDEX.table]
        )
        index, table = (size // 2**20 for size in cursor.fetchone())
    print(f"search index made in {took:.0f} s: {index} MB beside a table of {table} MB")


def supervisor() -> User:
    user, _ = User.objects.get_or_create(email="lead@bench.example", name="上長", is_staff=True)
    user.groups.set(Group.objects.filter(name="責任者"))
    return user


def print_section(name: str, client: Client) -> list[str]:
    """The lines of those that are too slow."""
    print(f"\n{column(name, 38)}{HEAD}")
    slow = []
    for page in SECTIONS[name]():
        line, is_slow = measured(page, f"/admin/kasuhara/{name}/", f"/admin/plain_{name}/", client)
        print(line, flush=True)
        slow += [f"{name}: {line}"] if is_slow else []
    return slow


def measured(page: Page, path: str, plain: str, client: Client) -> tuple[str, bool]:
    ours = Cost.of(client, path, page.asked, RUNS)
    line = f"{column(page.name, 38)}{ours}"
    if page.plain is not None:
        others = Cost.of(client, plain, page.plain, PLAIN_RUNS)
        line += f"   | {others}{others.median_ms / ours.median_ms:8.1f} x"
    return line, ours.median_ms > LIMIT_MS


@dataclass(frozen=True)
class Cost:
    """Milliseconds of each run, and what of them the database took, in how many queries."""

    runs_ms: list[float]
    database_ms: list[float]
    queries: int

    @classmethod
    def of(cls, client: Client, path: str, asked: dict[str, Any], runs: int) -> Self:
        seen: list[float] = []

        def ask() -> None:
            assert client.get(path, asked).status_code == 200

        def timed(execute: Any, *words: Any) -> Any:
            start = perf_counter()
            try:
                return execute(*words)
            finally:
                seen.append(perf_counter() - start)

        ask()  # fills the caches
        taken, parts = [], []
        for _ in range(runs):
            seen.clear()
            with connection.execute_wrapper(timed):
                taken.append(seconds(ask) * 1000)
            parts.append(sum(seen) * 1000)
        return cls(taken, parts, len(seen))

    @property
    def median_ms(self) -> float:
        return median(self.runs_ms)

    def __str__(self) -> str:
        times = (self.median_ms, max(self.runs_ms), median(self.database_ms))
        return "".join(f"{time:8.1f}" for time in times) + f"{self.queries:8}"


def column(text: str, width: int) -> str:
    """Padded for a terminal, where a Japanese letter takes two places."""
    return text + " " * (width - sum(1 + (east_asian_width(letter) in "WF") for letter in text))


MODELS = (Customer, AccountFlag, Refusal)
