"""The staff's inbox among 1,000,000 inquiries on PostgreSQL, beside Wagtail's default listing of the same table.

It asks the database that ``script/bench similar`` makes and fills.
"""

import os
import subprocess
import sys

import psycopg

from bench.lists import SETTINGS, make_database
from bench.similar import DATABASE

MEASURE = "import django; django.setup(); from bench import inbox_run; inbox_run.run()"


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
