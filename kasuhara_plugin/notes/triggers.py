"""The database holds each note to what its newest version says, whoever writes to it.

A note is changed after its version is written; what no version says is refused, and so is a
deletion. The triggers give way to ``core.audit.unlocked``. They are dropped while migrations run
(SQLite renames no table that a trigger reads) and made anew after them.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from kasuhara_plugin.core.append_only import UNLOCK_TABLE, drop_function
from kasuhara_plugin.notes.models import StaffNote

NOTES = StaffNote._meta.db_table
VERSIONS = StaffNote.history.model._meta.db_table
COLUMNS = tuple(field.column for field in StaffNote._meta.concrete_fields)
REFUSAL = "kasuhara: a note is changed together with a version of it"
_EQUAL = {"postgresql": "IS NOT DISTINCT FROM", "sqlite": "IS"}
SUPPORTED = frozenset(_EQUAL)


def _recorded(row: str, vendor: str) -> str:
    """Whether the newest version says all that the row says."""
    equal = " AND ".join(f"v.{name} {_EQUAL[vendor]} {row}.{name}" for name in COLUMNS)
    newest = f"(SELECT max(history_id) FROM {VERSIONS} WHERE id = {row}.id)"
    return f"EXISTS (SELECT 1 FROM {VERSIONS} v WHERE v.history_id = {newest} AND {equal})"


_OPEN = f"EXISTS (SELECT 1 FROM {UNLOCK_TABLE})"
_ABORT = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
_DROP = {
    "postgresql": [
        f"DROP TRIGGER IF EXISTS kasuhara_note ON {NOTES}",
        f"DROP TRIGGER IF EXISTS kasuhara_note_all ON {NOTES}",
    ],
    "sqlite": [
        f"DROP TRIGGER IF EXISTS kasuhara_note_{act}" for act in ("update", "delete", "insert")
    ],
}
_CREATE = {
    "postgresql": [
        f"""
CREATE OR REPLACE FUNCTION kasuhara_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {_OPEN} THEN RETURN coalesce(NEW, OLD); END IF;
  IF TG_OP = 'UPDATE' THEN
    IF NEW.id = OLD.id AND {_recorded("NEW", "postgresql")} THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION '{REFUSAL}';
END $$""",
        f"CREATE TRIGGER kasuhara_note BEFORE UPDATE OR DELETE ON {NOTES}"
        " FOR EACH ROW EXECUTE FUNCTION kasuhara_note()",
        f"CREATE TRIGGER kasuhara_note_all BEFORE TRUNCATE ON {NOTES}"
        " FOR EACH STATEMENT EXECUTE FUNCTION kasuhara_note()",
    ],
    "sqlite": [
        f"CREATE TRIGGER kasuhara_note_update BEFORE UPDATE ON {NOTES} WHEN NOT {_OPEN}"
        f" AND NOT (NEW.id IS OLD.id AND {_recorded('NEW', 'sqlite')}) {_ABORT}",
        f"CREATE TRIGGER kasuhara_note_delete BEFORE DELETE ON {NOTES} WHEN NOT {_OPEN} {_ABORT}",
        # REPLACE overwrites a row without a DELETE that a trigger would see
        f"CREATE TRIGGER kasuhara_note_insert BEFORE INSERT ON {NOTES} WHEN NOT {_OPEN}"
        f" AND EXISTS (SELECT 1 FROM {NOTES} WHERE id = NEW.id) {_ABORT}",
    ],
}
_NAMES = {
    "postgresql": f"SELECT tgname FROM pg_trigger WHERE tgrelid = '{NOTES}'::regclass"
    " AND tgname IN ('kasuhara_note', 'kasuhara_note_all') AND tgenabled <> 'D'",
    "sqlite": f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{NOTES}'"
    " AND name LIKE 'kasuhara_note_%%'",
}


def install(*, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Makes them anew, once the tables have every column (``post_migrate``)."""
    drop(using=using)
    if _is_whole(using):
        _run(_CREATE, using)
    elif NOTES not in connections[using].introspection.table_names():  # migrated to zero
        drop_function("kasuhara_note", using=using)


def drop(*, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Before migrations (``pre_migrate``), and for the flush of a test database."""
    if NOTES in connections[using].introspection.table_names():
        _run(_DROP, using)


def are_missing(*, using: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether the database has the notes, could have the triggers, and lacks one."""
    vendor = connections[using].vendor
    if vendor not in SUPPORTED or not _is_whole(using):
        return False
    return len(_rows(_NAMES[vendor], using)) < len(_DROP[vendor])


def unrecorded(*, using: str = DEFAULT_DB_ALIAS) -> list[int]:
    """The keys of the notes that say something else than their newest version, or have none."""
    vendor = connections[using].vendor
    same = _recorded("n", vendor if vendor in SUPPORTED else "postgresql")
    return [row[0] for row in _rows(f"SELECT n.id FROM {NOTES} n WHERE NOT {same}", using)]


def _is_whole(using: str) -> bool:
    inspect = connections[using].introspection
    with connections[using].cursor() as cursor:
        tables = set(inspect.table_names(cursor))
        if not {NOTES, VERSIONS, UNLOCK_TABLE} <= tables:
            return False
        here = [
            {column.name for column in inspect.get_table_description(cursor, table)}
            for table in (NOTES, VERSIONS)
        ]
    return all(columns.issuperset(COLUMNS) for columns in here)


def _rows(query: str, using: str) -> list[tuple[Any, ...]]:
    with connections[using].cursor() as cursor:
        cursor.execute(query, [])
        return list(cursor.fetchall())


def _run(statements: dict[str, list[str]], using: str) -> None:
    with connections[using].cursor() as cursor:
        for statement in statements.get(connections[using].vendor, []):
            cursor.execute(statement)
