"""The host's orders, as its settings name them: who else ordered to the same address.

Read when asked; nothing of them is copied. What a path names by a property cannot be asked for and
is left out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q

from kasuhara_plugin.core.conf import OrderModel, conf
from kasuhara_plugin.core.paths import field_at, lookup
from kasuhara_plugin.core.text import fold
from kasuhara_plugin.customers.family import roots_named_by
from kasuhara_plugin.customers.identity import Mark, email_field, email_key, subject_text
from kasuhara_plugin.customers.models import Customer, Identifier, IdentifierKind

READ = 20  # of the customer's orders, the newest of each model
FOUND = 50  # orders of others to one of these addresses, the newest
SHORTEST = 8  # characters; less (同上, 店頭受取) is no address


def sharing_an_address(own: list[Customer]) -> list[Customer]:
    """Other customers who ordered to an address to which these ordered. Two queries for each
    order model that names ``addresses`` and two in all; none where none does."""
    models = [_orders(each) for each in conf().order_models if each.addresses]
    if not models:
        return []
    strong = Identifier.objects.effective().exclude(kind=IdentifierKind.PHONE)
    marks = list(strong.filter(customer__in=own).values_list("kind", "value", "key"))
    accounts = {customer.user_id for customer in own} - {None}
    found = [mark for orders in models for mark in orders.elsewhere(marks, accounts)]
    return [other for other in roots_named_by(found) if other not in own]


def numbers_of(user: Any) -> list[str]:
    """The numbers of the account's newest orders, of each model that names its ``number``."""
    named = [each for each in conf().order_models if each.number and each.user]
    return [number for each in named for number in _orders(each).numbers(user, each.number)]


def order_of(number: str) -> Any:
    """The host's order with this number, of the models that name their ``number``; None where there
    is none or it is not clear which. A query for each model."""
    asked = [
        _orders(each).numbered(number, each.number) for each in conf().order_models if each.number
    ]
    found = [row for rows in asked for row in rows]
    return found[0] if len(found) == 1 else None


def place_key(address: str | None) -> str:
    """The key under which an address meets itself however it is typed; "" for a filler."""
    key = fold(address or "").replace(" ", "")
    return key if len(key) >= SHORTEST else ""


@dataclass(frozen=True)
class _Orders:
    """One order model: its paths as a query writes them, "" for what it cannot be asked."""

    model: Any
    user: str
    user_email: str
    emails: tuple[str, ...]
    subject: str
    subject_model: Any
    addresses: tuple[str, ...]

    def elsewhere(self, marks: list[Mark], accounts: Iterable[Any]) -> list[Mark]:
        """Whom the orders of others name that went to an address of these customers' orders."""
        theirs = self._of(marks, accounts)
        texts = {text for row in self._newest(theirs, READ) for text in self._places(row)}
        keys = set(map(place_key, texts))
        rows = self._newest(self._to(texts) & ~theirs, FOUND) if texts else []
        same = [row for row in rows if not keys.isdisjoint(map(place_key, self._places(row)))]
        return [mark for row in same for mark in self._marks(row)]

    def numbers(self, user: Any, path: str) -> list[str]:
        column = next(iter(_columns(self.model, [path])), "")
        rows = self._newest(_any((self.user, [user.pk])), READ, column) if column else ()
        return [str(row[column]) for row in rows if row[column]]

    def numbered(self, number: str, path: str) -> list[Any]:
        column = next(iter(_columns(self.model, [path])), "")
        spelt = {number, number.strip(), fold(number), fold(number).upper()} - {""}
        rows = self.model._default_manager.filter(**{f"{column}__in": spelt}) if column else ()
        return list(rows[:2])

    def _of(self, marks: list[Mark], accounts: Iterable[Any]) -> Q:
        emails = {text for kind, *pair in marks if kind == IdentifierKind.EMAIL for text in pair}
        links = [value for kind, value, _ in marks if kind == IdentifierKind.SUBJECT]
        keys = list(self._subject_keys(links))
        by_email = [(path, emails) for path in self.emails]
        return _any((self.user, accounts), (self.subject, keys), *by_email)

    def _places(self, row: dict[str, Any]) -> list[str]:
        return [row[path] for path in self.addresses if place_key(row[path])]

    def _to(self, texts: Iterable[str]) -> Q:
        """Equal texts, which an index of the host's can find, in the likely spellings."""
        spelt = {way for text in texts for way in (text, text.strip(), fold(text), place_key(text))}
        return _any(*((path, spelt) for path in self.addresses))

    def _newest(self, wanted: Q, count: int, *further: str) -> Iterable[dict[str, Any]]:
        latest = self.model._meta.get_latest_by or "pk"
        rows = self.model._default_manager.filter(wanted)
        rows = rows.order_by(*[latest] if isinstance(latest, str) else latest).reverse()
        paths = (self.user, self.user_email, *self.emails, self.subject, *self.addresses, *further)
        found: Iterable[dict[str, Any]] = rows.values(*dict.fromkeys(filter(None, paths)))[:count]
        return found

    def _marks(self, row: dict[str, Any]) -> Iterator[Mark]:
        if (account := row.get(self.user)) is not None:
            yield IdentifierKind.ACCOUNT, "", str(account)
        if (key := row.get(self.subject)) is not None:
            yield IdentifierKind.SUBJECT, "", subject_text(self.subject_model, key)
        for path in (*self.emails, self.user_email):
            if key := email_key(row.get(path) or ""):
                yield IdentifierKind.EMAIL, "", key

    def _subject_keys(self, links: Iterable[str]) -> Iterator[Any]:
        for link in links if self.subject else ():
            _, _, key = link.partition(":")
            if key and link == subject_text(self.subject_model, key):
                try:
                    yield self.subject_model._meta.pk.to_python(key)
                except ValidationError:  # a text of the host's own
                    continue


def _orders(named: OrderModel) -> _Orders:
    model = apps.get_model(named.label)
    account, subject = get_user_model(), _row_at(model, named.subject)
    user = lookup(named.user) if issubclass(account, _row_at(model, named.user) or ()) else ""
    return _Orders(
        model=model,
        user=user and f"{user}__pk",
        user_email=f"{user}__{email_field()}" if user and email_field() else "",
        emails=_columns(model, named.emails),
        subject=f"{lookup(named.subject)}__pk" if subject else "",
        subject_model=subject,
        addresses=_columns(model, named.addresses),
    )


def _row_at(model: Any, path: str) -> Any:
    """The model to which the path leads over foreign keys; None for a property."""
    return getattr(field_at(model, path), "related_model", None) if path else None


def _columns(model: Any, paths: Iterable[str]) -> tuple[str, ...]:
    found = {path: field_at(model, path) for path in paths}
    return tuple(lookup(path) for path, field in found.items() if getattr(field, "concrete", False))


def _any(*wished: tuple[str, Iterable[Any]]) -> Q:
    """One of these columns has one of its values; no row where there are none."""
    wanted = Q(pk__in=[])
    for path, values in wished:
        if path:
            wanted |= Q(**{f"{path}__in": values})
    return wanted
