"""Real processes on the database of a test: started, let go at the same moment, and listened to.

SQLite's test database lives in memory: the processes get a copy in a file, which is read back.
"""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import django
from django.core.cache import caches
from django.db import connection

TESTS = Path(__file__).parent
READY, GO = "ready", "go"
PATIENCE_S = 120


def at_once(module: str, runs: Iterable[Sequence[str]], place: Path) -> list[Any]:
    """What each process answered; ``module`` calls ``answer`` when it is run."""
    with on_one_database(place) as environment:
        children = [_start(module, words, environment) for words in runs]
        for child in children:
            assert child.stdout.readline().strip() == READY, child.stderr.read()
        for child in children:
            child.stdin.write(GO + "\n")
            child.stdin.flush()
        return [_result(child) for child in children]


@contextmanager
def on_one_database(place: Path) -> Iterator[dict[str, str]]:
    """The environment in which a process finds this test's database and caches."""
    shared = {**os.environ, "PYTHONPATH": str(TESTS), "DEBUG": "1"}
    shared["DJANGO_SETTINGS_MODULE"] = "storefront.settings"
    shared["REDIS_PREFIX"] = caches.settings["default"].get("KEY_PREFIX", "")
    if connection.vendor != "sqlite":
        address = urlsplit(os.environ["DATABASE_URL"])
        own = urlunsplit(address._replace(path=f"/{connection.settings_dict['NAME']}"))
        yield {**shared, "DATABASE_URL": own}
        return
    connection.ensure_connection()
    memory, path = connection.connection, place / "shared.sqlite3"
    with closing(sqlite3.connect(path)) as file:
        memory.backup(file)
    yield {**shared, "DATABASE_URL": f"sqlite:///{path}"}
    with closing(sqlite3.connect(path)) as file:
        file.backup(memory)


def answer(act: Callable[..., Any]) -> None:
    """In the process: waits for the word to go, and prints what ``act`` gives for the arguments."""
    django.setup()
    connection.ensure_connection()
    print(READY, flush=True)
    assert sys.stdin.readline().strip() == GO
    print(json.dumps(act(*sys.argv[1:])), flush=True)


def _start(module: str, words: Sequence[str], environment: dict[str, str]) -> Any:
    return subprocess.Popen(
        [sys.executable, "-m", module, *words],
        env=environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def _result(child: Any) -> Any:
    out, err = child.communicate(timeout=PATIENCE_S)
    assert child.returncode == 0, err
    return json.loads(out.splitlines()[-1])  # mails are printed above it
