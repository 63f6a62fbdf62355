"""PostgreSQL's index of folded texts by the 1- and 2-letter pieces of each (no extension is needed), and by the
3-letter ones of what is ASCII: the two digits of a pair stand in every tenth number.

A trigram index, the usual answer, finds no word of two letters, and most Japanese words and family
names are that short. Other databases have none; there each text is read.
"""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connections, models
from django.db.models import F, Func, Q, Value

PIECES = 24  # of a word that the index is asked for; the text itself decides
FUNCTION = "kasuhara_grams"
_THREE = re.compile("[!-~]{3}")

_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}(text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT string_to_array(replace($1, E'\\n', ''), NULL) || ARRAY(
    SELECT one || next
    FROM unnest(string_to_array($1, NULL), (string_to_array($1, NULL))[2:]) AS pair(one, next)
    WHERE one <> E'\\n' AND next <> E'\\n') || ARRAY(
    SELECT one || next || third
    FROM unnest(string_to_array($1, NULL), (string_to_array($1, NULL))[2:],
      (string_to_array($1, NULL))[3:]) AS triple(one, next, third)
    WHERE one || next || third ~ '^[!-~]{{3}}$')
$$"""
# Without a pending list, which each search would have to read through.
_INDEX = """
CREATE INDEX IF NOT EXISTS {name} ON {table}
USING gin (({function}({column})) COLLATE "C") WITH (fastupdate = off)"""


class GramIndex(NamedTuple):
    """Of a column that holds folded texts, a line each."""

    name: str
    table: str
    column: str

    def make(self, using: str) -> None:
        said = {**self._asdict(), "function": FUNCTION}
        _run((_FUNCTION, _INDEX.format(**said), f"ANALYZE {self.table}"), using)

    def drop(self, using: str) -> None:
        _run((f"DROP INDEX IF EXISTS {self.name}",), using)

    def is_missing(self, using: str) -> bool:
        """Whether this is a PostgreSQL database with the table and without the index."""
        connection = connections[using]
        if connection.vendor != "postgresql":
            return False
        with connection.cursor() as cursor:
            if self.table not in connection.introspection.table_names(cursor):
                return False
            return self.name not in connection.introspection.get_constraints(cursor, self.table)

    def holding(self, word: str) -> Q:
        """What the index knows of the texts that hold the word; it may know too many."""
        return Q(_has(self.column, pieces(word)))


def drop_function(using: str) -> None:
    """When no index of it is left."""
    _run((f"DROP FUNCTION IF EXISTS {FUNCTION}(text)",), using)


def pieces(word: str) -> list[str]:
    """A pair is not asked for where it is a part of three."""
    starts = range(max(len(word) - 1, 1))
    threes = [bool(_THREE.fullmatch(word[at : at + 3])) for at in starts]
    found = [
        word[at : at + (3 if threes[at] else 2)]
        for at in starts
        if threes[at] or not (at and threes[at - 1])
    ]
    return list(dict.fromkeys(found))[:PIECES]


def _has(column: str, wanted: list[str]) -> Func:
    kept: Any = Func(
        F(column), function=FUNCTION, template='%(function)s(%(expressions)s) COLLATE "C"'
    )
    asked: Any = Func(*map(Value, wanted), template="ARRAY[%(expressions)s]::text[]")
    return Func(
        kept,
        asked,
        template="%(expressions)s",
        arg_joiner=" @> ",
        output_field=models.BooleanField(),
    )


def _run(statements: Iterable[str], using: str) -> None:
    if connections[using].vendor == "postgresql":
        with connections[using].cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
