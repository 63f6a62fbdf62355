"""What another process of the site does: it decides, it takes orders, it asks the gate."""

import random
import time
from typing import Any

from processes import listen


def decide_on_all(key: str) -> dict[str, Any]:
    """The flags on which this person decided, in an order of their own, and what kept them from
    the others."""
    from kasuhara_plugin.core.errors import KasuharaError  # noqa: PLC0415 - the apps are ready now
    from kasuhara_plugin.flags.actions import approve, reject  # noqa: PLC0415
    from kasuhara_plugin.models import AccountFlag  # noqa: PLC0415

    person, chance = _account(key), random.Random(key)
    flags = list(AccountFlag.objects.all())
    chance.shuffle(flags)
    decided, errors = [], []
    for flag in flags:
        try:
            chance.choice((approve, reject))(flag, by=person)
            decided.append(flag.pk)
        except KasuharaError as error:
            errors.append(type(error).__name__)
    return {"decided": decided, "errors": errors}


def approve(flag_pk: int, key: str, after_s: float = 0) -> float:
    """When the decision was committed, as the clock of the machine says."""
    from kasuhara_plugin.flags.actions import approve  # noqa: PLC0415
    from kasuhara_plugin.models import AccountFlag  # noqa: PLC0415

    time.sleep(after_s)
    approve(AccountFlag.objects.get(pk=flag_pk), by=_account(key))
    return time.time()


def lift(flag_pk: int, key: str) -> None:
    from kasuhara_plugin.flags.actions import lift  # noqa: PLC0415
    from kasuhara_plugin.models import AccountFlag  # noqa: PLC0415

    lift(AccountFlag.objects.get(pk=flag_pk), by=_account(key), reason="行き違い")


def order(key: str, product_pk: int, takes_s: float) -> float | None:
    """When the order was about to be committed; None if it was refused."""
    from django.db import transaction  # noqa: PLC0415
    from storefront.shop.models import Order  # noqa: PLC0415

    from kasuhara_plugin.gate import TransactionRestricted  # noqa: PLC0415

    try:
        with transaction.atomic():
            Order.objects.create(user=_account(key), product_id=product_pk, quantity=1, price=1)
            time.sleep(takes_s)
            return time.time()
    except TransactionRestricted:
        return None


def order_in_autocommit(key: str, product_pk: int) -> dict[str, Any]:
    from storefront.shop.models import Order  # noqa: PLC0415

    from kasuhara_plugin import gate  # noqa: PLC0415

    try:
        made = Order.objects.create(user=_account(key), product_id=product_pk, quantity=1, price=1)
    except gate.TransactionRestricted:
        return {"placed": False, "held": False}
    return {"placed": True, "held": gate.held(made) is not None}


def is_restricted(key: str) -> bool:
    from kasuhara_plugin.gate import restriction_for  # noqa: PLC0415

    return restriction_for(_account(key), "order") is not None


def _account(key: str) -> Any:
    from storefront.accounts.models import User  # noqa: PLC0415

    return User.objects.get(pk=key)


ACTS = (decide_on_all, approve, lift, order, order_in_autocommit, is_restricted)

if __name__ == "__main__":
    listen(lambda act, *words: {one.__name__: one for one in ACTS}[act](*words))
