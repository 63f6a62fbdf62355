"""Settings that look right and leave a door open are told."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.conf.urls.i18n import i18n_patterns
from django.core.checks import run_checks
from django.db import connection
from django.urls import path
from flags.host_site import entered
from storefront import urls as storefront
from storefront.accounts.models import User

from kasuhara_plugin.core.paths import resolves
from kasuhara_plugin.flags.checks import check_isolation

urlpatterns = [
    *i18n_patterns(path("gated/", entered, name="gated")),
    path("plain/", entered, name="plain"),
    *storefront.urlpatterns,
]


def found(number: str) -> list[str]:
    told = run_checks(tags=["kasuhara"])
    return [one.msg for one in told if one.id == f"kasuhara.{number}"]


@pytest.mark.parametrize("to", ["addresses.address", "groups.name", "addresses", "orders.user"])
def test_a_path_over_several_rows_names_nobody_and_is_no_path(to: str) -> None:
    assert not resolves(User, to)


@pytest.mark.parametrize("to", ["product", "user_id", "quantity"])
def test_a_path_that_leads_to_no_account_is_an_error(settings: LazySettings, to: str) -> None:
    settings.KASUHARA_ORDER_MODELS = {"shop.Order": {"user": to}}
    assert found("E002") == [f"KASUHARA_ORDER_MODELS: shop.Order: {to!r} leads to no account."]


@pytest.mark.parametrize(
    ("gates", "told"),
    [
        (["/ja/gated/"], ["KASUHARA_GATES: '/ja/gated/' closes one language only."]),
        (["/ja/gated/", "/en/gated/"], []),
        (["gated"], []),
        (["/plain/"], []),
    ],
)
def test_a_gate_that_closes_one_language_only_is_told(
    settings: LazySettings, gates: list[str], told: list[str]
) -> None:
    settings.ROOT_URLCONF, settings.KASUHARA_GATES = __name__, dict.fromkeys(gates, "order")
    assert found("W044") == told


@pytest.fixture
def repeatable_read(transactional_db: None) -> Iterator[None]:
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL has the level")
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_isolation = 'repeatable read'")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET default_transaction_isolation")


def test_transactions_that_keep_an_old_state_are_told(repeatable_read: None) -> None:
    assert [one.id for one in check_isolation(databases=["default"])] == ["kasuhara.W045"]
    assert check_isolation(databases=None) == []


def test_the_usual_level_is_told_nothing(db: None) -> None:
    assert check_isolation(databases=["default"]) == []
