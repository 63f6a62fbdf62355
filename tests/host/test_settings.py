import pytest
from storefront.settings import cache_settings, database_settings


def test_the_database_of_a_test_run_on_postgresql_has_its_own_name() -> None:
    database = database_settings("postgres://shop@localhost/shop")
    assert database["TEST"] == {"NAME": "test_kasuhara_storefront"}


def test_sqlite_takes_the_write_lock_when_a_transaction_begins() -> None:
    database = database_settings("sqlite:////tmp/shop.sqlite3")
    assert database["OPTIONS"] == {"transaction_mode": "IMMEDIATE", "timeout": 20}


def test_redis_gets_timeouts_and_a_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_PREFIX", "stage")
    cache = cache_settings("redis://localhost/1", wait_s=0.1)
    assert cache["KEY_PREFIX"] == "stage"
    assert cache["OPTIONS"] == {"socket_timeout": 0.1, "socket_connect_timeout": 0.1}


def test_without_redis_the_cache_stays_in_the_process() -> None:
    assert cache_settings(None)["BACKEND"].endswith("LocMemCache")
