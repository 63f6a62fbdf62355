"""The shop as ``kasuhara_setup`` leaves it: done once in a process, then put back row by row.

Most tests begin with it, and the command takes half a second.
"""

from collections.abc import Hashable, Iterable
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model
from django.db.models.sql import InsertQuery
from wagtail.models import Locale, Page, Site

Row = dict[str, Any]
Rows = dict[type[Model], dict[Any, Row]]
_changes: dict[Hashable, Rows] = {}
AT_ONCE = 50  # rows of one INSERT


def open_shop(**options: Any) -> None:
    ground = _ground()
    if ground in _changes:
        _put_back(_changes[ground])
        return
    before = _all_rows()
    call_command("kasuhara_setup", roles="full", verbosity=0, **options)
    after = _all_rows()
    _changes[ground] = {
        model: {pk: row for pk, row in rows.items() if before[model].get(pk) != row}
        for model, rows in after.items()
    }


def _ground() -> Hashable:
    """What the rows refer to: after a flush it has other keys."""
    referred = (ContentType, Permission, Group, Locale, Page, Site)
    return tuple(tuple(sorted(model.objects.values_list("pk", flat=True))) for model in referred)


def _all_rows() -> Rows:
    return {
        model: {row.pk: _values(row) for row in model._base_manager.all()}
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and "FTS" not in model.__name__
    }


def _values(row: Model) -> Row:
    return {field.attname: getattr(row, field.attname) for field in row._meta.local_concrete_fields}


def _put_back(changes: Rows) -> None:
    with transaction.atomic():
        for model, rows in changes.items():
            known = set(model._base_manager.filter(pk__in=rows).values_list("pk", flat=True)) if rows else set()  # fmt: skip
            for pk in known:
                model._base_manager.filter(pk=pk).update(**rows[pk])
            _insert(model, [row for pk, row in rows.items() if pk not in known])
        _set_sequences([model for model, rows in changes.items() if rows])


def _insert(model: type[Model], rows: list[Row]) -> None:
    fields = model._meta.local_concrete_fields
    for start in range(0, len(rows), AT_ONCE):
        query = InsertQuery(model)
        query.insert_values(
            fields, [_Given(row) for row in rows[start : start + AT_ONCE]], raw=True
        )
        query.get_compiler(connection=connection).execute_sql()


class _Given:
    def __init__(self, row: Row) -> None:
        self.__dict__.update(row)


def _set_sequences(models: Iterable[type[Model]]) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)
