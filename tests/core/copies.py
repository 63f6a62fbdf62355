"""Databases beside the one of the tests, looked after by processes of their own as by an operator."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import connection

TESTS = Path(__file__).parents[1]
COMMANDS = (
    "import sys, json, django; django.setup()\n"
    "from django.core.management import call_command\n"
    "for command in json.loads(sys.argv[1]): call_command(*command)"
)
REFUSED = (sqlite3.DatabaseError, psycopg.Error)


class Copy(NamedTuple):
    url: str

    def run(self, *commands: Sequence[str]) -> str:
        """The commands of one process; what they said. Fails with all of it."""
        settings = {"PYTHONPATH": f"{TESTS}{os.pathsep}{TESTS.parent}", "DEBUG": "1"}
        settings["DJANGO_SETTINGS_MODULE"] = "storefront.settings"
        done = subprocess.run(
            [sys.executable, "-c", COMMANDS, json.dumps(commands)],
            env={**os.environ, **settings, "DATABASE_URL": self.url},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        """``manage.py`` as it is typed, its checks included."""
        return subprocess.run(
            [sys.executable, str(TESTS / "storefront" / "manage.py"), *words],
            env={**os.environ, "DEBUG": "1", "DATABASE_URL": self.url},
            capture_output=True,
            text=True,
        )

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """By SQL, behind the back of the models."""
        if self.url.startswith("sqlite"):
            with closing(sqlite3.connect(self.path)) as file:
                rows = file.execute(statement).fetchall()
                file.commit()
                return rows
        with psycopg.connect(self.url, autocommit=True) as own:
            cursor = own.execute(statement)
            return cursor.fetchall() if cursor.description else []

    @property
    def path(self) -> str:
        return self.url.removeprefix("sqlite:///")


@contextmanager
def copy_of_the_tests(place: Path) -> Iterator[Copy]:
    """Everything that is committed in it now."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        path = place / "filled.sqlite3"
        with closing(sqlite3.connect(path)) as file:
            connection.connection.backup(file)
        yield Copy(f"sqlite:///{path}")
        return
    connection.close()  # a template may have no other guest
    with _new_database("filled", template=connection.settings_dict["NAME"]) as copy:
        yield copy


@contextmanager
def copy_of(copy: Copy, place: Path) -> Iterator[Copy]:
    if copy.url.startswith("sqlite"):
        yield Copy(f"sqlite:///{shutil.copy(copy.path, place / 'copy.sqlite3')}")
        return
    with _new_database("copy", template=urlsplit(copy.url).path[1:]) as made:
        yield made


@contextmanager
def empty_database(name: str) -> Iterator[Copy]:
    """On the server of the tests."""
    with _new_database(name, template="template0") as made:
        yield made


@contextmanager
def _new_database(name: str, *, template: str) -> Iterator[Copy]:
    own = f"{connection.settings_dict['NAME']}_{name}"
    server = urlsplit(os.environ["DATABASE_URL"])
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{own}" TEMPLATE "{template}"')
        try:
            yield Copy(urlunsplit(server._replace(path=f"/{own}")))
        finally:
            admin.execute(f'DROP DATABASE "{own}" WITH (FORCE)')
