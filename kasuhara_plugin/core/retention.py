"""What a room says of its records' end, for the retention run (``core.purging``).

A room registers under these slots when the site starts: what has ended (``RULES``), whom a record
is about (``SUBJECTS``), and what stays whatever its age (``KEEPERS``, ``LOCKS``).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from kasuhara_plugin.core import clock, slots
from kasuhara_plugin.core.retention_settings import KINDS

RULES = "retention.rules"
SUBJECTS = "retention.subjects"
KEEPERS = "retention.keepers"  # (Asked) -> {key: why it stays}
LOCKS = "retention.locks"  # (owners) -> those of them that are locked until the transaction ends

Rows = tuple[Any, list[int]]  # a model, and keys
Kept = dict[int, str]  # a key, and why its row stays


@dataclass(frozen=True)
class Asked:
    """These rows are about to go. ``owners``: the customers whom each is about."""

    model: Any
    keys: Sequence[int]
    owners: dict[int, set[int]]
    now: datetime

    def of(self, people: set[int], why: str) -> Kept:
        return {key: why for key in self.keys if self.owners[key] & people}

    def people(self) -> set[int]:
        return set().union(*self.owners.values())


def nothing_kept(asked: Asked) -> Kept:
    return {}


def nothing_else(keys: list[int]) -> None:
    """For records that are rows alone."""


def nothing_more(moment: datetime) -> None:
    """For a rule that leaves nothing behind."""


@dataclass(frozen=True)
class Rule:
    """One kind of record. ``ended`` gives the rows that ended before a moment; ``whole`` what is one
    with these rows, in the order in which it goes, the rows themselves last; ``kept`` those that
    stay for a reason of their own; ``beforehand`` sets free what is no row (files), inside the part;
    ``afterwards`` clears what is no record, outside of any part.
    """

    kind: str  # of ``RetentionSettings``: its field is "<kind>_years"
    model: Any
    ended: Callable[[datetime], QuerySet[Any]]
    whole: Callable[[list[int]], list[Rows]]
    kept: Callable[[Asked], Kept] = nothing_kept
    beforehand: Callable[[list[int]], None] = nothing_else
    afterwards: Callable[[datetime], None] = nothing_more

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)


@dataclass(frozen=True)
class Subject:
    """``owners`` gives ``(key, the key of a customer or None)`` for each of the keys. ``goes`` is
    False for what no rule removes."""

    model: Any
    owners: Callable[[Sequence[int]], Iterable[tuple[int, int | None]]]
    goes: bool = True

    @property
    def type(self) -> str:
        return str(self.model._meta.label_lower)


def along(model: Any, path: str) -> Subject:
    """Whose customer is at this path, such as ``"flag__customer"``."""
    return Subject(
        model, lambda keys: model._base_manager.filter(pk__in=keys).values_list("pk", path)
    )


def rules() -> list[Rule]:
    """In the order in which they run: what others rest upon comes after them."""
    return sorted(slots.parts(RULES), key=lambda rule: KINDS.index(rule.kind))


def owners(model: Any, keys: Sequence[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {key: set() for key in keys}
    for subject in slots.parts(SUBJECTS):
        if subject.model is model:
            for key, owner in subject.owners(keys):
                found[key] |= {owner} - {None}
    return found


def by_subject(model: Any) -> Subject:
    """Of a row that names its subject by type and key: whom that is about."""

    def find(keys: Sequence[int]) -> Iterable[tuple[int, int | None]]:
        acts = named_subjects(model, keys)
        for subject in slots.parts(SUBJECTS):
            about = acts.get(subject.type, {})
            for of, owner in subject.owners(list(about)) if about else ():
                yield from ((key, owner) for key in about[of])

    return Subject(model, find)


def named_subjects(model: Any, keys: Sequence[int]) -> dict[str, dict[int, list[int]]]:
    """By the type and the key of their subject, the rows that name it."""
    found: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    rows = model._base_manager.filter(pk__in=keys)
    for key, of_type, of in rows.values_list("pk", "subject_type", "subject_key"):
        if of.isascii() and of.isdecimal():
            found[of_type][int(of)].append(key)
    return found


def last_day(day: date, years: int) -> date:
    """The last day of a period that an event on ``day`` began: the day itself does not count, and
    what has no equal day ends with its month. Source: 民法 140条, 143条."""
    first = day + timedelta(days=1)
    try:
        return first.replace(year=first.year + years) - timedelta(days=1)
    except ValueError:  # it began on February 29th
        return date(first.year + years, 2, 28)


def cutoff(years: int, now: datetime) -> datetime:
    """The midnight in Japan before which a record must have ended to be due now."""
    today = clock.day(now)
    first = clock.months_after(today, -12 * years) - timedelta(days=1)
    while last_day(first, years) < today:
        first += timedelta(days=1)
    return datetime(first.year, first.month, first.day, tzinfo=clock.TOKYO)
