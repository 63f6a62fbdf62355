"""Real processes on the database and the caches of a test.

SQLite's test database lives in memory: the processes get a copy in a file, which is read back.
"""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import django
from django.core.cache import caches
from django.db import connection

TESTS = Path(__file__).parent
ANSWER = "answer: "  # what else a process prints, such as mails, is not for us
PATIENCE_S = 120


class Silent(Exception):
    """The process is still at it, such as waiting for a lock."""


class Died(Exception):
    """With what the process printed."""


class Process:
    """Runs a module that calls ``listen``."""

    def __init__(self, module: str, environment: dict[str, str]) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", module],
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._answers: SimpleQueue[Any] = SimpleQueue()
        Thread(target=self._read, daemon=True).start()

    def tell(self, *words: Any) -> None:
        assert self._child.stdin
        self._child.stdin.write(json.dumps(words) + "\n")
        self._child.stdin.flush()

    def hear(self, within_s: float = PATIENCE_S) -> Any:
        """Raises ``Silent`` where there is no answer in time."""
        try:
            answer = self._answers.get(timeout=within_s)
        except Empty:
            raise Silent from None
        if isinstance(answer, Died):
            raise answer
        return answer

    def ask(self, *words: Any) -> Any:
        self.tell(*words)
        return self.hear()

    def end(self) -> None:
        assert self._child.stdin
        self._child.stdin.close()
        self._child.wait(PATIENCE_S)

    def _read(self) -> None:
        assert self._child.stdout
        printed = []
        for line in self._child.stdout:
            if line.startswith(ANSWER):
                self._answers.put(json.loads(line.removeprefix(ANSWER)))
            else:
                printed.append(line)
        self._answers.put(Died("".join(printed)))


def listen(act: Callable[..., Any]) -> None:
    """In the process: answers each line of words with what ``act`` gives for them."""
    django.setup()
    connection.ensure_connection()
    print(ANSWER + json.dumps("ready"), flush=True)
    for line in sys.stdin:
        print(ANSWER + json.dumps(act(*json.loads(line))), flush=True)


@contextmanager
def processes(module: str, count: int, place: Path) -> Iterator[list[Process]]:
    """All of them ready before one is told anything."""
    with ExitStack() as stack:
        environment = stack.enter_context(_shared(place))
        started = [Process(module, environment) for _ in range(count)]
        for one in started:
            stack.callback(one.end)
        for one in started:
            assert one.hear() == "ready"
        yield started


def at_once(module: str, runs: Sequence[Sequence[Any]], place: Path) -> list[Any]:
    """One process for each line of words, told at the same moment; what each answered."""
    with processes(module, len(runs), place) as started:
        for one, words in zip(started, runs, strict=True):
            one.tell(*words)
        return [one.hear() for one in started]


@contextmanager
def _shared(place: Path) -> Iterator[dict[str, str]]:
    """The environment in which a process finds what this test has."""
    found = {**os.environ, "PYTHONPATH": str(TESTS), "DEBUG": "1"}
    found["DJANGO_SETTINGS_MODULE"] = "storefront.settings"
    found["REDIS_PREFIX"] = caches.settings["default"].get("KEY_PREFIX", "")
    if connection.vendor != "sqlite":
        address = urlsplit(os.environ["DATABASE_URL"])
        own = urlunsplit(address._replace(path=f"/{connection.settings_dict['NAME']}"))
        yield {**found, "DATABASE_URL": own}
        return
    connection.ensure_connection()
    memory, path = connection.connection, place / "shared.sqlite3"
    with closing(sqlite3.connect(path)) as file:
        memory.backup(file)
    yield {**found, "DATABASE_URL": f"sqlite:///{path}"}
    with closing(sqlite3.connect(path)) as file:
        file.backup(memory)
