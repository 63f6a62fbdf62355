"""A kept row stays as it was written, whichever way it is approached."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction

from kasuhara_plugin.core.append_only import kept_tables
from kasuhara_plugin.core.audit import AuditRecord, Unlock, record
from kasuhara_plugin.core.errors import AppendOnlyViolation
from kasuhara_plugin.models import Customer

pytestmark = pytest.mark.django_db

TABLE = "kasuhara_plugin_auditrecord"
rows = AuditRecord.objects


@pytest.fixture
def row(customer: Customer) -> AuditRecord:
    return record("customer.name", customer, by=None, reason="元の理由")


def save(row: AuditRecord) -> None:
    row.reason = "別の理由"
    row.save()


BY_MODEL: dict[str, Callable[[AuditRecord], Any]] = {
    "save": save,
    "save of one field": lambda row: row.save(update_fields=["reason"]),
    "save of a row that was read": lambda row: rows.get(pk=row.pk).save(),
    "delete": lambda row: row.delete(),
    "update": lambda row: rows.filter(pk=row.pk).update(reason="別の理由"),
    "update of all": lambda row: rows.update(reason="別の理由"),
    "bulk_update": lambda row: rows.bulk_update([row], ["reason"]),
    "update_or_create": lambda row: rows.update_or_create({"reason": "x"}, pk=row.pk),
    "QuerySet.delete": lambda row: rows.filter(pk=row.pk).delete(),
    "delete of all": lambda row: rows.all().delete(),
}
PAST_THE_MODEL: dict[str, Callable[[AuditRecord], Any]] = {
    "Model.save_base": lambda row: row.save_base(force_update=True),
    "Model.save": lambda row: models.Model.save(row, update_fields=["reason"]),
    "Model.delete": lambda row: models.Model.delete(row),
    "plain QuerySet.update": lambda row: models.QuerySet(AuditRecord).update(reason="x"),
    "plain QuerySet.delete": lambda row: models.QuerySet(AuditRecord).delete(),
    "_raw_delete": lambda row: rows.filter(pk=row.pk)._raw_delete("default"),
    "upsert": lambda row: rows.bulk_create(
        [AuditRecord(pk=row.pk, act="x", subject_type="x", subject_key="1")],
        update_conflicts=True,
        update_fields=["act"],
        unique_fields=["id"],
    ),
    "copy under the same key": lambda row: AuditRecord(pk=row.pk, act="x").save(force_update=True),
}
BY_SQL = {
    "UPDATE": f"UPDATE {TABLE} SET reason = 'x'",
    "UPDATE of nothing": f"UPDATE {TABLE} SET reason = reason",
    "UPDATE of the key": f"UPDATE {TABLE} SET id = id + 1",
    "DELETE": f"DELETE FROM {TABLE}",
}
if connection.vendor == "postgresql":
    BY_SQL["TRUNCATE"] = f"TRUNCATE {TABLE}"
    BY_SQL["TRUNCATE CASCADE"] = f"TRUNCATE {TABLE} CASCADE"
if connection.vendor == "sqlite":
    BY_SQL["REPLACE"] = (
        f"REPLACE INTO {TABLE} SELECT id, at, 'x', subject_type, subject_key, actor_key,"
        f" actor_name, 'x', data, schema, salt, digest FROM {TABLE}"
    )


def is_as_written(row: AuditRecord) -> bool:
    read = rows.get(pk=row.pk)
    return read.reason == "元の理由" and read.digest == read.expected_digest()


@pytest.mark.parametrize("way", BY_MODEL)
def test_the_model_refuses(row: AuditRecord, way: str) -> None:
    with pytest.raises(AppendOnlyViolation), transaction.atomic():
        BY_MODEL[way](row)
    assert is_as_written(row)


@pytest.mark.parametrize("way", PAST_THE_MODEL)
def test_the_database_refuses_what_goes_past_the_model(row: AuditRecord, way: str) -> None:
    with pytest.raises((DatabaseError, AppendOnlyViolation)), transaction.atomic():
        PAST_THE_MODEL[way](row)
    assert is_as_written(row)


@pytest.mark.parametrize("statement", BY_SQL)
def test_the_database_refuses_plain_sql(row: AuditRecord, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(BY_SQL[statement])
    assert is_as_written(row)


def test_new_rows_are_always_taken(row: AuditRecord, customer: Customer) -> None:
    assert not Unlock.objects.exists()
    record("customer.name", customer, by=None)
    assert rows.count() == 3  # the customer's own registration, too


def test_every_kept_table_is_guarded() -> None:
    with connection.cursor() as cursor:
        for table in kept_tables():
            if connection.vendor == "sqlite":
                cursor.execute(
                    "SELECT count(*) FROM sqlite_master WHERE tbl_name = %s AND type = 'trigger'",
                    [table],
                )
            else:
                cursor.execute(
                    "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass"
                    " AND tgname LIKE 'kasuhara_keep%%'",
                    [table],
                )
            assert cursor.fetchone()[0] >= 2, table
