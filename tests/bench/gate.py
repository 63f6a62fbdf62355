"""What the gate costs a shop on PostgreSQL and Redis, side by side with what it is measured against.

``BENCH_GATE_DATABASE_URL`` and ``BENCH_REDIS_URL`` name other servers than those of this machine.
"""

import os
import subprocess
import sys

import psycopg
import redis

from bench.lists import SETTINGS, make_database

DATABASE = "postgres://postgres@127.0.0.1:5432/kasuhara_bench_gate"
REDIS = "redis://127.0.0.1:6379/14"
MEASURE = "import django; django.setup(); from bench import gate_run; gate_run.run()"


def run() -> None:
    database = os.environ.get("BENCH_GATE_DATABASE_URL") or DATABASE
    cache = os.environ.get("BENCH_REDIS_URL") or REDIS
    try:
        make_database(database)
        redis.from_url(cache).ping()
    except (psycopg.OperationalError, redis.RedisError) as error:
        print(f"Not measured, since a server does not answer: {error}")
        return
    sys.stdout.flush()
    environment = {**os.environ, **SETTINGS, "DATABASE_URL": database, "REDIS_URL": cache}
    subprocess.run([sys.executable, "-c", MEASURE], env=environment, check=True)
