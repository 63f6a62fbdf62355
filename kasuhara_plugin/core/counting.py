"""How far a database has counted the keys of a table, whatever rows are left in it."""

from django.db import connections, models

_ASKED = {
    "postgresql": "SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)",
    "sqlite": "SELECT seq FROM sqlite_sequence WHERE name = %s AND %s <> ''",
}


def last_given_key(model: type[models.Model]) -> int | None:
    """The last key that was given out; None where the database does not say."""
    connection = connections[model._default_manager.db]
    if connection.vendor not in _ASKED:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_ASKED[connection.vendor], [model._meta.db_table, model._meta.pk.column])
        row = cursor.fetchone()
    return row[0] if row else None
