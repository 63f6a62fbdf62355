"""A cached "no": a customer without a flag costs one cache command and no query.

Only a cache that all processes share is used, and only "no flag at all" is kept, for half a minute.
Whoever changes a flag writes a marker over it before and after the commit: a reader who asked the
database a moment earlier cannot put its old answer there, since it only adds where nothing stands.
The guard on order rows never reads it.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from time import monotonic
from typing import Any

from django.core.cache import caches
from django.db import transaction

from kasuhara_plugin.core import ratelimit

logger = logging.getLogger(__name__)

FREE_S = 30
MARKER_S = 30
QUICK_S = 10  # a reader that took longer keeps its answer to itself
SULK_S = 10  # after the cache failed, this process does not ask it
_FREE, _CHANGING = 1, 0
_sulks_until = 0.0


def is_free(pk: Any) -> bool:
    """Whether this account was found to be without any flag within the last half minute."""
    if _sulks_until > monotonic() or not ratelimit.is_shared():
        return False
    try:
        return caches[ratelimit.cache_alias()].get(_key(pk)) == _FREE
    except Exception:  # whatever a cache backend raises
        _sulk()
        return False


def keep(pk: Any, *, asked_at: float, now: datetime, next_start: datetime | None) -> None:
    """``asked_at`` (monotonic) is when the database was asked."""
    lasts_s = min(FREE_S, (next_start - now).total_seconds()) if next_start else FREE_S
    late = monotonic() - asked_at > QUICK_S
    if late or lasts_s < 1 or _sulks_until > monotonic() or not ratelimit.is_shared():
        return
    try:
        caches[ratelimit.cache_alias()].add(_key(pk), _FREE, int(lasts_s))
    except Exception:
        _sulk()


def forget(pks: Iterable[Any]) -> None:
    """In the transaction of the change: now, and again after its commit."""
    keys = [_key(pk) for pk in pks]
    if keys and ratelimit.is_shared():
        _mark(keys)
        transaction.on_commit(lambda: _mark(keys), robust=True)


def _mark(keys: list[str]) -> None:
    """Tried whatever happened before: if it fails, the old answer stands for ``FREE_S`` at most."""
    try:
        caches[ratelimit.cache_alias()].set_many(dict.fromkeys(keys, _CHANGING), MARKER_S)
    except Exception:
        logger.warning("The cache did not take the news of a flag.", exc_info=True)


def _sulk() -> None:
    global _sulks_until
    _sulks_until = monotonic() + SULK_S
    logger.warning("The cache does not answer; the database is asked.", exc_info=True)


def _key(pk: Any) -> str:
    return f"care-free:{pk}"
