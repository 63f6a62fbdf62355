"""A process that runs the retention or places a hold, in a transaction that stays open."""

from typing import Any

from processes import listen

_open: list[Any] = []


def begin() -> None:
    from django.db import transaction  # noqa: PLC0415 - the apps are ready now

    atomic = transaction.atomic()
    atomic.__enter__()
    _open.append(atomic)


def hold(customer_pk: int, key: str) -> None:
    from storefront.accounts.models import User  # noqa: PLC0415

    from kasuhara_plugin.customers import actions  # noqa: PLC0415
    from kasuhara_plugin.models import Customer  # noqa: PLC0415

    customer = Customer.objects.get(pk=customer_pk)
    actions.hold(customer, reason="訴訟", by=User.objects.get(pk=key))


def purge(kind: str) -> list[Any]:
    """How many went, and how many stay for which reason."""
    from retention.conftest import run_of  # noqa: PLC0415

    from kasuhara_plugin.core import purging  # noqa: PLC0415

    tally = purging.Tally()
    for tally in purging.purge(run_of(kind), by=None):  # noqa: B007 - the last one counts
        pass
    return [tally.gone, dict(tally.kept)]


def commit() -> None:
    _open.pop().__exit__(None, None, None)


def roll_back() -> None:
    error = RuntimeError("as a killed run would end")
    _open.pop().__exit__(type(error), error, None)


STEPS = (begin, hold, purge, commit, roll_back)

if __name__ == "__main__":
    listen(lambda step, *words: {one.__name__: one for one in STEPS}[step](*words))
