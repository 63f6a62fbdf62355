"""Is this customer restricted, in this scope, now? The one place that reads it from the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import F, Q

from kasuhara_plugin.customers.family import family, named_by
from kasuhara_plugin.customers.identity import Identity
from kasuhara_plugin.customers.models import Customer, Identifier, IdentifierKind
from kasuhara_plugin.flags.models import AccountFlag
from kasuhara_plugin.flags.vocabulary import Level, scope_label

Mark = tuple[str, str, str]


@dataclass(frozen=True)
class Restriction:
    """What holds for a customer in one scope.

    ``customer_message``, ``until`` (last day, Japan) and ``scope_labels`` are empty unless
    ``proven``: then the customer is logged in to the account that is restricted.
    """

    flag_id: int
    scope: str
    proven: bool
    customer_message: str = ""
    until: date | None = None
    scope_labels: tuple[str, ...] = ()

    @property
    def scope_label(self) -> str:
        return scope_label(self.scope)


class Found(NamedTuple):
    """``free`` says that no flag closes anything now; ``next_start`` when one will, if any."""

    restriction: Restriction | None
    free: bool
    next_start: datetime | None


_FREE = Found(None, free=True, next_start=None)


def look(who: Customer | Sequence[Identity], scope: str, now: datetime) -> Found:
    """Unites every customer that matches. Of several flags the one that ends last is answered."""
    customers = family(who) if isinstance(who, Customer) else named_by(marks_of(who))
    if not customers:
        return _FREE
    flags = _closing(customers, now)
    acting = [flag for flag in flags if flag.starts_at <= now]
    later = [flag.starts_at for flag in flags if flag.starts_at > now]
    covering = [flag for flag in acting if flag.covers(scope)]
    if not covering:
        return Found(None, free=not acting, next_start=min(later, default=None))
    flag = max(covering, key=lambda flag: flag.until or date.max)
    user = None if isinstance(who, Customer) else _account(who)
    proven = _is_proven(flag, customers, user, typed=not isinstance(who, Customer))
    return Found(restriction_of(flag, scope, proven=proven), free=False, next_start=None)


def marks_of(identities: Sequence[Identity]) -> list[Mark]:
    """What restricts: account, subject and e-mails. A telephone only hints."""
    marks = [mark for identity in identities for mark in identity.marks()]
    return [mark for mark in dict.fromkeys(marks) if mark[0] != IdentifierKind.PHONE]


def restriction_of(flag: AccountFlag, scope: str, *, proven: bool) -> Restriction:
    if not proven:
        return Restriction(flag_id=flag.pk, scope=scope, proven=False)
    return Restriction(
        flag_id=flag.pk,
        scope=scope,
        proven=True,
        customer_message=flag.customer_message,
        until=flag.until,
        scope_labels=tuple(flag.scope_labels_for_customer()),
    )


def was_known(flag: AccountFlag, customers: list[Customer], user: Any) -> bool:
    """Whether the account was the customer's before the flag was proposed. Who signs up later
    with the same address has not proven to be its owner."""
    accounts = Identifier.objects.effective().filter(
        customer__in=customers, kind=IdentifierKind.ACCOUNT
    )
    if user is not None:
        accounts = accounts.filter(key=str(user.pk))
    early = Q(recorded_at__lte=flag.proposed_at) | Q(recorded_at__lte=F("customer__created_at"))
    return accounts.filter(early).exists()


def _closing(customers: list[Customer], now: datetime) -> list[AccountFlag]:
    flags = AccountFlag.objects.filter(customer__in=customers).exclude(level=Level.WATCH)
    return list(flags.not_over(now))


def _account(identities: Sequence[Identity]) -> Any:
    return next((one.user for one in identities if one.user is not None), None)


def _is_proven(flag: AccountFlag, customers: list[Customer], user: Any, *, typed: bool) -> bool:
    """Whether the visitor is the owner of the account that is restricted, or of one that staff
    merged with it."""
    root = next(c.merged_into_id or c.pk for c in customers if c.pk == flag.customer_id)
    united = [c for c in customers if root in (c.pk, c.merged_into_id)]
    if typed:
        united = [c for c in united if user and c.user_id == user.pk]
    return bool(united) and was_known(flag, united, user)
