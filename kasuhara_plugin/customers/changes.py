"""The rooms above hear of it when other marks name a customer, in the transaction of the change."""

from typing import Any

from kasuhara_plugin.core import slots
from kasuhara_plugin.customers.models import Customer

MARKED = "customers.marked"  # (customer): it has a new mark
REJOINED = "customers.rejoined"  # (*customers): merged, parted, a mark exempted or taken back
ADDRESSED = "accounts.addressed"  # (pk): an account may have another address


def announce(slot: str, *about: Customer | Any) -> None:
    for listener in slots.parts(slot):
        listener(*about)
