"""A database that answers, but not to an inquiry."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection

from kasuhara_plugin.inquiries.models import SenderLock

PATIENCE_S = 10.0


@contextmanager
def without_locks() -> Iterator[None]:
    """The table by which messages wait for one another is away, for every process."""
    table = SenderLock._meta.db_table
    _rename(table, f"{table}_away")
    try:
        yield
    finally:
        _rename(f"{table}_away", table)


def _rename(table: str, to: str) -> None:
    """SQLite does not wait by itself for a thread that reads the same database in memory."""
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER TABLE {table} RENAME TO {to}")
            return
        except OperationalError as error:
            if "is locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.05)
