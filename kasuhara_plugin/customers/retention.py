"""What the retention run asks of this room: who is one person, and whose records are held."""

from collections.abc import Sequence

from kasuhara_plugin.core import slots
from kasuhara_plugin.core.retention import (
    KEEPERS,
    LOCKS,
    SUBJECTS,
    Asked,
    Kept,
    Subject,
)
from kasuhara_plugin.customers.family import ROOT, roots_of
from kasuhara_plugin.customers.legal_holds import LegalHold
from kasuhara_plugin.customers.models import Customer

HELD = "記録を保全している顧客"


def offer() -> None:
    """Once, from ``AppConfig.ready``."""
    slots.register(SUBJECTS, Subject(Customer, _itself, goes=False))
    slots.register(KEEPERS, held)
    slots.register(LOCKS, lock)


def held(asked: Asked) -> Kept:
    people = Customer.objects.order_by().filter(pk__in=asked.people()).alias(root=ROOT)
    under = people.filter(root__in=LegalHold.objects.standing().roots())
    return asked.of(set(under.values_list("pk", flat=True)), HELD)


def lock(people: set[int]) -> set[int]:
    """Those of whom nothing changes until the transaction ends: no hold, no merging. The others
    became somebody else while this waited."""
    roots = set(roots_of(people).values())
    rows = Customer.objects.select_for_update().filter(pk__in=roots).order_by("pk")
    locked = set(rows.values_list("pk", flat=True))
    return {one for one, root in roots_of(people).items() if root in locked}


def _itself(keys: Sequence[int]) -> list[tuple[int, int]]:
    return [(key, key) for key in keys]
