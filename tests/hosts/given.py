"""What the hosts have in common: the lines that the docs give them, a database and a process of their own."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import dj_database_url

HOSTS = Path(__file__).parent
DOCS = HOSTS.parents[1] / "docs"


def lines(page: str, step: str) -> str:
    """The Python lines that a page of the docs gives for a step: what is tested is what is told."""
    text = (DOCS / page).read_text()
    found = re.search(rf"<!-- install: {step} -->\n```python\n(.*?)```", text, re.DOTALL)
    if found is None:
        raise LookupError(f"{page} gives no lines for {step}.")
    return found[1]


def database(name: str) -> dict[str, Any]:
    """The server of the run, if it names one; a test's database of this host alone."""
    named: dict[str, Any] = dict(
        dj_database_url.parse(os.environ.get("DATABASE_URL", "sqlite://:memory:"))
    )
    if "sqlite" not in named["ENGINE"]:
        run = os.environ.get("TEST_DATABASE", "test_kasuhara_storefront")
        named["TEST"] = {"NAME": f"{run}_{name}"}
    return named


def run(folder: str, *, settings: str) -> None:
    """The tests of a folder in a process of their own: the host has other INSTALLED_APPS."""
    place = HOSTS / folder
    command = [sys.executable, "-m", "pytest", "-q", f"--ds={settings}", "-p", "no:xdist"]
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider", f"--confcutdir={place}", str(place)],
        cwd=HOSTS.parents[1],
        env={**os.environ, "PYTHONPATH": str(HOSTS.parent)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
