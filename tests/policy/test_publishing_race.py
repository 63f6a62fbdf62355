"""Several people press the button at once: one next version, or an orderly no."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections

from kasuhara_plugin.core.errors import KasuharaError
from kasuhara_plugin.models import PolicyApproval, PolicyPage, PolicyVersion

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="one connection holds the database"),
]
Make = Callable[..., Any]
AT_ONCE = 6


def all_at_once(act: Callable[[int], None]) -> list[str]:
    """What becomes of each: an error's name, or "published"."""
    together = Barrier(AT_ONCE)

    def answer(number: int) -> str:
        try:
            together.wait()
            act(number)
        except KasuharaError as error:
            return type(error).__name__
        finally:
            connections.close_all()
        return "published"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(answer, range(AT_ONCE)))


def test_publishing_at_once_makes_one_version_per_text(staff: Make, drafted: Make) -> None:
    author = staff("superuser", "甲")
    people = [staff("superuser", f"乙{number}") for number in range(AT_ONCE)]

    def publish(number: int) -> None:
        PolicyPage.objects.get().get_latest_revision().publish(user=people[number])

    def rewrite_and_publish(number: int) -> None:
        drafted(author, title=f"方針 {number}", change_summary=f"{number}")
        publish(number)

    drafted(author)
    assert "published" in all_at_once(publish)
    assert [version.number for version in series()] == [1, 2]
    assert len(all_at_once(rewrite_and_publish)) == AT_ONCE  # nobody met another error
    versions = series()
    assert [version.number for version in versions] == list(range(1, len(versions) + 1))
    assert len({version.text for version in versions}) == len(versions)
    assert versions[-1].approval.digest == PolicyPage.objects.get().draft().digest()
    assert not PolicyApproval.objects.filter(versions=None).exists()


def series() -> list[PolicyVersion]:
    return list(PolicyVersion.objects.order_by("number"))
