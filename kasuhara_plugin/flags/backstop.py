"""The last door: an order row of a restricted customer is not saved, whatever path it takes.

For every model in ``KASUHARA_ORDER_MODELS``: a new row, and one that is given to somebody. It never
reads the cache, and inside a transaction it waits for a decision that is being made about the same
customer. In autocommit there is nothing to wait in: it asks again when the row stands, and marks it
as held. ``bulk_create`` and ``update`` send no signal: ``flags.guarded``. Early and polite is the
middleware.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.models import ForeignKey, Model
from django.db.models.signals import post_save, pre_save

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.conf import OrderModel, conf, read
from kasuhara_plugin.core.paths import field_at, follow
from kasuhara_plugin.customers.identity import Identity, subject_of, subject_text
from kasuhara_plugin.flags import gate, holding, locks, overriding, visit
from kasuhara_plugin.flags.looking import Restriction, look, marks_of

_HELD = "_kasuhara_held"
_ASK_AGAIN = "_kasuhara_ask_again"


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
    emails = [follow(order, path) or "" for path in order_model.emails]
    subject = _subject(order, order_model.subject) if order_model.subject else ""
    named = [
        Identity(user=user),
        Identity(subject=subject),
        *(Identity(email=one) for one in emails),
    ]
    return [one for one in named if one.marks()]


def _subject(order: Model, path: str) -> str:
    way, _, name = path.rpartition(".")
    holder = follow(order, way) if way else order
    field = field_at(holder, name) if holder else None
    if isinstance(field, ForeignKey) and field.target_field.primary_key:  # costs no query
        return subject_text(field.related_model, field.to_python(getattr(holder, field.attname)))
    row = getattr(holder, name, None)
    return subject_of(row) if isinstance(row, Model) else ""


def added(before: Sequence[Identity], after: Sequence[Identity]) -> list[Identity]:
    """Whom a row names that it did not name before."""
    known = set(marks_of(before))
    return [one for one in after if not known.issuperset(marks_of([one]))]


def newly_named(order: Model, order_model: OrderModel) -> list[Identity] | None:
    """Whom a new order is for, or one that is given to somebody; None for others, which can be
    finished under a flag."""
    named = identities(order, order_model)
    stored = None
    if not order._state.adding:
        stored = type(order)._base_manager.filter(pk=order.pk).first()
    if stored is None:
        return named
    return added(identities(stored, order_model), named) or None


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
        if (named := newly_named(instance, order_model)) is None:
            return
        named = with_visitor(named)
        waits = using == locks.alias() and connections[using].in_atomic_block
        setattr(instance, _HELD, refuse_or_hold(instance, order_model, named, waits=waits))
        again = not waits and not overriding.is_answered_for(instance)
        setattr(instance, _ASK_AGAIN, named if again else None)

    return guard


def _after(model: type[Model], order_model: OrderModel) -> Any:
    def guard(instance: Model, raw: bool = False, **_: Any) -> None:
        if not isinstance(instance, model) or raw:
            return
        restriction = instance.__dict__.pop(_HELD, None)
        again = instance.__dict__.pop(_ASK_AGAIN, None)
        if again is not None and restriction is None:
            restriction = _standing(instance, order_model, again)
        if restriction is not None:
            holding.hold(instance, restriction)

    return guard
