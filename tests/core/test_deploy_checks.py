from typing import Any

import pytest
from django.conf import LazySettings
from django.core.checks import run_checks
from django.db import connection

BACKENDS = "django.core.cache.backends"
REDIS = {"BACKEND": f"{BACKENDS}.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
SMTP = "django.core.mail.backends.smtp.EmailBackend"
QUICK = {"socket_timeout": 0.1, "socket_connect_timeout": 0.1}


def found() -> list[str]:
    messages = run_checks(tags=["kasuhara"], include_deployment_checks=True)
    assert all(message.hint for message in messages)
    return [str(message.id) for message in messages]


@pytest.fixture(autouse=True)
def live(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)
    settings.CACHES = {"default": {**REDIS, "OPTIONS": QUICK}}
    settings.KASUHARA_RATE_CACHE = settings.RATELIMIT_USE_CACHE = "default"
    settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = SMTP, 10


def test_a_well_prepared_site_gives_no_message() -> None:
    assert found() == []


def test_orders_in_autocommit_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", False)
    assert found() == ["kasuhara.W042"]


@pytest.mark.parametrize(
    "backend",
    [
        "dummy.DummyCache",
        "locmem.LocMemCache",
        "filebased.FileBasedCache",
        "db.DatabaseCache",
    ],
)
def test_a_cache_that_cannot_count_over_processes_is_told(
    settings: LazySettings, backend: str
) -> None:
    settings.CACHES = {"default": {"BACKEND": f"{BACKENDS}.{backend}", "LOCATION": "x"}}
    assert found() == ["kasuhara.W020"]


def test_memcached_counts(settings: LazySettings) -> None:
    memcached = {"BACKEND": f"{BACKENDS}.memcached.PyMemcacheCache", "LOCATION": "127.0.0.1:1"}
    settings.CACHES = {"default": memcached}
    assert found() == []


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"socket_timeout": 0.1},
        {"socket_connect_timeout": 0.1},
        {"socket_timeout": 5, "socket_connect_timeout": 0.1},
        {"socket_timeout": None, "socket_connect_timeout": None},
    ],
)
def test_a_redis_that_may_hang_is_told(settings: LazySettings, options: dict[str, Any]) -> None:
    settings.CACHES = {"default": {**REDIS, "OPTIONS": options}}
    assert found() == ["kasuhara.W021"]


def test_the_cache_that_counts_is_the_one_that_is_judged(settings: LazySettings) -> None:
    settings.CACHES = {
        "default": {"BACKEND": f"{BACKENDS}.locmem.LocMemCache"},
        "counters": {**REDIS, "OPTIONS": QUICK},
    }
    settings.KASUHARA_RATE_CACHE = settings.RATELIMIT_USE_CACHE = "counters"
    assert found() == []


@pytest.mark.parametrize(
    ("sign", "value"),
    [
        ("SECURE_PROXY_SSL_HEADER", ("HTTP_X_FORWARDED_PROTO", "https")),
        ("USE_X_FORWARDED_HOST", True),
        ("USE_X_FORWARDED_PORT", True),
    ],
)
def test_an_unnamed_proxy_is_told(settings: LazySettings, sign: str, value: Any) -> None:
    setattr(settings, sign, value)
    assert found() == []
    settings.KASUHARA_TRUSTED_PROXIES = []
    assert found() == ["kasuhara.W022"]


def test_a_site_without_a_proxy_needs_none(settings: LazySettings) -> None:
    settings.KASUHARA_TRUSTED_PROXIES = []
    assert found() == []


@pytest.mark.parametrize("backend", ["console", "dummy", "filebased", "locmem"])
def test_a_backend_that_sends_nothing_is_told(settings: LazySettings, backend: str) -> None:
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    assert found() == ["kasuhara.W023"]


@pytest.mark.parametrize("timeout", [None, 0])
def test_a_mail_server_that_may_hang_is_told(settings: LazySettings, timeout: int | None) -> None:
    settings.EMAIL_TIMEOUT = timeout
    assert found() == ["kasuhara.W024"]
    settings.EMAIL_BACKEND = "anymail.backends.mailgun.EmailBackend"  # has settings of its own
    assert found() == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has many writers")
@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, ["kasuhara.W025"]),
        ({"transaction_mode": "DEFERRED"}, ["kasuhara.W025"]),
        ({"transaction_mode": "IMMEDIATE"}, []),
        ({"transaction_mode": "EXCLUSIVE"}, []),
    ],
)
def test_a_sqlite_that_does_not_wait_for_another_writer_is_told(
    monkeypatch: pytest.MonkeyPatch, options: dict[str, str], told: list[str]
) -> None:
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", options)
    assert found() == told
