"""Turns a restriction into a polite answer, as early as the host's settings allow."""

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from kasuhara_plugin.core.conf import conf
from kasuhara_plugin.core.site_settings import shop_of
from kasuhara_plugin.customers.identity import signed_in
from kasuhara_plugin.flags import refusals
from kasuhara_plugin.flags.gate import (
    Restriction,
    TransactionRestricted,
    as_seen_by,
    restriction_for,
)

SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS", "TRACE"))


class RestrictionMiddleware:
    """Stands after the authentication. ``KASUHARA_GATES`` names the URLs that it closes to a
    restricted customer, for unsafe methods only: order history and catalogue stay open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.gates = conf().gates

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponseBase | None:
        if request.method in SAFE_METHODS:
            return None
        for scope in self.scopes_of(request):
            if restriction := restriction_for(request, scope):
                return refuse(request, restriction)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """After the host's transaction was rolled back: nothing of the order is left."""
        if isinstance(error, TransactionRestricted):
            return refuse(request, as_seen_by(signed_in(request), error.restriction))
        return None

    def scopes_of(self, request: HttpRequest) -> list[str]:
        match = request.resolver_match
        view_name = match.view_name if match else ""
        return [
            scope
            for gate, scope in self.gates.items()
            if (
                request.path_info.startswith(gate)
                if gate.startswith("/")
                else fnmatchcase(view_name, gate)
            )
        ]


def refuse(request: HttpRequest, restriction: Restriction) -> HttpResponse:
    """403 with the notice page, or as JSON for who asks for JSON; kept with a number."""
    refusal = refusals.keep(restriction, door=request.path)
    answer = (_json if _wants_json(request) else _page)(request, restriction, refusal.reference)
    add_never_cache_headers(answer)
    return answer


def _page(request: HttpRequest, restriction: Restriction, reference: str) -> HttpResponse:
    context = {
        "restriction": restriction,
        "reference": reference,
        "shop": shop_of(request),
        "base_template": conf().base_template,
    }
    return render(request, "kasuhara_plugin/restricted.html", context, status=403)


def _json(request: HttpRequest, restriction: Restriction, reference: str) -> HttpResponse:
    content = {
        "error": "transaction_restricted",
        "scope": restriction.scope,
        "message": restriction.customer_message,
        "until": restriction.until,
        "reference": reference,
    }
    return JsonResponse(content, status=403, json_dumps_params={"ensure_ascii": False})


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"
