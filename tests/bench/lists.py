"""The lists of a large shop on PostgreSQL, beside Wagtail's default listing of the same tables.

``BENCH_DATABASE_URL`` names another database than the one below. It is made and filled at the first
run (some minutes, 3 GB) and kept for the next ones; ``dropdb kasuhara_bench`` removes it.
"""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

DATABASE = "postgres://postgres@127.0.0.1:5432/kasuhara_bench"
# The pages are asked for in a process of their own, which has the demo's settings and no DEBUG.
MEASURE = "import django; django.setup(); from bench import listing_run; listing_run.run()"
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "storefront.settings",
    "DEBUG": "0",
    "SECRET_KEY": "of-the-benchmark",
    "ALLOWED_HOSTS": "testserver",
}


def run() -> None:
    url = os.environ.get("BENCH_DATABASE_URL") or DATABASE
    try:
        make_database(url)
    except psycopg.OperationalError as error:
        print(f"Not measured, since PostgreSQL does not answer: {error}")
        return
    environment = {**os.environ, **SETTINGS, "DATABASE_URL": url}
    sys.stdout.flush()
    subprocess.run([sys.executable, "-c", MEASURE], env=environment, check=True)


def make_database(url: str) -> None:
    address = urlsplit(url)
    name = address.path.lstrip("/")
    server = address._replace(path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True, connect_timeout=5) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not known.fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
