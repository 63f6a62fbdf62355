"""Seals what was kept, a moment after its commit. Writing waits for nobody: rows are written
unsealed, and whoever seals takes all that has come in the meantime.
"""

import secrets
from collections.abc import Iterator
from datetime import timedelta
from time import monotonic
from typing import Any

from django.db import IntegrityError, connections, models, router, transaction
from django.db.models import Exists, OuterRef

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.seals import (
    START,
    Seal,
    SealShape,
    columns_of,
    digest_of,
    moment_of,
    sealed_models,
)

PAUSE_S = 5  # between two sealings of one process
A_FEW, AT_ONCE = 200, 2_000  # rows: after an act, and of one transaction of a command
# A missing key is one of a transaction under way, or of one that was rolled back: after this it
# counts as the latter, and a row that turns up there was put there (``core.verifying``).
SETTLES = timedelta(minutes=10)
_LOCK = 0x6B617375  # of PostgreSQL: one sealer at a time
_next_at = 0.0


def seal_soon() -> None:
    """After the commit of an act, at most every ``PAUSE_S``: what a burst leaves is sealed with
    the next act, or by a command."""
    global _next_at
    if monotonic() >= _next_at:
        _next_at = monotonic() + PAUSE_S
        _seal_part(A_FEW, waits=False)


def seal_everything() -> int:
    """Chains all that has settled; how many rows."""
    done = 0
    while part := _seal_part(AT_ONCE, waits=True):
        done += part
    return done


def _seal_part(most: int, *, waits: bool) -> int:
    """Without ``waits`` it leaves the work to another process that is at it."""
    try:
        with transaction.atomic(using=_alias()):
            if not _take_turn(waits):
                return 0
            seals = list(_chained(most))
            Seal.objects.bulk_create(seals)
            return len(seals)
    except IntegrityError:  # another was quicker, where the database has no such lock
        return 0


def _chained(most: int) -> Iterator[Seal]:
    last = Seal.objects.order_by("-position").first()
    position, chain = (last.position, last.chain) if last else (0, START)
    for shape, key, row in _waiting(most):
        position += 1
        seal = _sealed(position, shape, key, row, chain)
        chain = seal.chain
        yield seal


def _sealed(position: int, shape: SealShape, key: int, row: dict[str, Any], before: str) -> Seal:
    salt = secrets.token_hex(16)
    new = Seal(
        position=position,
        shape=shape,
        label=shape.label,
        row=key,
        salt=salt,
        digest=digest_of(list(row), row.values(), salt),
    )
    new.chain = new.expected_chain(before)
    return new


def _waiting(most: int) -> Iterator[tuple[SealShape, int, dict[str, Any]]]:
    for model in sealed_models():
        columns = columns_of(model)
        rows = list(_settled(model, columns, most))
        most -= len(rows)
        if rows:
            shape = _shape(model._meta.label_lower, columns)
            yield from ((shape, row[model._meta.pk.attname], row) for row in rows)


def _settled(model: Any, columns: list[str], most: int) -> Iterator[dict[str, Any]]:
    """The rows behind the newest sealed one, up to a gap that may still be filled."""
    key, moment = model._meta.pk.attname, moment_of(model)
    last, early = newest_sealed(model), clock.now() - SETTLES
    rows = model._base_manager.filter(pk__gt=last).order_by("pk")
    for row in rows.values(*columns)[: max(most, 0)]:
        if last and row[key] != last + 1 and row[moment] > early:
            return
        last = row[key]
        yield row


def never_sealed(model: Any) -> models.QuerySet[Any]:
    seals = Seal.objects.filter(label=model._meta.label_lower, row=OuterRef("pk"))
    return model._base_manager.filter(~Exists(seals)).order_by("pk")


def newest_sealed(model: Any) -> int:
    rows = Seal.objects.filter(label=model._meta.label_lower).order_by("-row")
    return rows.values_list("row", flat=True).first() or 0


def _shape(label: str, columns: list[str]) -> SealShape:
    last = SealShape.objects.filter(label=label).order_by("-id").first()
    if last is None or last.columns != columns:
        last = SealShape.objects.create(label=label, columns=columns)
    return last


def _alias() -> str:
    return router.db_for_write(Seal)


def _take_turn(waits: bool) -> bool:
    connection = connections[_alias()]
    if connection.vendor != "postgresql":
        return True  # SQLite has one writer; elsewhere the position is unique
    name = "pg_advisory_xact_lock" if waits else "pg_try_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name}(%s)", [_LOCK])
        return waits or bool(cursor.fetchone()[0])
