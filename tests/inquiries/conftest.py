from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def no_file_outlives_a_test(store: Path) -> None:
    """Every test of this room has a place for attachments of its own."""
