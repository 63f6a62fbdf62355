"""For Django REST framework, which reads a token after the middleware ran: the API asks again when
it knows who it is.

``GatePermission`` in ``DEFAULT_PERMISSION_CLASSES`` closes what ``KASUHARA_GATES`` names;
``RestrictionPermission`` in the ``permission_classes`` of a view closes that view.
"""

from collections.abc import Iterable
from typing import Any

from rest_framework.exceptions import APIException, PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission

from kasuhara_plugin.core import clock
from kasuhara_plugin.customers.identity import Identity, account_of
from kasuhara_plugin.flags import gate, typed
from kasuhara_plugin.flags.answer import content
from kasuhara_plugin.flags.gates import scopes_at
from kasuhara_plugin.flags.looking import Restriction, look


class RestrictionPermission(BasePermission):
    """403 for a restricted customer, on unsafe methods. The view's ``restricted_scope`` names the
    scope; without it ``order``."""

    def has_permission(self, request: Any, view: Any) -> bool:
        if request.method in SAFE_METHODS:
            return True
        for scope in self.scopes(request, view):
            if restriction := _restriction(request, scope):
                raise _denied(gate.refused(restriction, door=type(view).__name__))
        return True

    def scopes(self, request: Any, view: Any) -> Iterable[str]:
        return [getattr(view, "restricted_scope", "order")]


class GatePermission(RestrictionPermission):
    """The same at the URLs that ``KASUHARA_GATES`` names, and nowhere else."""

    def scopes(self, request: Any, view: Any) -> Iterable[str]:
        return scopes_at(request._request)


def _restriction(request: Any, scope: str) -> Restriction | None:
    account = Identity(user=account_of(request.user))
    if restriction := gate.restriction_for(account, scope):
        return restriction
    return look(_typed(request), scope, clock.now()).restriction  # one question, however many


def _typed(request: Any) -> list[Identity]:
    try:
        typed_in = typed.emails_in(request.data, request._request)
    except APIException:  # not readable: the view says so
        typed_in = typed.emails(request._request)
    return [Identity(email=one) for one in typed_in]


def _denied(error: gate.TransactionRestricted) -> PermissionDenied:
    denied = PermissionDenied()
    denied.detail = content(error.restriction, error.reference)  # an argument would become texts
    return denied
