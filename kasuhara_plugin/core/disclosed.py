"""開示: what a room keeps about a person, told item by item (個人情報保護法 33条).

A room says it in its module ``disclosed``, as sections; ``desk.disclosed`` puts them in order.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from kasuhara_plugin.core.clock import TOKYO

CHUNK = 500  # rows in memory at once


class Line(NamedTuple):
    """``rich`` is stored HTML, to be sanitised where it is shown. ``person`` is the name in a
    column of its own (記入者), and is not searched for hints of other people."""

    label: str
    text: str
    rich: bool = False
    person: bool = False


@dataclass(frozen=True)
class Item:
    """What is decided on as one: one record, or one version of it.

    ``opinion``: it holds what somebody thought. ``others``: the room knows that it is about
    somebody else too. ``badge``: how it stands (取り下げ)."""

    title: str
    lines: Sequence[Line]
    badge: str = ""
    opinion: bool = False
    others: bool = False


@dataclass(frozen=True)
class Section:
    """One kind of record: ``rows`` of these people (a family) in reading order, in one query and
    its prefetches, and what is ``told`` of each. ``said`` stands below the heading."""

    heading: str
    rows: Callable[[Sequence[Any]], "QuerySet[Any]"]
    told: Callable[[Any], Item]
    said: str = ""

    def items(self, people: Sequence[Any]) -> Iterator[Item]:
        return map(self.told, self.rows(people).iterator(chunk_size=CHUNK))


def lines(*pairs: tuple[str, Any], people: Sequence[tuple[str, str]] = ()) -> list[Line]:
    """A line for each label whose value says something; ``people`` are columns of names."""
    told = [Line(label, text) for label, value in pairs if (text := in_words(value))]
    return [*told, *(Line(label, name, person=True) for label, name in people if name)]


def in_words(value: Any) -> str:
    """As it is read in Japan: a moment and a day there, a list in one line."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(TOKYO):%Y/%m/%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y/%m/%d}"
    if isinstance(value, list | tuple):
        return "、".join(map(in_words, value))
    return str(value)
