"""Ordinary maintenance goes on: a leaver's account, a host's flush, fixtures, migrations."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from storefront.accounts.models import User

from kasuhara_plugin.core.append_only import drop_triggers
from kasuhara_plugin.models import Customer, StaffNote
from kasuhara_plugin.notes import triggers
from kasuhara_plugin.notes.actions import revise, withdraw, write

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # JSON keeps no microseconds
BEFORE = "0010_search_index"
AFTER = "0011_notes"


def test_the_account_of_a_leaver_is_deleted_and_the_names_stay(
    staff: Callable[..., User], note: StaffNote
) -> None:
    author = staff("operator")
    name, key = author.name, str(author.pk)
    withdraw(note, reason="別の方の件", by=author)
    author.delete()
    note.refresh_from_db()
    assert (note.author_name, note.withdrawer_name, note.withdrawer_key) == (name, name, key)
    assert set(note.history.values_list("history_user_name", flat=True)) == {name}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", ["first", "second"])
def test_the_flush_of_a_host_empties_the_notes_and_leaves_the_triggers(
    staff: Callable[..., User], customer: Customer, run: str
) -> None:
    assert not StaffNote.objects.exists()
    assert not triggers.are_missing()
    write(customer, body="<p>一。</p>", by=staff("operator"))


MODELS = [f"kasuhara_plugin.{name}" for name in ("customer", "staffnote", "historicalstaffnote")]


def test_a_dump_is_loaded_again_as_it_was(
    staff: Callable[..., User], customer: Customer, tmp_path: Path
) -> None:
    author = staff("operator")
    note = write(customer, body="<p>一。</p>", by=author, now=NOW)
    revise(note, body="<p>二。</p>", kind="opinion", pinned=True, by=author, now=NOW)
    rows, versions = list(StaffNote.objects.values()), list(note.history.values())
    file = tmp_path / "notes.json"
    call_command("dumpdata", *MODELS, output=str(file), verbosity=0)
    drop_triggers()
    triggers.drop()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kasuhara_plugin_staffnote")
        cursor.execute("DELETE FROM kasuhara_plugin_historicalstaffnote")
    triggers.install()
    call_command("loaddata", str(file), verbosity=0)
    assert list(StaffNote.objects.values()) == rows
    assert list(StaffNote.history.values()) == versions
    assert triggers.unrecorded() == []


def test_a_fixture_that_says_something_else_is_refused(note: StaffNote, tmp_path: Path) -> None:
    file = tmp_path / "notes.json"
    call_command("dumpdata", "kasuhara_plugin.staffnote", output=str(file), verbosity=0)
    file.write_text(file.read_text().replace("お電話", "お手紙"))
    with pytest.raises(DatabaseError), transaction.atomic():
        call_command("loaddata", str(file), verbosity=0)
    note.refresh_from_db()
    assert "お電話" in note.body


@pytest.mark.django_db(transaction=True)
def test_the_notes_of_the_release_before_become_ordinary_facts_and_go_back_again(
    staff: Callable[..., User], customer: Customer
) -> None:
    note = write(customer, body="<p>一。</p>", by=staff("operator"))
    try:
        call_command("migrate", "kasuhara_plugin", BEFORE, verbosity=0)
        old = MigrationExecutor(connection).loader.project_state(("kasuhara_plugin", BEFORE)).apps
        kept = old.get_model("kasuhara_plugin", "StaffNote").objects.get()
        assert kept.body == "<p>一。</p>"
    finally:
        call_command("migrate", "kasuhara_plugin", AFTER, verbosity=0)
        call_command("migrate", "kasuhara_plugin", verbosity=0)
    note = StaffNote.objects.get()
    assert (note.kind, note.importance, note.pinned, note.until) == (
        "fact",
        "ordinary",
        False,
        None,
    )
    assert note.history.get().kind == "fact"
    assert not triggers.are_missing()
    assert triggers.unrecorded() == []
