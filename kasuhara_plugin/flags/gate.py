"""The doors for the host site: is this customer restricted, in this scope, now?

``restriction_for`` answers, ``require`` refuses; the storefront learns yes or no and the message
(law 5). Whoever only typed an address has not proven to be its owner, and learns neither.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import wraps
from time import monotonic
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.errors import KasuharaError
from kasuhara_plugin.customers.identity import Identity, account_of, signed_in
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.flags import remembered, typed, visit
from kasuhara_plugin.flags.looking import Restriction, look
from kasuhara_plugin.flags.owners import own_flag

__all__ = [
    "Identity",
    "RestrictedMixin",
    "Restriction",
    "TransactionRestricted",
    "arequire",
    "arestriction_for",
    "require",
    "restriction_for",
    "restricts",
]


class TransactionRestricted(KasuharaError, PermissionDenied):
    """The customer is restricted in this scope. ``restriction`` says what may be told;
    ``reference`` is the number under which staff find the attempt."""

    def __init__(self, restriction: Restriction, reference: str = "") -> None:
        super().__init__(f"取引（{restriction.scope_label}）は承れません。")
        self.restriction = restriction
        self.reference = reference


Who = HttpRequest | Customer | Identity | Any  # Any: a user of the host's own model


def restriction_for(who: Who, scope: str, *, now: datetime | None = None) -> Restriction | None:
    """The restriction that holds for a request, user, ``Customer`` or ``Identity``, or None.

    Of several flags the one that ends last is answered. An anonymous GET costs nothing; an
    account without a flag costs one command of a shared cache, where there is one.
    """
    identities = _identities(who)
    if isinstance(identities, Customer):
        return look(identities, scope, now or clock.now()).restriction
    pk = _only_account(identities)
    if now is None and pk is not None and remembered.is_free(pk):
        return None
    asked_at, moment = monotonic(), now or clock.now()
    found = look(identities, scope, moment)
    if now is None and pk is not None and found.free:
        remembered.keep(pk, asked_at=asked_at, now=moment, next_start=found.next_start)
    return found.restriction


def require(who: Who, scope: str, *, door: str = "", now: datetime | None = None) -> None:
    """Raises ``TransactionRestricted`` if the customer is restricted in this scope; the attempt is
    kept. ``door`` says where, beside the path of the request."""
    if restriction := restriction_for(who, scope, now=now):
        raise refused(restriction, door=door)


def refused(restriction: Restriction, *, door: str = "") -> TransactionRestricted:
    """The error to raise, its attempt kept. In a request it tells what its visitor may know."""
    if restriction.proven and visit.is_on():
        restriction = as_seen_by(visit.current_user(), restriction)
    return TransactionRestricted(restriction, visit.note(restriction, door=door))


arestriction_for = sync_to_async(restriction_for)
arequire = sync_to_async(require)


def as_seen_by(user: Any, restriction: Restriction) -> Restriction:
    """What may be told to this visitor: an order may name somebody else than who sent it."""
    if user is not None and own_flag(user, restriction.flag_id):
        return restriction
    return Restriction(flag_id=restriction.flag_id, scope=restriction.scope, proven=False)


def restricts(scope: str) -> Callable[..., Any]:
    """View decorator, sync and async: the view is not entered by a restricted customer."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        if iscoroutinefunction(view):

            @wraps(view)
            async def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
                await arequire(request, scope)
                return await view(request, *args, **kwargs)

            return markcoroutinefunction(guarded)

        @wraps(view)
        def guarded_sync(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            require(request, scope)
            return view(request, *args, **kwargs)

        return guarded_sync

    return decorate


class RestrictedMixin:
    """For class views, sync and async: ``restricted_scope`` names what a restricted customer may
    not do."""

    restricted_scope = "order"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        parent = super().dispatch  # type: ignore[misc]
        if getattr(self, "view_is_async", False):
            return self._awaited(parent, request, *args, **kwargs)
        require(request, self.restricted_scope)
        return parent(request, *args, **kwargs)

    async def _awaited(self, parent: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        await arequire(request, self.restricted_scope)
        return await parent(request, *args, **kwargs)


def _identities(who: Who) -> Customer | Sequence[Identity]:
    if isinstance(who, Customer):
        return who
    if isinstance(who, Identity):
        return [who]
    sent = getattr(who, "_request", who)  # what Django REST framework wraps
    if isinstance(sent, HttpRequest):
        user = signed_in(who)  # by its token as well
        return [Identity(user=user), *(Identity(email=one) for one in typed.emails(sent))]
    if who is not None and not hasattr(who, "is_authenticated"):
        # An address or a key would be nobody's, and let everybody through.
        raise TypeError(f"A request, user, Customer or Identity is wanted, not {type(who)}.")
    return [Identity(user=account_of(who))]


def _only_account(identities: Iterable[Identity]) -> Any:
    """The key of the account, if nothing else is known of the visitor."""
    match list(identities):
        case [Identity(user=Model(pk=pk), email="", phone="", subject="")]:
            return pk
        case _:
            return None
