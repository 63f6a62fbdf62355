"""How long 100,000 kept rows take to be sealed and to be verified, on PostgreSQL."""

import os
import subprocess
import sys

import psycopg

from bench.lists import SETTINGS, make_database

DATABASE = "postgres://postgres@127.0.0.1:5432/kasuhara_bench_ledger"
MEASURE = "import django; django.setup(); from bench import ledger_run; ledger_run.run()"


def run() -> None:
    database = os.environ.get("BENCH_LEDGER_DATABASE_URL") or DATABASE
    try:
        make_database(database)
    except psycopg.OperationalError as error:
        print(f"Not measured, since PostgreSQL does not answer: {error}")
        return
    sys.stdout.flush()
    environment = {**os.environ, **SETTINGS, "DATABASE_URL": database}
    subprocess.run([sys.executable, "-c", MEASURE], env=environment, check=True)
