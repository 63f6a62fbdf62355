"""Finding customers by a part of a name, an address or a number.

Each customer keeps one text for it, ``search_key``: what is known of the whole family (of all that
staff merged), folded, a line for each name and mark. Whoever belongs to the family has the same.
On PostgreSQL an index of its 1- and 2-letter pieces finds even 佐藤 among a million.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connections, models, transaction
from django.db.models import Q, Subquery
from django.db.models.functions import Coalesce

from kasuhara_plugin.core.grams import GramIndex
from kasuhara_plugin.core.text import flaw, fold

KEY_LIMIT = 10_000  # characters; the newest marks come first
TYPED_LIMIT = 400  # characters: no mark is longer
INDEX = GramIndex("kasuhara_customer_grams", "kasuhara_plugin_customer", "search_key")

_ACCOUNT, _PHONE = "account", "phone"  # kinds of ``models.Identifier``; models import this module
_NUMBER = re.compile(r"[+(]*[0-9][0-9()+.\-‐‑‒–—―−ー]*")
_TRUNK = re.compile(r"(?<=[0-9])-?\(0\)")  # of +81(0)90: dialled inside the country only
_NO_DIGIT = re.compile("[^0-9]")


def refresh(customer: models.Model) -> None:
    """Writes the search key of this customer and of its family anew."""
    rows = type(customer)._default_manager.order_by("pk")
    with transaction.atomic(using=customer._state.db):
        root = rows.filter(pk=customer.pk).order_by().values(root=Coalesce("merged_into_id", "id"))
        family = rows.filter(Q(pk=Subquery(root)) | Q(merged_into=Subquery(root)))
        members = list(family.select_for_update(no_key=_knows_no_key(family)))
        key = key_of(members, _marks(members[0], members)) if members else ""
        own = [member.pk for member in members]
        rows.filter(pk__in=own).exclude(search_key=key).update(search_key=key)
    customer.search_key = key  # type: ignore[attr-defined]


def named(name: str, organisation: str) -> str:
    """The search key of somebody of whom no mark is known yet."""
    return joined([name, organisation])


def key_of(members: Iterable[Any], marks: Iterable[tuple[str, str, str]]) -> str:
    """The search key of a family with these ``(kind, value, key)``, exempted ones included."""
    names = [text for member in members for text in (member.name, member.organisation)]
    shown = (mark for mark in marks if mark[0] != _ACCOUNT)
    return joined([*names, *(form for mark in shown for form in _said(*mark))])


def matching(typed: str, path: str = "search_key") -> Q:
    """Whose key contains each of the words. Nobody's contains what no key can hold."""
    if flaw(typed, limit=TYPED_LIMIT):
        return Q(pk__in=[])
    wanted = Q()
    for word in _words(typed):
        wanted &= _any(Q(**{f"{path}__contains": form}) for form in _forms(word))
    return wanted


def through_index(typed: str, using: str, index: GramIndex = INDEX) -> Q:
    """What the index knows of the same question, beside ``matching``; nothing where it is not."""
    wanted = Q()
    if connections[using].vendor == "postgresql":
        for word in _words(typed):
            wanted &= _any(index.holding(form) for form in _forms(word))
    return wanted


def joined(texts: Iterable[str]) -> str:
    """A line for each text, folded and without spaces: what is searched."""
    folded = (fold(text).replace(" ", "") for text in texts)
    return "\n".join(dict.fromkeys(filter(None, folded)))[:KEY_LIMIT]


def _marks(customer: Any, members: list[Any]) -> models.QuerySet[Any]:
    rows = customer.identifiers.model._default_manager.filter(customer__in=members)
    return rows.order_by("-pk").values_list("kind", "value", "key")


def _said(kind: str, value: str, key: str) -> Iterator[str]:
    """How a mark may be typed: a telephone in digits, with 0 or with the country's number."""
    if kind != _PHONE:
        yield from (value, key)
        return
    yield _digits(key)
    yield f"0{key[3:]}" if key.startswith("+81") else ""
    yield _digits(fold(value))


def _words(typed: str) -> list[str]:
    words = [] if flaw(typed, limit=TYPED_LIMIT) else fold(typed).split(" ")
    return list(dict.fromkeys(words))  # one letter may fold to four words, and SQLite takes 1,000


def _forms(word: str) -> set[str]:
    """The word, and its digits if it looks like a telephone number with its hyphens."""
    return {word, _digits(_TRUNK.sub("", word))} if _NUMBER.fullmatch(word) else {word}


def _digits(text: str) -> str:
    return _NO_DIGIT.sub("", text)


def _any(conditions: Iterable[Q]) -> Q:
    wanted = Q()
    for condition in conditions:
        wanted |= condition
    return wanted


def _knows_no_key(rows: models.QuerySet[Any]) -> bool:
    """A lock that does not wait for whoever records a mark of the same customer."""
    return connections[rows.db].features.has_select_for_no_key_update
