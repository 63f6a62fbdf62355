"""A customer without a flag costs one command of a shared cache; its old answer survives no decision."""

import socket
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from storefront.accounts.models import User

from kasuhara_plugin.core import clock, ratelimit
from kasuhara_plugin.customers.actions import exempt, merge, register
from kasuhara_plugin.flags import remembered
from kasuhara_plugin.flags.actions import lift, propose
from kasuhara_plugin.flags.gate import restriction_for
from kasuhara_plugin.models import Customer

Make = Callable[..., Any]
REDIS = "django.core.cache.backends.redis.RedisCache"
on_redis = pytest.mark.skipif(
    not isinstance(caches["counters"], RedisCache), reason="asks a shared cache"
)


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "_sulks_until", 0.0)


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that the cache is sent, by name."""
    sent: list[str] = []
    cache = caches[ratelimit.cache_alias()]
    for name in ("get", "add", "set", "get_many", "set_many", "delete"):
        real = getattr(cache, name)

        def told(*args: Any, name: str = name, real: Any = real, **kwargs: Any) -> Any:
            sent.append(name)
            return real(*args, **kwargs)

        monkeypatch.setattr(cache, name, told)
    return sent


@on_redis
def test_once_asked_it_costs_one_command_and_no_query(
    hanako: User, commands: list[str], django_assert_num_queries: Any
) -> None:
    assert restriction_for(hanako, "order") is None
    commands.clear()
    with django_assert_num_queries(0):
        assert restriction_for(hanako, "order") is None
        assert restriction_for(hanako, "quote") is None
    assert commands == ["get", "get"]


def test_a_cache_of_one_process_is_never_asked(
    hanako: User, settings: LazySettings, django_assert_num_queries: Any
) -> None:
    """Another process would not hear of a flag."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.RATELIMIT_USE_CACHE = "default"
    for _ in range(2):
        with django_assert_num_queries(2):
            assert restriction_for(hanako, "order") is None


def other_account(customer: Customer, account: User) -> None:
    merge(customer, register(user=account), by=lead(), reason="同じ方")


def lead() -> User:
    return User.objects.get(email="supervisor@staff.example.jp")


def new_address(customer: Customer, account: User) -> None:
    account.email = "ichiro@example.com"
    account.save()


CHANGES = {"merged": other_account, "of the account's address": new_address}


@on_redis
@pytest.mark.parametrize("how", CHANGES)
def test_who_comes_under_a_flag_is_refused_at_once(
    active: Make, customer: Customer, hanako: User, ichiro: User, how: str, staff: Make,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    staff("supervisor")
    active()
    ichiro.delete() if how.startswith("of the") else None
    assert restriction_for(hanako, "order") is None
    with django_capture_on_commit_callbacks(execute=True):
        CHANGES[how](customer, hanako)
    assert restriction_for(hanako, "order")


@on_redis
def test_a_flag_acts_on_the_next_question_and_its_end_as_well(
    active: Make, ichiro: User, staff: Make, django_capture_on_commit_callbacks: Any
) -> None:
    for _ in range(3):
        assert restriction_for(ichiro, "order") is None
        with django_capture_on_commit_callbacks(execute=True):
            flag = active()
        assert restriction_for(ichiro, "order")
        with django_capture_on_commit_callbacks(execute=True):
            lift(flag, by=staff("supervisor"), reason="行き違い")


@on_redis
def test_an_answer_from_before_the_change_is_not_kept(
    hanako: User, staff: Make, django_capture_on_commit_callbacks: Any
) -> None:
    """Somebody asked the database, then the flag came, then the answer arrives at the cache."""
    asked_at, moment = time.monotonic(), clock.now()
    person = register(user=hanako)
    with django_capture_on_commit_callbacks(execute=True):
        wording = {"reason": "理由", "customer_message": "ご説明"}
        propose(person, urgent=True, by=staff("supervisor"), **wording)
    remembered.keep(hanako.pk, asked_at=asked_at, now=moment, next_start=None)
    assert not remembered.is_free(hanako.pk)
    assert restriction_for(hanako, "order")


@on_redis
def test_a_reader_that_took_long_keeps_its_answer_to_itself(hanako: User) -> None:
    late = time.monotonic() - remembered.QUICK_S - 1
    remembered.keep(hanako.pk, asked_at=late, now=clock.now(), next_start=None)
    assert not remembered.is_free(hanako.pk)


@on_redis
@pytest.mark.parametrize(("in_s", "kept"), [(3600, True), (2, True), (0.5, False)])
def test_it_ends_with_the_start_of_the_next_flag(hanako: User, in_s: float, kept: bool) -> None:
    now = clock.now()
    start = now + timedelta(seconds=in_s)
    remembered.keep(hanako.pk, asked_at=time.monotonic(), now=now, next_start=start)
    assert remembered.is_free(hanako.pk) is kept
    lasts = caches[ratelimit.cache_alias()]._cache.get_client().ttl(key_of(hanako))
    assert lasts <= min(remembered.FREE_S, in_s) if kept else lasts == -2


def key_of(user: User) -> str:
    return str(caches[ratelimit.cache_alias()].make_key(f"care-free:{user.pk}"))


@on_redis
def test_exempted_marks_set_their_account_free_at_once(
    staff: Make, active: Make, hanako: User, django_capture_on_commit_callbacks: Any
) -> None:
    person = register(email=hanako.email)
    active(person)  # the account that has the address now joins it
    assert restriction_for(hanako, "order")
    with django_capture_on_commit_callbacks(execute=True):
        for mark in person.identifiers.all():
            exempt(mark, by=staff("supervisor"), reason="別の方のもの")
    assert restriction_for(hanako, "order") is None


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a server that takes connections and never says a word."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(50)
        yield server.getsockname()[1]


@pytest.fixture
def dead() -> int:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        return int(closed.getsockname()[1])


@pytest.mark.parametrize("state", ["silent", "dead"])
def test_a_cache_that_does_not_answer_lets_nobody_through(
    request: pytest.FixtureRequest, settings: LazySettings, active: Make, ichiro: User,
    hanako: User, as_user: Make, order_data: dict[str, str], state: str,
) -> None:  # fmt: skip
    port = request.getfixturevalue(state)
    options = {"socket_timeout": 0.1, "socket_connect_timeout": 0.1}
    counters = {"BACKEND": REDIS, "LOCATION": f"redis://127.0.0.1:{port}", "OPTIONS": options}
    settings.CACHES = {**settings.CACHES, "counters": counters}
    assert restriction_for(hanako, "order") is None
    assert remembered._sulks_until > time.monotonic()  # it is not asked again for a while
    remembered._sulks_until = 0.0
    flag = active()  # a decision is made all the same
    assert restriction_for(ichiro, "order")
    answer = as_user(ichiro).post("/shop/products/meishi/order/", order_data)
    assert answer.status_code == 403
    remembered._sulks_until = 0.0
    assert as_user(hanako).post("/shop/products/meishi/order/", order_data).status_code == 302
    assert flag.refusals.count() == 1
