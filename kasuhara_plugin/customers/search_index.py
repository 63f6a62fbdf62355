"""The search keys of all customers, and PostgreSQL's index of them (no extension is needed).

The index holds the 1- and 2-letter pieces of each key. A trigram index, the usual answer, finds
no word of two letters, and most Japanese family names are that short.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connections

from kasuhara_plugin.customers.searching import FUNCTION, INDEX, key_of

BATCH = 1_000  # customers
TABLE = "kasuhara_plugin_customer"

_MAKE = (
    f"""
CREATE OR REPLACE FUNCTION {FUNCTION}(text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT string_to_array(replace($1, E'\\n', ''), NULL) || ARRAY(
    SELECT one || next
    FROM unnest(string_to_array($1, NULL), (string_to_array($1, NULL))[2:]) AS pair(one, next)
    WHERE one <> E'\\n' AND next <> E'\\n')
$$""",
    # Without a pending list, which each search would have to read through.
    f"""
CREATE INDEX IF NOT EXISTS {INDEX} ON {TABLE}
USING gin (({FUNCTION}(search_key)) COLLATE "C") WITH (fastupdate = off)""",
    f"ANALYZE {TABLE}",
)
_DROP = (f"DROP INDEX IF EXISTS {INDEX}", f"DROP FUNCTION IF EXISTS {FUNCTION}(text)")


def make(using: str) -> None:
    _run(_MAKE, using)


def drop(using: str) -> None:
    _run(_DROP, using)


def is_missing(using: str) -> bool:
    """Whether this is a PostgreSQL database with our table and without the index."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return False
        return INDEX not in connection.introspection.get_constraints(cursor, TABLE)


def fill(customers: Any, identifiers: Any, using: str) -> int:
    """Writes every search key anew, for rows that no act wrote; how many there are. The models
    are arguments, since a migration has its own."""
    rows = customers._default_manager.using(using)
    marks = identifiers._default_manager.using(using)
    last = written = 0
    while part := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        _fill_part(rows, marks, part)
        last, written = part[-1].pk, written + len(part)
    return written


def _fill_part(rows: Any, identifiers: Any, wanted: list[Any]) -> None:
    roots = {_root(one) for one in wanted}
    people = {*wanted, *rows.filter(pk__in=roots), *rows.filter(merged_into__in=roots)}
    families, marks = defaultdict(list), defaultdict(list)
    for one in sorted(people, key=lambda one: one.pk):
        families[_root(one)].append(one)
    root_of = {one.pk: _root(one) for one in people}
    said = identifiers.filter(customer__in=list(root_of)).order_by("-pk")
    for customer, *mark in said.values_list("customer", "kind", "value", "key"):
        marks[root_of[customer]].append(mark)
    for one in wanted:
        one.search_key = key_of(families[_root(one)], marks[_root(one)])
    rows.bulk_update(wanted, ["search_key"])


def _root(customer: Any) -> int:
    return customer.merged_into_id or customer.pk


def _run(statements: Iterable[str], using: str) -> None:
    if connections[using].vendor == "postgresql":
        with connections[using].cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
