"""The versions of a note are written once, and no setting of the host changes what they are."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, models, transaction

from kasuhara_plugin.core.append_only import AppendOnly, kept_tables
from kasuhara_plugin.core.errors import AppendOnlyViolation
from kasuhara_plugin.models import StaffNote

ROOT = Path(__file__).parents[2]
TABLE = "kasuhara_plugin_historicalstaffnote"
Version = StaffNote.history.model
HOST = """
from storefront.settings import *
SIMPLE_HISTORY_HISTORY_ID_USE_UUID = True
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = {text_field}
SIMPLE_HISTORY_DATE_INDEX = {date_index!r}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
"""


def test_a_version_is_kept_by_its_model(note: StaffNote) -> None:
    version = note.history.get()
    version.body = "<p>書き換え。</p>"
    rows = Version.objects.filter(pk=version.pk)
    for change in (version.save, version.delete, rows.delete, lambda: rows.update(body="x")):
        with pytest.raises(AppendOnlyViolation), transaction.atomic():
            change()
    assert note.history.get().body == note.body


@pytest.mark.parametrize(
    "change",
    [
        lambda versions: versions.all().delete(),
        lambda versions: versions.all().update(body="x"),
        lambda versions: versions.all()._raw_delete("default"),
    ],
)
def test_the_managers_of_the_history_change_nothing(
    note: StaffNote, change: Callable[[models.Manager[models.Model]], object]
) -> None:
    with pytest.raises((AppendOnlyViolation, DatabaseError)), transaction.atomic():
        change(note.history)
    assert note.history.get().body == note.body


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {TABLE} SET body = 'x'",
        f"UPDATE {TABLE} SET history_user_name = 'x'",
        f"DELETE FROM {TABLE}",
    ],
)
def test_a_version_is_kept_by_the_database(note: StaffNote, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert note.history.get().body == note.body


def test_the_table_of_the_versions_is_among_the_kept_ones() -> None:
    assert issubclass(Version, AppendOnly)
    assert TABLE in set(kept_tables())


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("history_id", models.BigAutoField),
        ("history_change_reason", models.TextField),
        ("history_user_id", models.CharField),
        ("history_user_name", models.CharField),
        ("history_date", models.DateTimeField),
    ],
)
def test_the_fields_of_a_version_are_pinned(name: str, kind: type[models.Field]) -> None:
    field = Version._meta.get_field(name)
    assert type(field) is kind
    assert field.remote_field is None


def test_the_date_of_a_version_is_indexed_by_itself() -> None:
    assert Version._meta.get_field("history_date").db_index
    assert [index.fields for index in Version._meta.indexes] == [["id", "history_id"]]


@pytest.mark.parametrize("date_index", [False, "Composite"])
@pytest.mark.parametrize("text_field", [True, False])
def test_the_settings_of_a_host_change_no_migration_of_ours(
    tmp_path: Path, text_field: bool, date_index: bool | str
) -> None:
    (tmp_path / "host_settings.py").write_text(
        HOST.format(text_field=text_field, date_index=date_index)
    )
    path = os.pathsep.join([str(tmp_path), str(ROOT / "tests"), str(ROOT)])
    environment = {**os.environ, "PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "host_settings"}
    environment.pop("DATABASE_URL", None)
    command = ["django", "makemigrations", "kasuhara_plugin", "--check", "--dry-run"]
    done = subprocess.run(
        [sys.executable, "-m", *command], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
