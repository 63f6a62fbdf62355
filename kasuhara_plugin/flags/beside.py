"""The flags of a customer, on the card and beside the records of other rooms."""

from typing import Any

from django.db.models import Model
from wagtail.admin.ui.components import Component

from kasuhara_plugin.core import clock, slots
from kasuhara_plugin.customers.assigned import may_read
from kasuhara_plugin.customers.beside import SLOT
from kasuhara_plugin.customers.family import family
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.flags.models import AccountFlag, AccountFlagQuerySet

FEW = 5  # beside another record
MANY = 20  # on the customer's own card


class FlagsOfCustomer(Component):
    template_name = "kasuhara_plugin/admin/_flags.html"

    def __init__(self, flags: list[AccountFlag], *, others: bool = False) -> None:
        self.flags, self.others = flags, others

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"flags": self.flags, "others": self.others}


def of_customer(customer: Customer, user: Any) -> FlagsOfCustomer | None:
    """None for whoever may not read flags."""
    if not may_read(user, "view_accountflag", customer):
        return None
    return FlagsOfCustomer(list(_about(customer)[:MANY]))


def in_force(customer: Customer | None, user: Any) -> list[AccountFlag]:
    """What restricts the customer now, or has to be watched."""
    if customer is None or not may_read(user, "view_accountflag", customer):
        return []
    return list(_about(customer).in_force(clock.now()))


def offer() -> None:
    """Once, from ``AppConfig.ready``."""
    slots.register(SLOT, _beside)


def _beside(customer: Customer, user: Any, record: Model) -> FlagsOfCustomer | None:
    if not may_read(user, "view_accountflag", customer):
        return None
    is_flag = isinstance(record, AccountFlag)
    rows = _about(customer).exclude(pk=record.pk) if is_flag else _about(customer)
    flags = list(rows[:FEW])
    return FlagsOfCustomer(flags, others=is_flag) if flags else None


def _about(customer: Customer) -> AccountFlagQuerySet:
    rows = AccountFlag.objects.filter(customer__in=family(customer))
    return rows.prefetch_related("decisions")
