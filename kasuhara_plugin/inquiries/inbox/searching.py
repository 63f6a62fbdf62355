"""お問い合わせの検索: by words of the message, by the customer, by a number that was given out."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from kasuhara_plugin.core.numbers import as_number
from kasuhara_plugin.core.text import flaw, fold
from kasuhara_plugin.customers import searching
from kasuhara_plugin.customers.family import family
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.flags.models import Refusal
from kasuhara_plugin.inquiries.inbox.search_text import COLUMNS, INDEX, SearchText, last_written
from kasuhara_plugin.inquiries.models import Inquiry

NAMED = 1_000  # rows


def by_number(typed: str, *, by: Any) -> Q | None:
    """The message of that number, or what was written by the customer who was refused under it;
    None where it is no number that was given out."""
    number = as_number(typed)
    if not number:
        return None
    refusals = Refusal.objects.filter(reference=number).select_related("flag__customer")
    refusal = refusals.first() if by.has_perm("kasuhara_plugin.view_refusal") else None
    if refusal is not None:
        return Q(customer__in=[one.pk for one in family(refusal.flag.customer)])
    return Q(number=number)


def near(typed: str) -> Q:
    """What holds all the words, of rows that are read anyway."""
    said = searching.matching(typed, "search_text__text")
    return said | _unwritten(typed) | searching.matching(typed, "customer__search_key")


def through_index(typed: str, using: str) -> Q:
    """The same, asked of all rows. After OR the database would look through each of them, and so it
    would if it guessed that there are many: few are named."""
    first, *others = _parts(typed, using)
    found = first.union(*others)
    keys = [row["pk"] for row in found[: NAMED + 1]]
    return Q(pk__in=keys if len(keys) <= NAMED else found)


def _parts(typed: str, using: str) -> Iterator[QuerySet[Any, Any]]:
    said = searching.matching(typed, "text") & searching.through_index(typed, using, INDEX)
    yield SearchText.objects.filter(said).values("pk")
    yield Inquiry.objects.order_by().filter(_unwritten(typed)).values("pk")
    theirs = searching.matching(typed) & searching.through_index(typed, using)
    customers = Customer.objects.filter(theirs).order_by()
    yield Inquiry.objects.order_by().filter(customer__in=customers).values("pk")


def _unwritten(typed: str) -> Q:
    """What is newer than the texts, by its own columns."""
    if flaw(typed, limit=searching.TYPED_LIMIT):
        return Q(pk__in=[])
    wanted = Q(pk__gt=last_written())
    for word in typed.split():
        wanted &= _in_a_column({word, fold(word)})
    return wanted


def _in_a_column(forms: set[str]) -> Q:
    held = Q()
    for column in COLUMNS:
        for form in forms:
            held |= Q(**{f"{column}__icontains": form})
    return held
