"""Whatever is done to kept rows by raw SQL, past models and triggers, is found and named."""

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kasuhara_plugin.core import append_only, outbox
from kasuhara_plugin.core.anchors import Anchor
from kasuhara_plugin.core.audit import AuditRecord, record
from kasuhara_plugin.core.mails import OutgoingMail
from kasuhara_plugin.core.sealing import seal_everything
from kasuhara_plugin.core.seals import Seal
from kasuhara_plugin.core.verifying import verify
from kasuhara_plugin.models import Customer

pytestmark = pytest.mark.django_db
AUDIT, MAIL, SEAL = AuditRecord._meta.db_table, OutgoingMail._meta.db_table, Seal._meta.db_table
ROWS, PICKED = 160, 100


@pytest.fixture
def kept(customer: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sealed ledger over audit records and mails."""
    for number in range(ROWS):
        record("customer.name", customer, by=None, reason=f"理由 {number}")
        outbox.post(to="a@example.com", subject=f"件名 {number}", body="本文", kind="test")
    seal_everything()
    assert verify().is_whole


@pytest.fixture
def picked(kept: None) -> dict[str, list[int]]:
    """A hundred rows of each table, by chance, without the newest ones."""
    chance = Random(7)
    tables = {AUDIT: AuditRecord, MAIL: OutgoingMail, SEAL: Seal}
    return {
        table: sorted(
            chance.sample(
                list(model.objects.order_by("pk").values_list("pk", flat=True))[:-5], PICKED
            )
        )
        for table, model in tables.items()
    }


@pytest.fixture
def sql(kept: None) -> Iterator[Callable[..., Any]]:
    """As the owner of the database can: without the triggers."""
    append_only.drop_triggers()
    with connection.cursor() as cursor:
        yield cursor.execute


def found() -> dict[str, str]:
    append_only.install_triggers()
    return {finding.where: finding.what for finding in verify().findings}


def names(model: str, keys: list[int]) -> set[str]:
    return {f"kasuhara_plugin.{model} {key}" for key in keys}


@pytest.mark.parametrize(
    ("table", "model", "change"),
    [
        (AUDIT, "auditrecord", "reason = reason || '。'"),
        (AUDIT, "auditrecord", "actor_name = '別の人'"),
        (AUDIT, "auditrecord", "act = 'flag.lift'"),
        (AUDIT, "auditrecord", "data = '{\"a\": 1}'"),
        (MAIL, "outgoingmail", "body = ''"),
        (MAIL, "outgoingmail", "\"to\" = 'b@example.com'"),
    ],
)
def test_an_edited_row(sql: Any, picked: Any, table: str, model: str, change: str) -> None:
    for key in picked[table]:
        sql(f"UPDATE {table} SET {change} WHERE id = %s", [key])
    assert set(found()) == names(model, picked[table])


@pytest.mark.parametrize(("table", "model"), [(AUDIT, "auditrecord"), (MAIL, "outgoingmail")])
def test_a_deleted_row(sql: Any, picked: Any, table: str, model: str) -> None:
    for key in picked[table]:
        sql(f"DELETE FROM {table} WHERE id = %s", [key])
    assert found() == dict.fromkeys(names(model, picked[table]), "行が削除されています。")


def test_two_rows_that_changed_places(sql: Any, picked: Any) -> None:
    keys = picked[AUDIT]
    for one, other in zip(keys[::2], keys[1::2], strict=True):
        for old, new in ((one, -1), (other, one), (-1, other)):
            sql(f"UPDATE {AUDIT} SET id = %s WHERE id = %s", [new, old])
    assert set(found()) == names("auditrecord", keys)


def test_a_row_put_in_between(sql: Any, picked: Any) -> None:
    """Where a key was free, since a transaction had been rolled back."""
    columns = ", ".join(f'"{field.column}"' for field in AuditRecord._meta.concrete_fields[1:])
    free = range(-PICKED, 0)
    for key, old in zip(free, picked[AUDIT], strict=True):
        sql(
            f"INSERT INTO {AUDIT} (id, {columns}) SELECT %s, {columns} FROM {AUDIT} WHERE id = %s",
            [key, old],
        )
    assert found() == dict.fromkeys(
        names("auditrecord", list(free)), "台帳にない行が差し込まれています。"
    )


def test_a_renumbered_row(sql: Any, picked: Any) -> None:
    for key in picked[MAIL]:
        sql(f"UPDATE {MAIL} SET id = %s WHERE id = %s", [-key, key])
    assert set(found()) >= names("outgoingmail", picked[MAIL])
    assert set(found()) >= names("outgoingmail", [-key for key in picked[MAIL]])


@pytest.mark.parametrize(
    "change",
    [
        "digest = chain",
        "chain = digest",
        '"row" = "row" + 100000',
        "label = label || 'x'",
        "salt = ''",
    ],
)
def test_an_edited_seal(sql: Any, picked: Any, change: str) -> None:
    for position in picked[SEAL]:
        sql(f"UPDATE {SEAL} SET {change} WHERE position = %s", [position])
    assert len(found()) >= PICKED


def test_a_seal_taken_out(sql: Any, picked: Any) -> None:
    for position in picked[SEAL]:
        sql(f"DELETE FROM {SEAL} WHERE position = %s", [position])
    said = found().values()
    assert any("台帳の" in what and "ありません" in what for what in said)
    assert any("差し込まれて" in what for what in said)


def rewrite(sql: Any) -> None:
    """As somebody would who knows the program: every seal anew, over other contents."""
    sql(f"DELETE FROM {SEAL}")
    sql(f"UPDATE {AUDIT} SET reason = '書き換え'")
    for row in AuditRecord.objects.all():
        sql(f"UPDATE {AUDIT} SET digest = %s WHERE id = %s", [row.expected_digest(), row.pk])
    seal_everything()


def test_a_full_rewrite_is_found_by_an_anchor(sql: Any) -> None:
    anchor = Anchor.now()
    assert anchor.findings() == []
    rewrite(sql)
    assert found() == {}
    ((_, what),) = anchor.findings()
    assert "書き換えられています" in what


def cut(sql: Any, position: int) -> None:
    for seal in Seal.objects.filter(position__gt=position):
        table = AUDIT if seal.label.endswith("auditrecord") else MAIL
        sql(f"DELETE FROM {table} WHERE id = %s", [seal.row])
    sql(f"DELETE FROM {SEAL} WHERE position > %s", [position])


@pytest.mark.parametrize("lost", [1, 20, 2 * PICKED])
def test_a_cut_tail_is_found_by_an_anchor(
    sql: Any, customer: Customer, lost: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(lost):
        record("customer.name", customer, by=None)
    seal_everything()
    anchor = Anchor.now()
    cut(sql, anchor.position - lost)
    assert found() == {}
    ((_, what),) = anchor.findings()
    assert "末尾が削除されています" in what
    assert f"{lost}件前" in what


def test_an_older_backup_is_said_to_be_one(sql: Any, customer: Customer) -> None:
    """It counts on from its own last row."""
    anchor = Anchor(Seal.objects.count() + 30, "a" * 64, "2026-11-27T10:00:00+09:00")
    newest = AuditRecord.objects.latest("pk").pk
    if connection.vendor == "postgresql":
        sql(f"SELECT setval(pg_get_serial_sequence('{AUDIT}', 'id'), %s)", [newest])
    ((_, what),) = anchor.findings()
    assert "古いバックアップ" in what
    assert "30件前" in what


def test_a_lost_trigger(sql: Any) -> None:
    where = {finding.where for finding in verify().findings}
    assert {AUDIT, MAIL, SEAL} <= where


def test_the_unsealed_tail_is_counted_and_no_finding(kept: None, customer: Customer) -> None:
    record("customer.name", customer, by=None)
    report = verify(seals_first=False)
    assert (report.is_whole, report.unsealed) == (True, 1)
    assert verify().unsealed == 0


def test_each_seal_costs_no_query_of_its_own(kept: None, customer: Customer) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert verify(seals_first=False).is_whole
        return len(asked)

    few = queries()
    for _ in range(10):
        record("customer.name", customer, by=None)
    seal_everything()
    assert queries() == few
