"""A query that a visitor waits for: its SQL is made once, and what it is asked with is filled in each
time. Django takes longer to make the SQL of a few joins than a database takes to answer it.

    FROM_THERE = Prepared(Inquiry, lambda most: Inquiry.objects.filter(
        network_key=Given("network", models.CharField()),
    ).values_list("received_at")[:most])

    FROM_THERE.rows(20, network=key)
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.db import connections, models, router
from django.db.models.expressions import Expression

Row = tuple[Any, ...]


class Given(Expression):
    """Stands in a query for a value of this kind; never for None, which takes another SQL."""

    def __init__(self, name: str, output_field: "models.Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]

    def filled(self, given: dict[str, Any], connection: Any) -> Any:
        return self.output_field.get_db_prep_value(given[self.name], connection)


class _Made(NamedTuple):
    sql: str
    params: Sequence[Any]
    columns: Sequence[Any]


class Prepared:
    """``build`` makes a ``values_list`` with ``Given`` in it, from what changes the SQL itself, such
    as a limit: few values, since the SQL of each is kept."""

    def __init__(
        self, model: type[models.Model], build: Callable[..., models.QuerySet[Any, Any]]
    ) -> None:
        self._model, self._build = model, build
        self._made: dict[tuple[Any, ...], _Made] = {}

    def rows(self, *shape: Any, **given: Any) -> list[Row]:
        """As the query set gives them, on the database that Django would read from."""
        connection = connections[router.db_for_read(self._model)]
        key = (connection.alias, *shape)
        if key not in self._made:
            self._made[key] = _make(self._build(*shape), connection)
        sql, params, columns = self._made[key]
        filled = [
            one.filled(given, connection) if isinstance(one, Given) else one for one in params
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, filled)
            return _converted(cursor.fetchall(), columns, connection)


def _make(query: models.QuerySet[Any, Any], connection: Any) -> _Made:
    compiler = query.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    return _Made(sql, params, [column for column, _, _ in compiler.select])


def _converted(rows: list[Row], columns: Sequence[Any], connection: Any) -> list[Row]:
    """As the fields have it: SQLite, for one, gives back a moment as a text."""
    for place, column in enumerate(columns):
        for convert in _converters(column, connection):
            rows = [
                (*row[:place], convert(row[place], column, connection), *row[place + 1 :])
                for row in rows
            ]
    return rows


def _converters(column: Any, connection: Any) -> list[Callable[..., Any]]:
    return [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
