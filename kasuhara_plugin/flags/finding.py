"""A flag or a refusal is found by its customer, or by the number that somebody reads out."""

import re

from django.db.models import Q, QuerySet

from kasuhara_plugin.core.numbers import ALPHABET
from kasuhara_plugin.core.text import fold
from kasuhara_plugin.customers import searching
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.flags.models import AccountFlag, Refusal

_REFERENCE = re.compile(f"r-[{ALPHABET.lower()}-]*")  # R-Design is a name
_NUMBER = re.compile(r"[0-9]{1,18}")


def flags(typed: str, using: str = "") -> Q:
    """With ``using`` the database's index of customers is asked as well."""
    if not typed:
        return Q()
    word = fold(typed)
    if _REFERENCE.fullmatch(word):
        return Q(pk__in=refused_as(word).values("flag"))
    wanted = _of_customer("customer", typed, using)
    return _or_numbered(wanted, int(word), using) if _NUMBER.fullmatch(word) else wanted


def refusals(typed: str, using: str = "") -> Q:
    if not typed:
        return Q()
    word = fold(typed)
    if _REFERENCE.fullmatch(word):
        return Q(pk__in=refused_as(word))
    return _of_customer("flag__customer", typed, using)


def _or_numbered(wanted: Q, number: int, using: str) -> Q:
    if not using:
        return wanted | Q(pk=number)
    # After OR the database would look through all flags for those of the customers.
    parts = [
        AccountFlag.objects.filter(part).order_by().values("pk") for part in (wanted, Q(pk=number))
    ]
    return Q(pk__in=parts[0].union(parts[1]))


def refused_as(word: str) -> QuerySet[Refusal]:
    return Refusal.objects.filter(reference__startswith=word.upper()).order_by()


def _of_customer(path: str, typed: str, using: str) -> Q:
    if not using:
        return searching.matching(typed, f"{path}__search_key")
    asked = searching.matching(typed) & searching.through_index(typed, using)
    return Q(**{f"{path}__in": Customer.objects.filter(asked).order_by()})
