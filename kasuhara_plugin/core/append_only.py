"""Rows that are written once. The model refuses, and behind it a trigger of the database does.

The triggers are made in ``post_migrate`` (SQLite drops them when it remakes a table). They let
a change through only while a row stands in the table of ``core.audit.Unlock``: that row is
written and removed in one transaction, so that no other connection ever sees it.
"""

from collections.abc import Iterator
from typing import Any, NoReturn

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from kasuhara_plugin.core.errors import AppendOnlyViolation

UNLOCK_TABLE = "kasuhara_plugin_unlock"

_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION kasuhara_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM {UNLOCK_TABLE}) THEN
    RAISE EXCEPTION 'kasuhara: % is append-only', TG_TABLE_NAME;
  END IF;
  IF TG_OP = 'UPDATE' THEN RETURN NEW; END IF;
  RETURN OLD;
END $$"""

_CREATE = {
    "postgresql": [
        _POSTGRESQL_FUNCTION,
        "CREATE TRIGGER kasuhara_keep BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION kasuhara_append_only()",
        "CREATE TRIGGER kasuhara_keep_all BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION kasuhara_append_only()",
    ],
    "sqlite": [
        f"CREATE TRIGGER kasuhara_keep_{{table}}_{act.lower()} BEFORE {act} ON {{table}}"
        f" WHEN NOT EXISTS (SELECT 1 FROM {UNLOCK_TABLE})"
        " BEGIN SELECT RAISE(ABORT, 'kasuhara: {table} is append-only'); END"
        for act in ("UPDATE", "DELETE")
    ]
    + [  # REPLACE overwrites a row without a DELETE that a trigger would see
        "CREATE TRIGGER kasuhara_keep_{table}_insert BEFORE INSERT ON {table}"
        " WHEN EXISTS (SELECT 1 FROM {table} WHERE rowid = NEW.rowid)"
        f" AND NOT EXISTS (SELECT 1 FROM {UNLOCK_TABLE})"
        " BEGIN SELECT RAISE(ABORT, 'kasuhara: {table} is append-only'); END"
    ],
}
_DROP = {
    "postgresql": [
        "DROP TRIGGER IF EXISTS kasuhara_keep ON {table}",
        "DROP TRIGGER IF EXISTS kasuhara_keep_all ON {table}",
    ],
    "sqlite": [
        "DROP TRIGGER IF EXISTS kasuhara_keep_{table}_update",
        "DROP TRIGGER IF EXISTS kasuhara_keep_{table}_delete",
        "DROP TRIGGER IF EXISTS kasuhara_keep_{table}_insert",
    ],
}
SUPPORTED = frozenset(_CREATE)


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def update(self, **_: Any) -> NoReturn:
        raise AppendOnlyViolation(f"{self.model.__name__}: update")

    def delete(self) -> NoReturn:
        raise AppendOnlyViolation(f"{self.model.__name__}: delete")


class AppendOnly(models.Model):
    """The furniture of a kept row. Its author is a key and a name: it outlives the account."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyViolation(f"{type(self).__name__}: save of a kept row")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyViolation(f"{type(self).__name__}: delete")


def kept_tables() -> Iterator[str]:
    for model in apps.get_models():
        if issubclass(model, AppendOnly):
            yield model._meta.db_table


def install_triggers(*, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Makes the triggers anew on every append-only table that exists (``post_migrate``)."""
    drop_triggers(using=using)
    _run(_CREATE, connections[using])
    if not _existing(connections[using]):  # migrated to zero: the triggers went with the tables
        drop_function("kasuhara_append_only", using=using)


def drop_function(name: str, *, using: str) -> None:
    if connections[using].vendor == "postgresql":
        with connections[using].cursor() as cursor:
            cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")


def drop_triggers(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """For the flush of a test database; ``install_triggers`` follows."""
    _run(_DROP, connections[using])


def missing_triggers(*, using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """The append-only tables of a supported database that lack one of their triggers."""
    connection = connections[using]
    if connection.vendor not in SUPPORTED:
        return []
    query = {
        "postgresql": "SELECT tgrelid::regclass::text FROM pg_trigger"
        " WHERE tgname IN ('kasuhara_keep', 'kasuhara_keep_all') AND tgenabled <> 'D'"
        " GROUP BY tgrelid HAVING count(*) = 2",
        "sqlite": "SELECT tbl_name FROM sqlite_master"
        " WHERE type = 'trigger' AND name LIKE 'kasuhara_keep_%'"
        " GROUP BY tbl_name HAVING count(*) = 3",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        guarded = {row[0] for row in cursor.fetchall()}
    return sorted(set(_existing(connection)) - guarded)


def _existing(connection: BaseDatabaseWrapper) -> list[str]:
    present = set(connection.introspection.table_names())
    return [table for table in kept_tables() if table in present] if UNLOCK_TABLE in present else []


def _run(statements: dict[str, list[str]], connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for table in _existing(connection):
            for statement in statements.get(connection.vendor, []):
                cursor.execute(statement.format(table=table))
