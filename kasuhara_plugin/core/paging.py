"""Lists of any length in the Wagtail admin: no row is counted, and a deep page costs what the
first one does (keyset paging: the link names the last row that was shown, not a number of pages).
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from django.db import connections, transaction
from django.db.models import DateTimeField, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from wagtail.admin.views import generic

_EPOCH = datetime(1, 1, 1, tzinfo=UTC)  # a link holds no negative number
_MICROSECOND = timedelta(microseconds=1)
_FEW_ROWS = """SELECT set_config('jit', 'off', true), set_config('random_page_cost', '1.1', true),
  set_config('max_parallel_workers_per_gather', '0', true)"""
FURTHER = 10  # times as many rows, where the near ones already had some of what is wanted
_CURSOR = re.compile(r"(older|newer)((?:-[0-9]{1,18})+)")


@dataclass(frozen=True)
class Cursor:
    """The row from which a page goes on; in a link ``older-63900000000000000-42``."""

    older: bool
    place: tuple[Any, ...]

    @classmethod
    def at(cls, row: Model, keys: Sequence[str], *, older: bool) -> Self:
        return cls(older, tuple(getattr(row, key) for key in keys))

    @classmethod
    def read(cls, text: str, model: type[Model], keys: Sequence[str]) -> Self | None:
        """None for whatever no list of this order has written."""
        found = _CURSOR.fullmatch(text)
        numbers = [int(number) for number in found[2][1:].split("-")] if found else []
        if not found or len(numbers) != len(keys):
            return None
        fields = [model._meta.get_field(key) for key in keys]
        try:
            place = [_value(*pair) for pair in zip(fields, numbers, strict=True)]
        except OverflowError:
            return None
        return cls(found[1] == "older", tuple(place))

    def __str__(self) -> str:
        numbers = [_number(value) for value in self.place]
        return "-".join(["older" if self.older else "newer", *map(str, numbers)])

    def beyond(self, keys: Sequence[str]) -> Q:
        """The rows behind this one, in its direction."""
        return _beyond(list(zip(keys, self.place, strict=True)), "lt" if self.older else "gt")


@dataclass(frozen=True)
class KeysetPage:
    """``older`` and ``newer`` are the cursors of the pages beside it, empty where there is none."""

    rows: list[Any]
    older: str = ""
    newer: str = ""

    @property
    def is_all(self) -> bool:
        return not self.older and not self.newer


class NewestFirstView(generic.IndexView):
    """A list in one order, the newest first: the columns ``newest_first``, the last one unique.

    A search or a filter looks among the next ``NEAR`` rows before it asks the whole table: what is
    common is found there, and for what is rare the database has its indexes. Neither depends on
    what the planner guesses.
    """

    NEAR = 5_000  # rows
    newest_first: Sequence[str] = ("id",)
    any_permission_required = ["view"]
    results_template_name = "kasuhara_plugin/admin/index_results.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.is_export = False  # Wagtail's export would read the whole table

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with _planned_for_a_page(self.model._default_manager.db):
            return super().get(request, *args, **kwargs)

    @cached_property
    def columns(self) -> list[Any]:
        columns: list[Any] = super().columns
        for column in columns:
            column.sort_key = None  # another order would sort the whole table
        return columns

    def get_list_buttons(self, instance: Model) -> list[Any]:
        """The title leads to the record; a menu for each row would say it once more."""
        return []

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.order_by(*(f"-{key}" for key in self.newest_first))

    def through_index(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The same rows, asked of the whole table."""
        return queryset

    def names_its_rows(self) -> bool:
        """Whether a filter asks for rows by their keys: there is nothing to look for near by."""
        return False

    def paginate_queryset(self, queryset: QuerySet[Any], page_size: int) -> tuple[Any, ...]:
        self.page = self._page(queryset, page_size)
        return None, None, self.page.rows, False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "keyset": self.page, "page_size": self.get_paginate_by(None)}

    def _page(self, queryset: QuerySet[Any], size: int) -> KeysetPage:
        text = self.request.GET.get(self.page_kwarg, "")
        cursor = Cursor.read(text, queryset.model, self.newest_first)
        if cursor and not cursor.older:
            rows = self._rows(queryset.reverse(), cursor, size + 1)
            if len(rows) > size:
                return self._shown(rows[size - 1 :: -1], older=True, newer=True)
            cursor = None  # all that is newer fits on the first page
        rows = self._rows(queryset, cursor, size + 1)
        if cursor and not rows:
            cursor, rows = None, self._rows(queryset, None, size + 1)
        return self._shown(rows[:size], older=len(rows) > size, newer=cursor is not None)

    def _shown(self, rows: list[Any], *, older: bool, newer: bool) -> KeysetPage:
        keys = self.newest_first
        return KeysetPage(
            rows,
            older=str(Cursor.at(rows[-1], keys, older=True)) if older else "",
            newer=str(Cursor.at(rows[0], keys, older=False)) if newer else "",
        )

    def _rows(self, queryset: QuerySet[Any], cursor: Cursor | None, count: int) -> list[Any]:
        beyond = cursor.beyond(self.newest_first) if cursor else Q()
        wanted = queryset.filter(beyond)
        plain = not self.is_searching and not self.is_filtering
        if plain or self.names_its_rows():
            return list(wanted[:count])
        for distance in (self.NEAR, self.NEAR * FURTHER):
            near = self._near(beyond, distance, older=cursor is None or cursor.older)
            rows = list(wanted.filter(near)[:count])
            if len(rows) == count or not near:
                return rows
            if len(rows) * FURTHER < count:
                break  # too rare to be met by going on
        return list(self.through_index(wanted)[:count])

    def _near(self, beyond: Q, distance: int, *, older: bool) -> Q:
        """The next ``distance`` rows of the table; empty if there are no more."""
        rows = self.order_queryset(self._in_days(self.model._default_manager.filter(beyond)))
        rows = rows if older else rows.reverse()
        key = self.newest_first[0]
        last = rows.values_list(key, flat=True)[distance : distance + 1].first()
        return Q(**{f"{key}__{'gte' if older else 'lte'}": last}) if last is not None else Q()

    def _in_days(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """What is left by a filter of the column that orders the list: near is near to that."""
        key = self.newest_first[0]
        if not self.filters or key not in self.filters.filters or not self.filters.is_valid():
            return rows
        return self.filters.filters[key].filter(rows, self.filters.form.cleaned_data[key])


@contextmanager
def _planned_for_a_page(using: str) -> Iterator[None]:
    """PostgreSQL plans for turning disks and long answers. For a page it would read a whole table
    beside its index, start workers, and compile (0.3 s) what runs in less."""
    with transaction.atomic(using=using):
        if connections[using].vendor == "postgresql":
            with connections[using].cursor() as cursor:
                cursor.execute(_FEW_ROWS)
        yield


def _beyond(place: list[tuple[str, Any]], than: str) -> Q:
    (key, value), *rest = place
    if not rest:
        return Q(**{f"{key}__{than}": value})
    # Said twice, so that an index is entered at the right place.
    tie = Q(**{key: value}) & _beyond(rest, than)
    return Q(**{f"{key}__{than}e": value}) & (Q(**{f"{key}__{than}": value}) | tie)


def _number(value: Any) -> int:
    return (value - _EPOCH) // _MICROSECOND if isinstance(value, datetime) else value


def _value(field: Any, number: int) -> Any:
    return _EPOCH + number * _MICROSECOND if isinstance(field, DateTimeField) else number
