"""The last door: an order row of a restricted customer is not saved.

For every model in ``KASUHARA_ORDER_MODELS``. ``bulk_create`` and ``update`` send no signal and
are not seen here. Early and polite is the middleware.
"""

from contextlib import suppress
from functools import reduce
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import pre_save

from kasuhara_plugin.core.conf import OrderModel, read
from kasuhara_plugin.customers.identity import Identity
from kasuhara_plugin.flags import gate


def connect() -> None:
    """Once, from ``AppConfig.ready``. A model that does not exist is found by the checks."""
    for order_model in read()[0].order_models:
        with suppress(LookupError, ValueError):
            guard = _guard(apps.get_model(order_model.label), order_model)
            pre_save.connect(guard, weak=False, dispatch_uid=f"kasuhara:{order_model.label}")


def _guard(model: type[Model], order_model: OrderModel) -> Any:
    def refuse_restricted(instance: Model, raw: bool = False, **_: Any) -> None:
        # Without a sender: a proxy or a child of the model sends its own class.
        if isinstance(instance, model) and not raw and _names_somebody_new(instance, order_model):
            for identity in identities(instance, order_model):
                gate.require(identity, order_model.scope)

    return refuse_restricted


def identities(order: Model, order_model: OrderModel) -> list[Identity]:
    """Whom the row names: its user with each of its addresses."""
    user = _follow(order, order_model.user) if order_model.user else None
    emails = [_follow(order, path) or "" for path in order_model.emails]
    return [Identity(user=user, email=email) for email in emails or [""]]


def _names_somebody_new(order: Model, order_model: OrderModel) -> bool:
    """A new order, or one that is given to somebody; others can be finished under a flag."""
    if order._state.adding:
        return True
    stored = type(order)._base_manager.filter(pk=order.pk).first()
    return stored is None or identities(stored, order_model) != identities(order, order_model)


def _follow(row: Any, path: str) -> Any:
    return reduce(lambda value, name: getattr(value, name, None), path.split("."), row)
