"""A transaction in another process, taken step by step: an order at the till, a decision at the desk."""

from typing import Any

from processes import listen

_open: list[Any] = []  # the transaction that is under way


def begin() -> None:
    from django.db import transaction  # noqa: PLC0415 - the apps are ready now

    atomic = transaction.atomic()
    atomic.__enter__()
    _open.append(atomic)


def order(key: str, product_pk: int) -> bool:
    """Whether the guard let the row be written."""
    from storefront.accounts.models import User  # noqa: PLC0415
    from storefront.shop.models import Order  # noqa: PLC0415

    from kasuhara_plugin.gate import TransactionRestricted  # noqa: PLC0415

    user = User.objects.get(pk=key)
    try:
        Order.objects.create(user=user, product_id=product_pk, quantity=1, price=1)
    except TransactionRestricted:
        return False
    return True


def decide(act: str, flag_pk: int, key: str) -> None:
    from storefront.accounts.models import User  # noqa: PLC0415

    from kasuhara_plugin.flags import actions  # noqa: PLC0415
    from kasuhara_plugin.models import AccountFlag  # noqa: PLC0415

    flag, person = AccountFlag.objects.get(pk=flag_pk), User.objects.get(pk=key)
    getattr(actions, act)(flag, by=person, reason="記録のとおり")


def commit() -> None:
    _open.pop().__exit__(None, None, None)


def roll_back() -> None:
    error = RuntimeError("as a host's view would fail")
    _open.pop().__exit__(type(error), error, None)


STEPS = (begin, order, decide, commit, roll_back)

if __name__ == "__main__":
    listen(lambda step, *words: {one.__name__: one for one in STEPS}[step](*words))
