"""The search keys of all customers, and PostgreSQL's index of them."""

from collections import defaultdict
from typing import Any

from kasuhara_plugin.customers.searching import INDEX, key_of

BATCH = 1_000  # customers

make, drop, is_missing = INDEX.make, INDEX.drop, INDEX.is_missing


def fill(customers: Any, identifiers: Any, using: str) -> int:
    """Writes every search key anew, for rows that no act wrote; how many there are. The models
    are arguments, since a migration has its own."""
    rows = customers._default_manager.using(using)
    marks = identifiers._default_manager.using(using)
    last = written = 0
    while part := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        _fill_part(rows, marks, part)
        last, written = part[-1].pk, written + len(part)
    return written


def _fill_part(rows: Any, identifiers: Any, wanted: list[Any]) -> None:
    roots = {_root(one) for one in wanted}
    people = {*wanted, *rows.filter(pk__in=roots), *rows.filter(merged_into__in=roots)}
    families, marks = defaultdict(list), defaultdict(list)
    for one in sorted(people, key=lambda one: one.pk):
        families[_root(one)].append(one)
    root_of = {one.pk: _root(one) for one in people}
    said = identifiers.filter(customer__in=list(root_of)).order_by("-pk")
    for customer, *mark in said.values_list("customer", "kind", "value", "key"):
        marks[root_of[customer]].append(mark)
    for one in wanted:
        one.search_key = key_of(families[_root(one)], marks[_root(one)])
    rows.bulk_update(wanted, ["search_key"])


def _root(customer: Any) -> int:
    return customer.merged_into_id or customer.pk
