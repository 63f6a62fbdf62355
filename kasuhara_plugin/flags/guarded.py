"""For a host's manager: ``bulk_create`` and ``update`` send no signal, and are guarded here.

``objects = GuardedQuerySet.as_manager()`` or a queryset of the host's own that derives from it.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connections, transaction
from django.db.models import Model, QuerySet

from kasuhara_plugin.core.conf import OrderModel
from kasuhara_plugin.core.paths import field_at
from kasuhara_plugin.customers.identity import Identity
from kasuhara_plugin.flags import gate, holding, locks
from kasuhara_plugin.flags.backstop import (
    added,
    identities,
    order_model_of,
    refuse_or_hold,
    rows_of,
    with_visitor,
)
from kasuhara_plugin.flags.looking import Restriction, marks_of

Given = tuple[Model, OrderModel, list[Identity]]  # an order, and whom it is given to


def require_all(rows: Iterable[Model]) -> None:
    """Before a ``bulk_create``: raises ``TransactionRestricted`` if one of the rows names a
    restricted customer, also in mode "hold". Call it inside the transaction of the write."""
    waits = connections[locks.alias()].in_atomic_block
    for row, restriction in _restricted(list(_orders(rows)), waits=waits):
        # Nothing would mark the row afterwards.
        raise gate.refused(restriction, door=row._meta.label)


class GuardedQuerySet(QuerySet):  # type: ignore[type-arg]
    """All or nothing: where one row is refused, none is written."""

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> Any:
        rows = list(objs)
        self._for_write = True  # a replica that is read from is no place to wait or to undo
        with transaction.atomic(using=self.db):
            to_hold = _restricted(list(_orders(rows)))
            made = super().bulk_create(rows, *args, **kwargs)
            _hold(to_hold)
        return made

    bulk_create.alters_data = True  # type: ignore[attr-defined]

    def update(self, **kwargs: Any) -> int:
        order_model = order_model_of(self.model())
        if order_model is None or not _touches(self.model, order_model, kwargs):
            return super().update(**kwargs)
        self._for_write = True
        with transaction.atomic(using=self.db):
            # By their keys: rows that are joined, distinct or plain values cannot be locked.
            kept = rows_of(self.model, self.db)
            chosen = kept.filter(pk__in=self.order_by().values("pk")).select_for_update()
            before = {row.pk: identities(row, order_model) for row in chosen}
            count = super().update(**kwargs)
            rows = [(row, identities(row, order_model)) for row in kept.filter(pk__in=before)]
            new = [(row, order_model, added(before[row.pk], named)) for row, named in rows]
            given = [(row, by, with_visitor(named)) for row, by, named in new if named]
            _hold(_restricted(given))
        return count

    update.alters_data = True  # type: ignore[attr-defined]


def _orders(rows: Iterable[Model]) -> Iterator[Given]:
    for row in rows:
        if order_model := order_model_of(row):
            yield row, order_model, with_visitor(identities(row, order_model))


def _restricted(given: list[Given], *, waits: bool = True) -> list[tuple[Model, Restriction]]:
    """Those to be held. One wait for all: two that wait row by row could wait for each other."""
    if waits:
        locks.share(marks_of([one for *_, named in given for one in named]))
    found = [(row, refuse_or_hold(row, by, named, waits=False)) for row, by, named in given]
    return [(row, restriction) for row, restriction in found if restriction]


def _hold(rows: Iterable[tuple[Model, Restriction]]) -> None:
    for row, restriction in rows:
        if row.pk is None:  # ignore_conflicts: it cannot be marked
            raise gate.refused(restriction, door=row._meta.label)
        holding.hold(row, restriction)


def _touches(model: type[Model], order_model: OrderModel, changes: Iterable[str]) -> bool:
    """Whether it may name somebody; what a property reads is not known."""
    paths = [order_model.user, order_model.subject, *order_model.emails]
    fields = {path.partition(".")[0] for path in paths if path}
    if any(field_at(model, name) is None for name in fields):
        return True
    return any(name in fields or name.removesuffix("_id") in fields for name in changes)
