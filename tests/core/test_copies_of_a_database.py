"""Backup and restore, taking the app out and in again, an upgrade, a fixture: each with notes, flags
and seals in the database, and afterwards everything is as it was written."""

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from core.copies import REFUSED, Copy, copy_of, copy_of_the_tests, empty_database
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from opened_shop import open_shop
from pytest_django import DjangoDbBlocker
from storefront.accounts.models import User

from kasuhara_plugin.core.sealing import seal_everything
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.flags.actions import approve, propose
from kasuhara_plugin.inquiries.actions import receive
from kasuhara_plugin.notes.actions import revise, write

pytestmark = pytest.mark.django_db

RELEASE_BEFORE = "0010_search_index"  # the newest migration of it
WHOLE = "すべて、記録したときのままです。"
OWN = {"sqlite": "SELECT name FROM sqlite_master WHERE name LIKE '%kasuhara%'"}
OWN["postgresql"] = (
    "SELECT proname FROM pg_proc WHERE proname LIKE '%kasuhara%'"
    " UNION SELECT tgname FROM pg_trigger WHERE tgname LIKE '%kasuhara%'"
    " UNION SELECT relname FROM pg_class WHERE relname LIKE '%kasuhara%'"
)
SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own ways")
POSTGRESQL = pytest.mark.skipif(
    connection.vendor != "postgresql" or not shutil.which("pg_dump"),
    reason="PostgreSQL's own ways, and its tools",
)


@pytest.fixture(scope="module")
def filled(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Copy]:
    with django_db_blocker.unblock():
        fill()
        with copy_of_the_tests(tmp_path_factory.mktemp("filled")) as copy:
            call_command("flush", interactive=False, verbosity=0)
            yield copy


def fill() -> None:
    open_shop(company="つばめプリント株式会社", contact_name="お客様サポート")
    operator, supervisor = (
        User.objects.create_user(f"{name}@staff.example.jp", name=name)
        for name in ("担当者", "上長")
    )
    for one in (operator, supervisor):
        one.groups.add(Group.objects.get(name=one.name))
    customer = register(email="ichiro@example.com", name="佐藤 一郎")
    note = write(customer, body="<p>お電話をいただいた。</p>", by=operator)
    revise(note, body="<p>お手紙をいただいた。</p>", reason="書き間違い", by=operator)
    flag = propose(customer, reason="暴言の記録", customer_message="お控えください。", by=operator)
    approve(flag, by=supervisor)
    receive(subject="納期", body="いつ届きますか。", email="hanako@example.com")
    seal_everything()


def is_whole(copy: Copy) -> None:
    """By the command, and by hand: the rows are there, and the database guards them."""
    assert WHOLE in copy.run(["kasuhara_verify"])
    assert copy.ask("SELECT count(*) FROM kasuhara_plugin_historicalstaffnote") == [(2,)]
    for statement in (
        "UPDATE kasuhara_plugin_staffnote SET body = ''",
        "UPDATE kasuhara_plugin_auditrecord SET reason = ''",
        "DELETE FROM kasuhara_plugin_seal",
        "DELETE FROM kasuhara_plugin_flagdecision",
    ):
        with pytest.raises(REFUSED, match="kasuhara"):
            copy.ask(statement)


LOST = {
    "sqlite": "DROP TRIGGER kasuhara_keep_kasuhara_plugin_auditrecord_update",
    "postgresql": "DROP TRIGGER kasuhara_keep ON kasuhara_plugin_auditrecord",
}


def test_migrate_is_not_refused_for_the_triggers_that_it_makes(filled: Copy) -> None:
    """As after a run of it that was broken off."""
    filled.ask(LOST[connection.vendor])
    checked = filled.manage("check", "--database", "default")
    assert checked.returncode == 1
    assert "kasuhara.E030" in checked.stderr
    migrated = filled.manage("migrate", "--verbosity", "0")
    assert migrated.returncode == 0, migrated.stderr
    assert filled.manage("check", "--database", "default").returncode == 0
    is_whole(filled)


@SQLITE
@pytest.mark.parametrize("way", ["backup", "VACUUM INTO"])
def test_a_backup_of_sqlite_is_whole(filled: Copy, tmp_path: Path, way: str) -> None:
    path = tmp_path / "backup.sqlite3"
    with closing(sqlite3.connect(filled.path)) as file, closing(sqlite3.connect(path)) as copy:
        if way == "backup":
            file.backup(copy)
        else:
            file.execute("VACUUM INTO ?", [str(path)])
    is_whole(Copy(f"sqlite:///{path}"))


@POSTGRESQL
@pytest.mark.parametrize("form", ["plain", "custom"])
def test_a_dump_of_postgresql_is_restored_whole(filled: Copy, tmp_path: Path, form: str) -> None:
    file = str(tmp_path / "dump")
    subprocess.run(["pg_dump", f"--format={form}", f"--file={file}", filled.url], check=True)
    with empty_database("restored") as restored:
        of_form = {
            "plain": ["psql", "--quiet", "--set=ON_ERROR_STOP=1", f"--file={file}", restored.url],
            "custom": ["pg_restore", "--exit-on-error", f"--dbname={restored.url}", file],
        }
        subprocess.run(of_form[form], check=True, stdout=subprocess.DEVNULL)
        is_whole(restored)


def test_the_app_is_taken_out_without_a_trace_and_put_in_again(
    filled: Copy, tmp_path: Path
) -> None:
    with copy_of(filled, tmp_path) as copy:
        before = sorted(copy.ask(OWN[connection.vendor]))
        copy.run(["migrate", "kasuhara_plugin", "zero"])
        assert copy.ask(OWN[connection.vendor]) == []
        again = ["migrate", "kasuhara_plugin"], ["check", "--database=default"]
        assert WHOLE in copy.run(*again, ["kasuhara_verify"])
        assert sorted(copy.ask(OWN[connection.vendor])) == before


def test_a_database_of_the_release_before_is_upgraded_whole(filled: Copy, tmp_path: Path) -> None:
    with copy_of(filled, tmp_path) as copy:
        copy.run(["migrate", "kasuhara_plugin", RELEASE_BEFORE], ["migrate"])
        is_whole(copy)


def test_a_fixture_of_everything_is_loaded_and_is_no_backup(filled: Copy, tmp_path: Path) -> None:
    """JSON keeps no microseconds: the ledger says so of each row that it seals."""
    file = str(tmp_path / "everything.json")
    without = [f"--exclude={name}" for name in ("contenttypes", "auth.permission", "sessions")]
    with copy_of(filled, tmp_path) as copy:
        copy.run(["dumpdata", "--natural-foreign", *without, "--output", file])
        copy.run(["flush", "--no-input"])
        copy.run(["loaddata", file])
        assert copy.ask("SELECT count(*) FROM kasuhara_plugin_historicalstaffnote") == [(2,)]
        with pytest.raises(
            AssertionError, match=r"historicalstaffnote \d+：内容が書き換えられています"
        ):
            copy.run(["kasuhara_verify"])
