"""The gate, asked in turn with the bare commands, so that a slow moment of the machine meets all."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from statistics import median
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from storefront.accounts.models import User
from storefront.demo.catalogue import load

from bench.measure import seconds
from kasuhara_plugin.core import clock, ratelimit
from kasuhara_plugin.flags import remembered
from kasuhara_plugin.flags.gate import restriction_for
from kasuhara_plugin.models import Identifier

ROUNDS, CALLS, REQUESTS = 60, 50, 8
OURS = "kasuhara_plugin.middleware.RestrictionMiddleware"
ADDRESS = "nobody-flagged@bench.example"


def run() -> None:
    call_command("migrate", verbosity=0)
    call_command("kasuhara_setup", stdout=StringIO())
    load()
    user, _ = User.objects.get_or_create(email=ADDRESS, defaults={"name": "山田 花子"})
    warm_answer(user)
    requests(user)
    without_redis(user)


def warm_answer(user: User) -> None:
    cache = caches[ratelimit.cache_alias()]
    restriction_for(user, "order")
    cache.set("bench", 1, 600)
    mark = Identifier.objects.filter(kind="account", key=str(user.pk))
    print("A customer without a flag, warm; microseconds")
    side_by_side(
        {
            "bare cache.get": lambda: cache.get("bench"),
            "gate.restriction_for": lambda: restriction_for(user, "order"),
            "ORM exists()": mark.exists,
            "the same, asked of the database": lambda: restriction_for(
                user, "order", now=clock.now()
            ),
        },
        CALLS,
    )
    with CaptureQueriesContext(connection) as queries:
        sent = commands(lambda: restriction_for(user, "order"))
    print(f"queries {len(queries)}, cache commands {sent}")


def requests(user: User) -> None:
    """The same requests of a site with the middleware and of one without it."""
    incomplete = {
        "quantity": "1"
    }  # what the checkout turns down by itself, so that no row is written
    visits: dict[str, tuple[bool, Callable[[Client], Any]]] = {
        "signed in: GET /accounts/mypage/": (True, lambda client: client.get("/accounts/mypage/")),
        "signed in: POST to the checkout": (
            True,
            lambda client: client.post("/shop/products/meishi/order/", incomplete),
        ),
        "anonymous: GET /": (False, lambda client: client.get("/")),
    }
    for name, (signed_in, visit) in visits.items():
        print(f"\n{name}; microseconds")
        side_by_side(
            {
                "without the middleware": asked(visit, user if signed_in else None, with_it=False),
                "with it": asked(visit, user if signed_in else None, with_it=True),
            },
            REQUESTS,
        )
        without, with_it = (
            costs(asked(visit, user if signed_in else None, with_it=one)) for one in (False, True)
        )
        print(f"queries and cache commands: {without} without, {with_it} with it")


def asked(visit: Callable[[Client], Any], user: User | None, *, with_it: bool) -> Callable[[], Any]:
    middleware = [one for one in settings.MIDDLEWARE if with_it or one != OURS]
    client = Client(headers={"Accept": "text/html"})
    with override_settings(MIDDLEWARE=middleware):
        if user:
            client.force_login(user)
        answer = visit(client)  # builds the handler
    assert answer.status_code in (200, 302), answer.status_code
    return lambda: visit(client)


def costs(act: Callable[[], Any]) -> tuple[int, int]:
    with CaptureQueriesContext(connection) as queries:
        sent = commands(act)
    return len(queries), sent


def without_redis(user: User) -> None:
    print("\nRedis does not answer; milliseconds of the first question, then of the next")
    for state in (dead, silent):
        with state() as port:
            options = {"socket_timeout": 0.1, "socket_connect_timeout": 0.1}
            broken = {**settings.CACHES["counters"], "OPTIONS": options}
            broken["LOCATION"] = f"redis://127.0.0.1:{port}"
            with override_settings(CACHES={**settings.CACHES, "counters": broken}):
                remembered._sulks_until = 0.0
                times = [seconds(lambda: restriction_for(user, "order")) * 1000 for _ in range(2)]
        print(f"{state.__name__:34}" + "".join(f"{time:10.1f}" for time in times))
    remembered._sulks_until = 0.0


@contextmanager
def silent() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(5)
        yield server.getsockname()[1]


@contextmanager
def dead() -> Iterator[int]:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        yield closed.getsockname()[1]


def side_by_side(acts: dict[str, Callable[[], Any]], calls: int) -> None:
    """Medians over the rounds; in each round every act has its turn."""
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(ROUNDS):
        for name, act in acts.items():
            start = perf_counter()
            for _ in range(calls):
                act()
            taken[name].append((perf_counter() - start) / calls)
    first = median(next(iter(taken.values())))
    for name, times in taken.items():
        print(f"{name:34}{median(times) * 1e6:10.1f}{median(times) / first:8.2f} x")


def commands(act: Callable[[], Any]) -> int:
    """How many commands Redis is sent for it, by its own count."""
    client = caches[ratelimit.cache_alias()]._cache.get_client()  # type: ignore[attr-defined]
    before = client.info("stats")["total_commands_processed"]
    act()
    return int(client.info("stats")["total_commands_processed"] - before - 1)
