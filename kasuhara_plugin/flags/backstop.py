"""The last door: an order row of a restricted customer is not saved, whatever path it takes.

For every model in ``KASUHARA_ORDER_MODELS``: a new row, and one that is given to somebody. It never
reads the cache, and inside a transaction it waits for a decision that is being made about the same
customer. In autocommit there is nothing to wait in: it asks again when the row stands, and marks it
as held. It also asks then about whom a receiver or a field of the host's filled in meanwhile.
``bulk_create`` and ``update`` send no signal: ``flags.guarded``. Early and polite is the middleware.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.apps import apps
from django.db import connections, router
from django.db.models import ForeignKey, Model, QuerySet
from django.db.models.signals import post_save, pre_save

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.conf import OrderModel, conf, read
from kasuhara_plugin.core.paths import field_at, follow
from kasuhara_plugin.customers.family import named_by
from kasuhara_plugin.customers.identity import Identity, subject_of, subject_text
from kasuhara_plugin.flags import gate, holding, locks, overriding, visit
from kasuhara_plugin.flags.looking import Restriction, look, marks_of

_HELD = "_kasuhara_held"
_ASK_AGAIN = "_kasuhara_ask_again"
_SEEN = "_kasuhara_seen"


def connect() -> None:
    """Once, from ``AppConfig.ready``. A model that does not exist is found by the checks."""
    for order_model in read()[0].order_models:
        with suppress(LookupError, ValueError):
            model = apps.get_model(order_model.label)
            uid = f"kasuhara:{order_model.label}"
            pre_save.connect(_before(model, order_model), weak=False, dispatch_uid=uid)
            post_save.connect(_after(model, order_model), weak=False, dispatch_uid=uid)


def order_model_of(row: Model) -> OrderModel | None:
    """What the settings say of this kind of row."""
    for order_model in conf().order_models:
        if isinstance(row, apps.get_model(order_model.label)):
            return order_model
    return None


def refuse_or_hold(
    row: Model, order_model: OrderModel, named: Sequence[Identity], *, waits: bool
) -> Restriction | None:
    """None where the row may be given to these; the restriction where it is to be held. Raises
    ``TransactionRestricted``."""
    if waits:
        locks.share(marks_of(named))
    restriction = _standing(row, order_model, named)
    if restriction is None or order_model.mode == "hold":
        return restriction
    raise gate.refused(restriction, door=row._meta.label)


def identities(order: Model, order_model: OrderModel) -> list[Identity]:
    """Whom the row names: its user, the host's own row of the customer, and each address."""
    user = follow(order, order_model.user) if order_model.user else None
    emails = [_text(follow(order, path)) for path in order_model.emails]
    subject = _subject(order, order_model.subject) if order_model.subject else ""
    named = [
        Identity(user=user),
        Identity(subject=subject),
        *(Identity(email=one) for one in emails),
    ]
    return [one for one in named if one.own_marks()]


def _text(value: Any) -> str:
    return "" if value is None or _is_open(value) else str(value)


def _is_open(value: Any) -> bool:
    """An expression (``Lower("…")``) is no text before the row stands."""
    return hasattr(value, "resolve_expression")


def _subject(order: Model, path: str) -> str:
    way, _, name = path.rpartition(".")
    holder = follow(order, way) if way else order
    field = field_at(holder, name) if holder else None
    if isinstance(field, ForeignKey) and field.target_field.primary_key:  # costs no query
        return subject_text(field.related_model, field.to_python(getattr(holder, field.attname)))
    row = getattr(holder, name, None)
    return subject_of(row) if isinstance(row, Model) else ""


def added(before: Sequence[Identity], after: Sequence[Identity]) -> list[Identity]:
    """Whom a row names that it did not name before; nobody whose it was by another mark, such as
    a guest who takes the order into a new account."""
    known = set(marks_of(before))
    new = [one for one in after if not known.issuperset(marks_of([one]))]
    owners = {one.pk for one in named_by(known)} if new else set()
    return [one for one in new if not owners or not owners.issuperset(_customers(one))]


def _customers(one: Identity) -> set[Any]:
    """Nobody's mark is still somebody else's than the owner's."""
    return {customer.pk for customer in named_by(marks_of([one]))} or {None}


def rows_of(model: type[Model], using: str) -> "QuerySet[Any]":
    """All of them: a manager of the host's may hide some, or join what cannot be locked."""
    return QuerySet(model, using=using)


def newly_named(order: Model, order_model: OrderModel, *, using: str = "") -> list[Identity] | None:
    """Whom a new order is for, or one that is given to somebody; None for others, which can be
    finished under a flag. ``using`` is the database to which it is written."""
    named = identities(order, order_model)
    stored = None if order._state.adding else _stored(order, using)
    if stored is None:
        return named
    return added(identities(stored, order_model), named) or None


def _stored(order: Model, using: str) -> Any:
    using = using or router.db_for_write(type(order), instance=order)
    return rows_of(type(order), using).filter(pk=order.pk).first()


def with_visitor(named: Sequence[Identity]) -> list[Identity]:
    """Who sends an order is asked about as well."""
    return [*named, Identity(user=visit.current_user())]


def _standing(row: Model, order_model: OrderModel, named: Sequence[Identity]) -> Restriction | None:
    """What stands against the row, if nobody answers for it."""
    restriction = look(named, order_model.scope, clock.now()).restriction
    return None if restriction and overriding.overrides(row, restriction) else restriction


def _before(model: type[Model], order_model: OrderModel) -> Any:
    def guard(instance: Model, raw: bool = False, using: str = "", **_: Any) -> None:
        # Without a sender: a proxy or a child of the model sends its own class.
        if not isinstance(instance, model) or raw:
            return
        setattr(instance, _SEEN, _own_marks(identities(instance, order_model)))
        if (named := newly_named(instance, order_model, using=using)) is None:
            return
        named = with_visitor(named)
        waits = _is_safe(using)
        setattr(instance, _HELD, refuse_or_hold(instance, order_model, named, waits=waits))
        again = not waits and not overriding.is_answered_for(instance)
        setattr(instance, _ASK_AGAIN, named if again else None)

    return guard


def _after(model: type[Model], order_model: OrderModel) -> Any:
    def guard(instance: Model, raw: bool = False, using: str = "", **_: Any) -> None:
        if not isinstance(instance, model) or raw:
            return
        late = _late(instance, order_model, using)
        restriction = instance.__dict__.pop(_HELD, None)
        again = [*(instance.__dict__.pop(_ASK_AGAIN, None) or ()), *late]
        if again and restriction is None:
            restriction = _standing(instance, order_model, again)
        if restriction is None:
            return
        holding.hold(instance, restriction)
        if late and order_model.mode == "refuse" and _is_safe(using):
            # It undoes the order; where the host swallows it, the order stands and is marked.
            raise gate.refused(restriction, door=instance._meta.label)

    return guard


def _is_safe(using: str) -> bool:
    """Whether a decision can be waited for, and what is refused is undone."""
    return using == locks.alias() and connections[using].in_atomic_block


def _late(order: Model, order_model: OrderModel, using: str) -> list[Identity]:
    """Whom the row names since the guard has looked."""
    seen = order.__dict__.pop(_SEEN, None)
    if any(_is_open(follow(order, path)) for path in order_model.emails):
        order = _stored(order, using) or order
    named = identities(order, order_model)
    if seen is None or seen.issuperset(_own_marks(named)):
        return []
    late = [one for one in named if not seen.issuperset(one.own_marks())]
    if _is_safe(using):
        locks.share(marks_of(late))
    return with_visitor(late)


def _own_marks(named: Sequence[Identity]) -> set[Any]:
    return {mark for one in named for mark in one.own_marks()}
