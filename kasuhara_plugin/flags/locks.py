"""Orders and decisions about one customer wait for each other: the state that counts is the one at
the commit of the order. Held until the transaction ends; several orders do not wait for another.
"""

from collections.abc import Iterable
from hashlib import blake2b

from django.db import connections, models, router

from kasuhara_plugin.core import clock

Mark = tuple[str, str, str]


class IdentityLock(models.Model):
    """Where the database has no advisory locks: writing the row makes the others wait."""

    key = models.BigIntegerField(primary_key=True)
    touched_at = models.DateTimeField(default=clock.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.key)


def alias() -> str:
    """The database of our tables."""
    return router.db_for_write(IdentityLock)


_SHARE = "SELECT pg_advisory_xact_lock_shared(key) FROM unnest(%s::bigint[]) AS key"
_TAKE = "SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key"


def share(marks: Iterable[Mark]) -> None:
    """For an order: waits for a decision about this identity that is not committed yet."""
    _lock(marks, _SHARE)


def take(marks: Iterable[Mark]) -> None:
    """For a decision: waits for the orders that are under way."""
    _lock(marks, _TAKE)


def _lock(marks: Iterable[Mark], statement: str) -> None:
    keys = sorted({_number(kind, key) for kind, _, key in marks})  # one order: no deadlock
    connection = connections[alias()]
    if not keys:
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(statement, [keys])
        return
    IdentityLock.objects.bulk_create(
        [IdentityLock(key=key) for key in keys],
        update_conflicts=True,
        update_fields=["touched_at"],
        unique_fields=["key"]
        if connection.features.supports_update_conflicts_with_target
        else None,
    )


def _number(kind: str, key: str) -> int:
    digest = blake2b(f"{kind}:{key}".encode(), digest_size=8, person=b"kasuhara").digest()
    return int.from_bytes(digest, signed=True)
