"""How a refusal is answered: the notice page, or JSON for who asks for JSON (law 5)."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from kasuhara_plugin.core.conf import conf
from kasuhara_plugin.core.site_settings import shop_of
from kasuhara_plugin.flags.looking import Restriction

_OURS = "_kasuhara_refusal"
_ERROR = "transaction_restricted"


def refuse(
    request: HttpRequest, restriction: Restriction, reference: str, *, as_json: bool = False
) -> HttpResponse:
    """403, in what the request accepts."""
    answer = (
        _json(restriction, reference)
        if as_json or _wants_json(request)
        else page(request, restriction, reference)
    )
    add_never_cache_headers(answer)
    setattr(answer, _OURS, True)
    return answer


def tells(answer: HttpResponseBase, reference: str) -> bool:
    """Whether the answer says the number; Django REST framework keeps in ``data`` what an API said."""
    said = getattr(answer, "data", None)
    return hasattr(answer, _OURS) or (
        isinstance(said, Mapping) and said.get("reference") == reference
    )


def is_json(answer: HttpResponseBase) -> bool:
    return answer.get("Content-Type", "").startswith("application/json")


def page(
    request: HttpRequest, restriction: Restriction, reference: str, status: int = 403
) -> HttpResponse:
    context = {
        "restriction": restriction,
        "reference": reference,
        "shop": shop_of(request),
        "base_template": conf().base_template,
    }
    return render(request, "kasuhara_plugin/restricted.html", context, status=status)


def content(restriction: Restriction, reference: str) -> dict[str, Any]:
    """What an API tells; the same for every API."""
    return {
        "error": _ERROR,
        "scope": restriction.scope,
        "message": restriction.customer_message,
        "until": restriction.until,
        "reference": reference,
    }


def _json(restriction: Restriction, reference: str) -> HttpResponse:
    answer = content(restriction, reference)
    return JsonResponse(answer, status=403, json_dumps_params={"ensure_ascii": False})


def _wants_json(request: HttpRequest) -> bool:
    """Who asks for it, and who uses an API without saying what he reads (``*/*``)."""
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return True
    asks_for_a_page = any(str(one).startswith("text/html") for one in request.accepted_types)
    return not asks_for_a_page and (_sends_json(request) or _is_api(request))


def _sends_json(request: HttpRequest) -> bool:
    kind = request.content_type or ""
    return kind == "application/json" or kind.endswith("+json")


def _is_api(request: HttpRequest) -> bool:
    """As Django REST framework marks its views."""
    view = getattr(request.resolver_match, "func", None)
    return hasattr(getattr(view, "cls", None), "permission_classes")
