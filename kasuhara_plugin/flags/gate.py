"""The doors for the host site: is this customer restricted, in this scope, now?

``restriction_for`` answers, ``require`` refuses; the storefront learns yes or no and the message
(law 5). Whoever only typed an address has not proven to be its owner, and learns neither.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponseBase

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.conf import conf
from kasuhara_plugin.core.errors import KasuharaError
from kasuhara_plugin.customers.actions import family, matching
from kasuhara_plugin.customers.identity import Identity, account_of, signed_in
from kasuhara_plugin.customers.models import Customer, Identifier, IdentifierKind
from kasuhara_plugin.flags.models import AccountFlag, scope_label

__all__ = [
    "Identity",
    "RestrictedMixin",
    "Restriction",
    "TransactionRestricted",
    "require",
    "restriction_for",
    "restricts",
]


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


class TransactionRestricted(KasuharaError, PermissionDenied):
    """The customer is restricted in this scope. ``restriction`` says what may be told."""

    def __init__(self, restriction: Restriction) -> None:
        super().__init__(f"取引（{restriction.scope_label}）は承れません。")
        self.restriction = restriction


Who = HttpRequest | Customer | Identity | Any  # Any: a user of the host's own model


def restriction_for(who: Who, scope: str, *, now: datetime | None = None) -> Restriction | None:
    """The restriction that holds for a request, user, ``Customer`` or ``Identity``, or None.

    Of several flags the one that ends last is answered. An anonymous GET costs nothing.
    """
    identity = _identity(who)
    if isinstance(identity, Identity):
        customers, user = matching(identity), identity.user
    else:
        customers, user = family(identity), None
    if not customers:
        return None
    flags = AccountFlag.objects.filter(customer__in=customers).in_force(now or clock.now())
    covering = [flag for flag in flags if flag.covers(scope)]
    if not covering:
        return None
    flag = max(covering, key=_end)
    return _restriction(flag, scope, proven=_is_proven(flag, customers, user, identity))


def as_seen_by(user: Any, restriction: Restriction) -> Restriction:
    """What may be told to this visitor: an order may name somebody else than who sent it."""
    flag = AccountFlag.objects.select_related("customer").get(pk=restriction.flag_id)
    if user is not None and any(one.user_id == user.pk for one in family(flag.customer)):
        return restriction
    return Restriction(flag_id=restriction.flag_id, scope=restriction.scope, proven=False)


def require(who: Who, scope: str) -> None:
    """Raises ``TransactionRestricted`` if the customer is restricted in this scope."""
    if restriction := restriction_for(who, scope):
        raise TransactionRestricted(restriction)


def restricts(scope: str) -> Callable[..., Any]:
    """View decorator: the view is not entered by a restricted customer."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            require(request, scope)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


class RestrictedMixin:
    """For class views: ``restricted_scope`` names what a restricted customer may not do."""

    restricted_scope = "order"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(request, self.restricted_scope)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


def _is_proven(
    flag: AccountFlag, customers: list[Customer], user: Any, who: Identity | Customer
) -> bool:
    """Whether the visitor is the owner of the account that is restricted, or of one that staff
    merged with it."""
    root = next(c.merged_into_id or c.pk for c in customers if c.pk == flag.customer_id)
    united = [c for c in customers if root in (c.pk, c.merged_into_id)]
    if isinstance(who, Identity):
        united = [c for c in united if user and c.user_id == user.pk]
    return bool(united) and was_known(flag, united, user)


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


def _identity(who: Who) -> Customer | Identity:
    if isinstance(who, Customer | Identity):
        return who
    if isinstance(who, HttpRequest):
        return Identity(user=signed_in(who), email=_typed_email(who))
    return Identity(user=account_of(who))


def _typed_email(request: HttpRequest) -> str:
    fields = conf().email_fields if request.method == "POST" else ()
    return next((request.POST[name] for name in fields if request.POST.get(name)), "")


def _end(flag: AccountFlag) -> date:
    return flag.until or date.max


def _restriction(flag: AccountFlag, scope: str, *, proven: bool) -> Restriction:
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
