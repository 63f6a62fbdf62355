"""A note changes together with a version of it, or it does not change."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import checks
from django.db import DatabaseError, connection, transaction
from storefront.accounts.models import User

from kasuhara_plugin.core.audit import actor, unlocked
from kasuhara_plugin.core.errors import AppendOnlyViolation
from kasuhara_plugin.models import Customer, StaffNote
from kasuhara_plugin.notes import triggers
from kasuhara_plugin.notes.actions import write

BODY = "<p>お電話をいただいた。</p>"
TABLE = "kasuhara_plugin_staffnote"
REFUSED = "a note is changed together with a version"


def assert_as_it_was(note: StaffNote) -> None:
    note.refresh_from_db()
    assert (note.body, note.history.count()) == (BODY, 1)


def changed(note: StaffNote) -> StaffNote:
    note.body = "<p>書き換え。</p>"
    return note


SILENT: dict[str, Callable[[StaffNote], Any]] = {
    "update": lambda note: StaffNote.objects.update(body="x"),
    "update of a filter": lambda note: StaffNote.objects.filter(pk=note.pk).update(body="x"),
    "update of the customer's": lambda note: note.customer.notes.update(body="x"),
    "bulk_update": lambda note: StaffNote.objects.bulk_update([changed(note)], ["body"]),
    "bulk_create": lambda note: StaffNote.objects.bulk_create([StaffNote(body="x")]),
    "create": lambda note: StaffNote.objects.create(customer=note.customer, body="x"),
    "update_or_create": lambda note: StaffNote.objects.update_or_create(
        {"body": "x"}, pk=note.pk
    ),
    "delete": lambda note: note.delete(),
    "delete of all": lambda note: StaffNote.objects.all().delete(),
    "delete of the customer's": lambda note: note.customer.notes.all().delete(),
    "save": lambda note: changed(note).save(),
    "save of a field": lambda note: changed(note).save(update_fields=["body"]),
    "save of a field by somebody": lambda note: changed(note).save(
        by=actor(None), update_fields=["body"]
    ),
}  # fmt: skip


@pytest.mark.parametrize("path", SILENT)
def test_the_model_refuses(note: StaffNote, path: str) -> None:
    with pytest.raises(AppendOnlyViolation), transaction.atomic():
        SILENT[path](note)
    assert_as_it_was(note)


PAST_THE_MODEL: dict[str, Callable[[StaffNote], Any]] = {
    "the base manager": lambda note: StaffNote._base_manager.update(body="x"),
    "save_base": lambda note: changed(note).save_base(),
    "a raw save": lambda note: changed(note).save_base(raw=True),
    "a raw delete": lambda note: StaffNote.objects.all()._raw_delete("default"),
    "another row under its key": lambda note: StaffNote(
        pk=note.pk, customer=note.customer, body="x"
    ).save_base(),
}


@pytest.mark.parametrize("path", PAST_THE_MODEL)
def test_the_database_refuses_what_goes_past_the_model(note: StaffNote, path: str) -> None:
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        PAST_THE_MODEL[path](note)
    assert_as_it_was(note)


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {TABLE} SET body = 'x'",
        f"UPDATE {TABLE} SET author_name = 'x'",
        f"UPDATE {TABLE} SET until = '2026-01-01'",
        f"UPDATE {TABLE} SET pinned = NOT pinned",
        f"UPDATE {TABLE} SET id = id + 1",
        f"DELETE FROM {TABLE}",
    ],
)
def test_the_database_refuses_raw_sql(note: StaffNote, statement: str) -> None:
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        connection.cursor().execute(statement)
    assert_as_it_was(note)


def test_no_row_takes_the_place_of_another(note: StaffNote) -> None:
    if connection.vendor == "postgresql":
        statement = f"TRUNCATE {TABLE} CASCADE"
        connection.check_constraints()
    else:
        columns = ", ".join("'x'" if name == "body" else name for name in triggers.COLUMNS)
        names = ", ".join(triggers.COLUMNS)
        statement = f"REPLACE INTO {TABLE} ({names}) SELECT {columns} FROM {TABLE}"
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(statement)
    assert_as_it_was(note)


def test_what_a_version_says_is_let_through(staff: Callable[..., User], note: StaffNote) -> None:
    changed(note).save(by=actor(staff("operator")), reason="理由")
    assert triggers.unrecorded() == []
    connection.cursor().execute(f"UPDATE {TABLE} SET body = body")
    assert note.history.count() == 2


def test_the_one_opening_lets_a_redaction_through(note: StaffNote) -> None:
    with unlocked(reason="試験", by=None), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET body = ''")
    note.refresh_from_db()
    assert note.body == ""
    assert triggers.unrecorded() == [note.pk]


def test_a_note_without_a_version_is_found(note: StaffNote, customer: Customer) -> None:
    stray = StaffNote(customer=customer, body="<p>版のないメモ。</p>")
    stray.save_base(raw=True, force_insert=True)
    assert triggers.unrecorded() == [stray.pk]


def test_a_save_that_fails_leaves_no_version(staff: Callable[..., User], note: StaffNote) -> None:
    note.kind = "rumour"
    with pytest.raises(DatabaseError), transaction.atomic():
        note.save(by=actor(staff("operator")))
    assert_as_it_was(note)


def test_the_check_says_that_the_triggers_are_gone(db: None) -> None:
    def said() -> list[str]:
        found = checks.run_checks(tags=[checks.Tags.database], databases=["default"])
        return [message.id for message in found]

    assert "kasuhara.E033" not in said()
    triggers.drop()
    try:
        assert triggers.are_missing()
        assert "kasuhara.E033" in said()
    finally:
        triggers.install()
    assert not triggers.are_missing()


def test_an_author_of_one_save_is_not_the_author_of_the_next(
    staff: Callable[..., User], customer: Customer
) -> None:
    note = write(customer, body=BODY, by=staff("operator"))
    with pytest.raises(AppendOnlyViolation):
        changed(note).save()
    assert_as_it_was(note)
