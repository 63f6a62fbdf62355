"""PostgreSQL's index of the search keys: it is there after ``migrate``, it is used, and what it
knows never changes who is found."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q

from kasuhara_plugin.customers import search_index, searching
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.models import Customer

pytestmark = pytest.mark.django_db
USING = connection.alias
BEFORE, AFTER = "0009_lists", "0010_search_index"
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="only PostgreSQL has this index"
)
TYPED = [
    "佐藤", "佐", "藤佐", "佐藤一郎", "佐藤 一郎", "𠮷野", "𠮷", "野屋", "ﾂﾊﾞﾒ", "example", "@example.com",
    "e", "ee", "example.com ツバメ", "090-1234-5678", "5678", "+81", "8", "a" * 30, "a" * 26, "ab",
    "%", "_", "\\", "'", '"', "{", "}", ",", "{佐藤}", "null", "x'y", "佐藤 いない", "", " ", "\x00",
    "が", "か", "\u3099", "郎佐",
]  # fmt: skip


@pytest.fixture
def people(db: None) -> None:
    """Two families of marks in which a pair of letters stands only across the end of a line."""
    register(email="a@example.com", phone="090-1234-5678", name="佐藤 一郎")
    register(email="b@example.jp", name="𠮷野屋")
    register(email="c@example.com", name="ﾂﾊﾞﾒ'プリント\"{佐藤},null\\%_")
    register(email=f"{'a' * 30}@example.com", name="a" * 25 + "b")
    register(email="d@example.com", name="がが x'y")
    Customer.objects.bulk_create([Customer(), Customer(search_key="x"), Customer(search_key="\n")])


@pytest.fixture
def no_scan(db: None) -> Iterator[None]:
    """The planner takes an index if it can: the tables of a test are too small for it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield
        cursor.execute("SET LOCAL enable_seqscan = on")


@pytest.mark.parametrize("typed", TYPED)
def test_who_is_found_is_the_same_with_it_and_without(people: None, typed: str) -> None:
    through = searching.through_index(typed, USING)
    asked = Customer.objects.filter(searching.matching(typed))
    assert list(asked.filter(through)) == list(asked)
    word = typed.strip()
    if connection.vendor == "postgresql" and len(word) < 3 and word.isalnum():
        assert set(Customer.objects.filter(through)) == set(asked)


@pytest.mark.parametrize("typed", ["", " ", "\x00", "\ud800", "あ" * 401])
def test_it_is_not_asked_what_no_key_holds(typed: str) -> None:
    assert searching.through_index(typed, USING) == Q()


@on_postgresql
@pytest.mark.parametrize("typed", ["佐", "佐藤", "佐藤一郎", "佐藤 ichiro", "090-1234-5678"])
def test_a_search_reads_the_index(people: None, no_scan: None, typed: str) -> None:
    rows = Customer.objects.order_by().filter(searching.matching(typed))
    plan = rows.filter(searching.through_index(typed, USING)).explain()
    assert f"Bitmap Index Scan on {searching.INDEX.name}" in plan
    assert searching.INDEX.name not in rows.explain()


@on_postgresql
def test_it_is_there_after_migrate_and_is_made_and_dropped_again_and_again(people: None) -> None:
    connection.check_constraints()  # nothing is indexed with checks outstanding
    assert not search_index.is_missing(USING)
    for _ in range(2):
        search_index.drop(USING)
        assert search_index.is_missing(USING)
    for _ in range(2):
        search_index.make(USING)
        assert not search_index.is_missing(USING)
    assert Customer.objects.filter(searching.through_index("佐藤", USING)).exists()


@on_postgresql
def test_the_migration_goes_back_and_forth(people: None) -> None:
    keys = list(Customer.objects.exclude(name="").order_by("pk").values_list("search_key"))
    connection.check_constraints()
    migrate(BEFORE)
    assert search_index.is_missing(USING)
    Customer.objects.update(search_key="")
    migrate(AFTER)
    assert not search_index.is_missing(USING)
    rows = Customer.objects.exclude(name="").order_by("pk")
    assert list(rows.values_list("search_key")) == keys


@on_postgresql
def test_a_database_without_our_tables_misses_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path TO pg_temp")
        assert not search_index.is_missing(USING)


@pytest.mark.skipif(connection.vendor == "postgresql", reason="PostgreSQL has the index")
def test_another_database_has_none_and_misses_none(people: None) -> None:
    search_index.drop(USING)
    search_index.make(USING)
    assert not search_index.is_missing(USING)
    assert searching.through_index("佐藤", USING) == Q()


def migrate(name: str) -> None:
    MigrationExecutor(connection).migrate([("kasuhara_plugin", name)])


@on_postgresql
def test_a_check_says_that_the_index_is_gone_and_the_command_makes_it_anew(db: None) -> None:
    assert told() == []
    search_index.drop("default")
    assert told() == ["kasuhara.W032"]
    connection.check_constraints()
    call_command("kasuhara_search", stdout=StringIO())
    assert told() == []


def told() -> list[str]:
    found = run_checks(tags=["database"], databases=["default"])
    return [str(one.id) for one in found if one.id and one.id.startswith("kasuhara.")]
