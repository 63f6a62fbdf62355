"""wagtail-localize beside the plugin: where it is installed, its screens keep law 2."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]


@pytest.mark.skipif(find_spec("wagtail_localize") is None, reason="not installed")
def test_a_translation_is_published_by_two_people() -> None:
    """In a process of its own: it needs other INSTALLED_APPS."""
    scenario = TESTS / "policy" / "scenario_wagtail_localize.py"
    command = [sys.executable, "-m", "pytest", "-q", "--ds=storefront_localize", "-p", "no:xdist"]
    run = subprocess.run(
        [*command, "-p", "no:cacheprovider", str(scenario)],
        cwd=TESTS.parent,
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
