"""Whole parts, whatever stops the run; and each costs the same number of queries."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from retention.conftest import run_of

from kasuhara_plugin.core import purging
from kasuhara_plugin.core.purging import purge, survey
from kasuhara_plugin.core.verifying import verify
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.models import AuditRecord, Erasure, StaffNote

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
NOTE = StaffNote._meta.db_table


@pytest.fixture
def stopped() -> Iterator[Callable[[int], None]]:
    """``stopped(12)``: the database refuses to let go of that note, as a full disk would."""
    made = []

    def at(key: int) -> None:
        statements = {
            "sqlite": [
                f"CREATE TRIGGER stopped BEFORE DELETE ON {NOTE} WHEN OLD.id = {key}"
                " BEGIN SELECT RAISE(ABORT, 'stopped'); END"
            ],
            "postgresql": [
                "CREATE OR REPLACE FUNCTION stopped() RETURNS trigger LANGUAGE plpgsql AS $$"
                f" BEGIN IF OLD.id = {key} THEN RAISE EXCEPTION 'stopped'; END IF;"
                " RETURN OLD; END $$",
                f"CREATE TRIGGER stopped BEFORE DELETE ON {NOTE}"
                " FOR EACH ROW EXECUTE FUNCTION stopped()",
            ],
        }[connection.vendor]
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        made.append(key)

    yield at
    if made:
        let_go()


def let_go() -> None:
    on = f" ON {NOTE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER IF EXISTS stopped{on}")


def counted() -> tuple[int, int, int]:
    acts = AuditRecord.objects.filter(act="retention.purge").count()
    return StaffNote.objects.count(), acts, Erasure.objects.filter(removed=True).count()


def test_a_part_that_fails_leaves_the_earlier_ones_done_and_nothing_of_itself(
    old_note: Make, stopped: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "PART", 2)
    keys = [old_note().pk for _ in range(5)]
    stopped(keys[3])
    run = purge(run_of("notes"), by=None)
    assert next(run).gone == 2
    with pytest.raises(DatabaseError):
        next(run)
    assert counted() == (3, 1, 2)
    assert verify().findings == []
    let_go()
    assert [tally.gone for tally in purge(run_of("notes"), by=None)] == [2, 3]
    assert counted() == (0, 3, 5)
    assert verify().findings == []


def test_the_command_says_so_goes_on_with_the_next_kind_and_exits_1(
    old_note: Make, old: Make, stopped: Make, periods: Make, capsys: Any
) -> None:
    stopped(old_note().pk)
    old("mails")
    periods(notes=5, mails=5)
    with pytest.raises(CommandError, match="途中で失敗しました") as failed:
        call_command("kasuhara_purge")
    assert failed.value.returncode == 1
    assert "対応メモ（notes）" in capsys.readouterr().out
    assert StaffNote.objects.count() == 1
    run = AuditRecord.objects.get(act="retention.run")
    assert run.data == {"notes": {"gone": 0, "kept": {}}, "mails": {"gone": 1, "kept": {}}}


@pytest.mark.parametrize("kind", ["flags", "refusals", "notes", "inquiries", "mails", "audit"])
def test_a_part_asks_the_same_however_many_rows_it_has(kind: str, old: Make) -> None:
    def queries(count: int) -> int:
        for number in range(count):
            old(kind, register(email=f"{count}-{number}@example.jp"))
        verify()
        with CaptureQueriesContext(connection) as asked:
            tallies = list(purge(run_of(kind), by=None))
        assert tallies[-1].gone == count
        return len(asked)

    assert queries(2) == queries(12)


@pytest.mark.parametrize("kind", ["flags", "refusals", "notes", "inquiries", "mails", "audit"])
def test_so_does_looking_before_it(kind: str, old: Make) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            survey(run_of(kind))
        return len(asked)

    old(kind)
    queries()
    few = queries()
    for number in range(10):
        old(kind, register(email=f"{number}@example.jp"))
    assert queries() == few
