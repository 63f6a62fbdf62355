"""A note with a long history: what its diffs, its page, a save and the sanitiser take.

``BENCH_DATABASE_URL`` names a database; without it, an SQLite file is made for the run.
"""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

MEASURE = "import django; django.setup(); from bench import notes_run; notes_run.run()"
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "storefront.settings",
    "DEBUG": "0",
    "SECRET_KEY": "of-the-benchmark",
    "ALLOWED_HOSTS": "testserver",
}


def run() -> None:
    with TemporaryDirectory() as place:
        file = f"sqlite:///{Path(place) / 'notes.sqlite3'}"
        url = os.environ.get("BENCH_DATABASE_URL", file)
        environment = {**os.environ, **SETTINGS, "DATABASE_URL": url}
        sys.stdout.flush()
        subprocess.run([sys.executable, "-c", MEASURE], env=environment, check=True)
