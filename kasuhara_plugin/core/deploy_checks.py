"""Checks for a live site (``check --deploy``) and of its database (``check --database default``).

kasuhara.W020 the cache cannot count over processes
kasuhara.W021 Redis has no short socket timeout
kasuhara.W022 behind a proxy, and KASUHARA_TRUSTED_PROXIES is empty
kasuhara.W023 no mail leaves the site
kasuhara.W024 the mail server may be silent for as long as it likes
kasuhara.W025 SQLite gives up at once where two write
kasuhara.E030 an append-only table has lost its trigger
kasuhara.W031 the database has no append-only triggers of ours
"""

import sys
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import connections

from kasuhara_plugin.core import append_only, ratelimit
from kasuhara_plugin.core.conf import PREFIX, read

LONGEST_WAIT_S = 0.1
MAILING_NOWHERE = tuple(
    f"django.core.mail.backends.{name}." for name in ("console", "dummy", "filebased", "locmem")
)
SMTP = "django.core.mail.backends.smtp.EmailBackend"
_PROXY_SIGNS = ("SECURE_PROXY_SSL_HEADER", "USE_X_FORWARDED_HOST", "USE_X_FORWARDED_PORT")


def check_deployment(**_: Any) -> list[checks.CheckMessage]:
    cache = settings.CACHES.get(ratelimit.cache_alias(), {})
    return [*_counting(cache), *_timeouts(cache), *_proxies(), *_mail(), *_sqlite()]


def check_triggers(databases: Sequence[str] | None, **_: Any) -> list[checks.CheckMessage]:
    if is_migrating():
        return []
    return [message for alias in databases or () for message in _triggers(alias)]


def is_migrating() -> bool:
    """``migrate`` makes the triggers: it is not refused for want of them, as after a run that was
    broken off."""
    return sys.argv[1:2] == ["migrate"]


def _counting(cache: dict[str, Any]) -> Iterator[checks.CheckMessage]:
    backend = cache.get("BACKEND", "")
    if backend.endswith(ratelimit.UNSHARED):
        yield checks.Warning(
            f"{backend} cannot count over several processes: the network limit lets more through.",
            hint="Name a Redis or Memcached cache in KASUHARA_RATE_CACHE. The sender limit, which "
            "the database counts, holds without it.",
            id="kasuhara.W020",
        )


def _timeouts(cache: dict[str, Any]) -> Iterator[checks.CheckMessage]:
    options = cache.get("OPTIONS", {})
    names = ("socket_timeout", "socket_connect_timeout")
    waits = [options.get(name) for name in names]
    if "redis" in cache.get("BACKEND", "").lower() and not all(
        wait is not None and wait <= LONGEST_WAIT_S for wait in waits
    ):
        yield checks.Warning(
            "The Redis cache has no short socket timeout: while Redis hangs, so does the site.",
            hint=f"OPTIONS: socket_timeout and socket_connect_timeout of at most {LONGEST_WAIT_S} s.",
            id="kasuhara.W021",
        )


def _proxies() -> Iterator[checks.CheckMessage]:
    if (
        any(getattr(settings, sign, None) for sign in _PROXY_SIGNS)
        and not read()[0].trusted_proxies
    ):
        yield checks.Warning(
            "The site stands behind a proxy, and no visitor can be told from another: "
            "the network limit never counts.",
            hint=f'{PREFIX}TRUSTED_PROXIES = ["10.0.0.0/8"]: the networks of your proxies.',
            id="kasuhara.W022",
        )


def _mail() -> Iterator[checks.CheckMessage]:
    backend = settings.EMAIL_BACKEND
    if backend.startswith(MAILING_NOWHERE):
        yield checks.Warning(
            f"{backend} sends nothing: notices and reminders reach nobody.",
            hint='EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend", with EMAIL_HOST '
            "and DEFAULT_FROM_EMAIL, or the backend of your mail service.",
            id="kasuhara.W023",
        )
    elif backend == SMTP and not settings.EMAIL_TIMEOUT:
        yield checks.Warning(
            "EMAIL_TIMEOUT is unset: other mails of the site wait for a silent mail server forever.",
            hint="EMAIL_TIMEOUT = 10, in seconds. The outbox of this app has its own, shorter ones.",
            id="kasuhara.W024",
        )


def _sqlite() -> Iterator[checks.CheckMessage]:
    for connection in connections.all():
        mode = connection.settings_dict["OPTIONS"].get("transaction_mode")
        if connection.vendor == "sqlite" and mode not in ("IMMEDIATE", "EXCLUSIVE"):
            yield checks.Warning(
                f'DATABASES["{connection.alias}"]: where two people write at once, one of them gets an error.',
                hint='"OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20}: SQLite then waits.',
                id="kasuhara.W025",
            )


def _triggers(alias: str) -> Iterator[checks.CheckMessage]:
    vendor = connections[alias].vendor
    if vendor not in append_only.SUPPORTED:
        yield checks.Warning(
            f"On {vendor} the append-only tables are guarded by the models alone.",
            hint="PostgreSQL and SQLite have the triggers as well.",
            id="kasuhara.W031",
        )
    for table in append_only.missing_triggers(using=alias):
        yield checks.Error(
            f"The append-only table {table} has lost its trigger.",
            hint="Run migrate: it makes the triggers anew.",
            id="kasuhara.E030",
        )
