"""Customers that staff merged, read as one: no row of another room is rewritten for it."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kasuhara_plugin.customers.models import Customer, Identifier

ROOT = Coalesce("merged_into_id", "id")  # of a customer: the one that was kept


def root_of(customer: Customer) -> Customer:
    """The customer that was kept, or this one."""
    return customer.merged_into or customer


def family(customer: Customer) -> list[Customer]:
    """The kept customer and all that was merged into it, the kept one first."""
    root = Subquery(Customer.objects.filter(pk=customer.pk).order_by().values(root=ROOT))
    return _kept_first(Customer.objects.filter(Q(pk=root) | Q(merged_into=root)))


def roots_of(keys: Iterable[int]) -> dict[int, int]:
    """For each of these customers the key of the one that was kept."""
    rows = Customer.objects.order_by().filter(pk__in=set(keys)).annotate(root=ROOT)
    return dict(rows.values_list("pk", "root"))


def locked_root(customer: Customer) -> Customer:
    """The one that was kept, and with it the whole family: who is merged with whom is changed under
    this lock only. Inside a transaction."""
    while True:
        (key,) = roots_of([customer.pk]).values()
        root = Customer.objects.select_for_update().get(pk=key)
        if roots_of([customer.pk]) == {customer.pk: root.pk}:
            return root


def named_by(marks: Iterable[tuple[str, str, str]]) -> list[Customer]:
    """The customers that these marks name, each with its family. One query: the gate asks it."""
    roots = recorded(marks).values(root=Coalesce("customer__merged_into", "customer"))
    rows = Customer.objects.order_by()
    # A union, where an OR of the two would read the whole table.
    return _kept_first(rows.filter(pk__in=roots).union(rows.filter(merged_into__in=roots)))


def recorded(marks: Iterable[tuple[str, str, str]]) -> QuerySet[Identifier]:
    """What is on record of these marks and finds somebody."""
    keys: dict[str, list[str]] = {}
    for kind, _, key in marks:
        keys.setdefault(kind, []).append(key)
    wanted = Q() if keys else Q(pk__in=[])
    for kind, of_kind in keys.items():  # one condition a kind, however many aliases there are
        wanted |= Q(kind=kind, key__in=of_kind)
    return Identifier.objects.effective().filter(wanted)


def roots_named_by(marks: Iterable[tuple[str, str, str]]) -> list[Customer]:
    """The same people, each once: as the customer that was kept."""
    return [customer for customer in named_by(marks) if customer.merged_into_id is None]


def _kept_first(members: Iterable[Customer]) -> list[Customer]:
    return sorted(members, key=lambda customer: (customer.merged_into_id is not None, -customer.pk))
