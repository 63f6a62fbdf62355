"""What the policy's page costs the database: the same, however long it is and however many versions."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from kasuhara_plugin.models import PolicyVersion

pytestmark = pytest.mark.django_db
ADDRESS = "/customer-harassment-policy/"
VERSIONS = "/support/policy/ja/"
LONG = "長い方針\n\n1．はじめに\n{}以上\n".format("お互いを尊重します。\n" * 2_000)


@pytest.fixture
def versions(setup_done: None) -> Callable[[int], None]:
    """``versions(40)``: so many more of the first, the last one long; some wait for their day."""

    def make(count: int) -> None:
        first = PolicyVersion.objects.get(number=1)
        kept = {
            field.attname: getattr(first, field.attname)
            for field in first._meta.fields
            if field.name not in ("id", "number", "text", "digest", "effective_on")
        }
        kept_so_far = PolicyVersion.objects.count()
        for number in range(kept_so_far + 1, kept_so_far + count + 1):
            PolicyVersion.objects.create(
                number=number,
                text=LONG,
                digest=hashlib.sha256(LONG.encode()).hexdigest(),
                effective_on=first.effective_on + timedelta(days=max(0, number - count) * 9),
                **kept,
            )

    return make


def asked(address: str, *, cold: bool) -> list[str]:
    """The queries of one visit by a new visitor; cold: as the first after a start."""
    if cold:
        ContentType.objects.clear_cache()
        Site.clear_site_root_paths_cache()
    with CaptureQueriesContext(connection) as captured:
        assert Client().get(address).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def ours(queries: list[str]) -> list[str]:
    """All but the page itself, which Wagtail's routing reads."""
    found = [sql for sql in queries if "kasuhara_plugin_" in sql]
    return [sql for sql in found if "kasuhara_plugin_policypage" not in sql]


@pytest.mark.parametrize("count", [0, 1, 9, 11, 40])
def test_the_page_costs_twelve_queries_cold_and_three_of_ours_warm(
    versions: Callable[[int], None],
    settings: LazySettings,
    capsys: pytest.CaptureFixture[str],
    count: int,
) -> None:
    """In a base template of our own: a host's menus cost what the host makes of them."""
    versions(count)
    counted = {}
    for base in ("base.html", "kasuhara_plugin/base.html"):
        settings.KASUHARA_BASE_TEMPLATE = base
        cold, warm = asked(ADDRESS, cold=True), asked(ADDRESS, cold=False)
        counted[base] = [len(cold), len(warm), len(ours(cold)), len(ours(warm))]
    with capsys.disabled():
        print(f"\n{count + 1} versions; [cold, warm, ours cold, ours warm]: {counted}")
    cold_all, _, *own = counted["kasuhara_plugin/base.html"]
    assert cold_all <= 12
    assert max(own) <= 3
    assert counted["base.html"][2:] == own


def test_more_versions_and_a_longer_text_cost_no_more(
    versions: Callable[[int], None],
) -> None:
    few = len(asked(ADDRESS, cold=True)), len(asked(ADDRESS, cold=False))
    versions(40)
    assert (len(asked(ADDRESS, cold=True)), len(asked(ADDRESS, cold=False))) == few


@pytest.mark.parametrize("path", ["", "1/", "1.txt", "1/2/"])
def test_so_it_is_with_the_versions_of_their_own(
    versions: Callable[[int], None], path: str
) -> None:
    versions(2)
    few = len(ours(asked(VERSIONS + path, cold=False)))
    assert few <= 3
    versions(37)
    assert len(ours(asked(VERSIONS + path, cold=False))) == few
