"""What the guard adds to the POST of an inquiry, side by side in one run, in process.

All of them are the same page of the demo shop behind the same middleware: the plugin's own form with
its fields and its validation, the CSRF check, a transaction around what is stored, the receipt's
mail, a redirect to a signed address. They differ in what stands between the form and the row:

- **unguarded** stores one plain row by the ORM. Its receipt is the same letter, with the shop's name and
  address, through the same outbox as the guarded page's;
- **its mail sent bare** is the same without an outbox: ``EmailMessage.send`` after the commit;
- **recorded, unguarded** is the plugin's page with all that it writes down (the customer, the policy's version,
  the audit, the staff's mail), without one question of the guard;
- **guarded** is the plugin's page as it is shipped;
- **ratelimit + rapidfuzz** is the unguarded page decorated by django-ratelimit with three keys
  (address, e-mail, account), which then compares the text with the sender's last 50.

Every sender has 50 earlier messages in the table that is asked, and writes once: a visitor without an
account, whose message is accepted. In a round all pages are sent the same text after the same 50.
Beside them stands the first message of somebody unknown, of whom the guarded page also makes a customer.
The first part is on PostgreSQL and Redis, the second on SQLite and the memory of one process.

The aim is a guarded POST of at most 1.7 times the unguarded one (the last figure of a line is beside
the one that records as much), and of at most half of the last group.
What rapidfuzz takes depends on its scorer: ``ratio`` is the cheapest and misses a text that was put
into a longer one, ``partial_ratio`` finds it, ``WRatio`` is what ``rapidfuzz.process`` takes by itself.

``BENCH_POST_DATABASE_URL`` and ``BENCH_REDIS_URL`` name other servers than those of this machine.
What a run stored stays; ``dropdb kasuhara_bench_post`` removes it.
"""

import os
import secrets
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import redis

from bench.lists import SETTINGS, make_database

DATABASE = "postgres://postgres@127.0.0.1:5432/kasuhara_bench_post"
REDIS = "redis://127.0.0.1:6379/14"
MEASURE = "import django; django.setup(); from bench import inquiries_run; inquiries_run.run()"


def run() -> None:
    on_servers()
    with TemporaryDirectory() as place:
        measure({"DATABASE_URL": f"sqlite:///{Path(place) / 'post.sqlite3'}"})


def on_servers() -> None:
    database = os.environ.get("BENCH_POST_DATABASE_URL") or DATABASE
    cache = os.environ.get("BENCH_REDIS_URL") or REDIS
    try:
        make_database(database)
        redis.from_url(cache).ping()
    except (psycopg.OperationalError, redis.RedisError) as error:
        print(f"Not measured, since a server does not answer: {error}")
        return
    prefix = f"bench-{secrets.token_hex(4)}"  # of this run: nobody has counted before
    measure({"DATABASE_URL": database, "REDIS_URL": cache, "REDIS_PREFIX": prefix})


def measure(services: dict[str, str]) -> None:
    sys.stdout.flush()
    subprocess.run(
        [sys.executable, "-c", MEASURE], env={**os.environ, **SETTINGS, **services}, check=True
    )
