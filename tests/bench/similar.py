"""Similar messages of other senders among 1,000,000 on PostgreSQL: what is found, and what it costs.

``BENCH_INQUIRIES_URL`` names another database than the one below. It is made and filled at the first run
(some minutes, 6 GB) and kept for the next ones; ``dropdb kasuhara_bench_inquiries`` removes it.
"""

import os
import subprocess
import sys

import psycopg

from bench.lists import SETTINGS, make_database

DATABASE = "postgres://postgres@127.0.0.1:5432/kasuhara_bench_inquiries"
MEASURE = "import django; django.setup(); from bench import similar_run; similar_run.run()"


def run() -> None:
    url = os.environ.get("BENCH_INQUIRIES_URL") or DATABASE
    try:
        make_database(url)
    except psycopg.OperationalError as error:
        print(f"Not measured, since PostgreSQL does not answer: {error}")
        return
    sys.stdout.flush()
    environment = {**os.environ, **SETTINGS, "DATABASE_URL": url}
    subprocess.run([sys.executable, "-c", MEASURE], env=environment, check=True)
