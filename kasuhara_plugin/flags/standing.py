"""What has to happen when it changes what a customer may do: orders under way are waited for, and
no process goes on with an old answer."""

from collections.abc import Iterable
from typing import Any

from kasuhara_plugin.core import slots
from kasuhara_plugin.customers import changes
from kasuhara_plugin.customers.family import family
from kasuhara_plugin.customers.identity import accounts_with
from kasuhara_plugin.customers.models import Customer, Identifier, IdentifierKind
from kasuhara_plugin.flags import locks, remembered
from kasuhara_plugin.flags.locks import Mark


def listen() -> None:
    """Once, from ``AppConfig.ready``: other marks are a change as well."""
    slots.register(changes.REJOINED, change)
    slots.register(changes.MARKED, forget)
    slots.register(changes.ADDRESSED, forget_account)


def change(*customers: Customer) -> None:
    """In the transaction of the change, before it. Not for a mark that is merely new: an order that
    is being written with it named nobody when it began."""
    marks = _marks(customers)
    locks.take(marks)
    forget(*customers)


def forget(*customers: Customer) -> None:
    marks = _marks(customers)
    accounts = {key for kind, _, key in marks if kind == IdentifierKind.ACCOUNT}
    accounts |= _accounts_with(value for kind, value, _ in marks if kind == IdentifierKind.EMAIL)
    remembered.forget(accounts)


def forget_account(pk: Any) -> None:
    remembered.forget([pk])


def _marks(customers: Iterable[Customer]) -> list[Mark]:
    """What restricts, of each with its family; an account by its link as well."""
    people = {one.pk: one for customer in customers for one in family(customer)}
    rows = Identifier.objects.filter(customer__in=people).exclude(kind=IdentifierKind.PHONE)
    linked = [one.user_id for one in people.values() if one.user_id is not None]
    return [
        *rows.values_list("kind", "value", "key"),
        *((IdentifierKind.ACCOUNT, str(pk), str(pk)) for pk in linked),
    ]


def _accounts_with(addresses: Iterable[str]) -> set[str]:
    """The accounts that have one of the addresses now. One that spells it in another way keeps its
    cached answer for half a minute; the guard on order rows does not read it."""
    return {str(pk) for pk in accounts_with(addresses).values_list("pk", flat=True)}
