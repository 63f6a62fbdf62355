"""The inquiry form as it is served: at an address of its own, or as a page of Wagtail's tree."""

import logging
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core import signing
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from kasuhara_plugin.core import csrf
from kasuhara_plugin.core.conf import conf
from kasuhara_plugin.core.lookup import number_of
from kasuhara_plugin.core.network import client_address
from kasuhara_plugin.core.site_settings import shop_of
from kasuhara_plugin.customers.identity import account_email, signed_in
from kasuhara_plugin.customers.orders import numbers_of
from kasuhara_plugin.inquiries import attachment_store as store
from kasuhara_plugin.inquiries.actions import BODY_LIMIT, Receipt, receive
from kasuhara_plugin.inquiries.attaching import MOST
from kasuhara_plugin.inquiries.forms import ExtraField, InquiryForm
from kasuhara_plugin.inquiries.guard import Outcome
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.inquiries.uploads import bound, read_off

logger = logging.getLogger(__name__)

RECEIPT_SALT = "kasuhara.receipt"
CSRF_FIELD = "csrfmiddlewaretoken"
BASE = "kasuhara_plugin/base.html"
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)  # Django reads none of it
GONE = (DatabaseError, InterfaceError)
RETRY_S = 60  # after the database did not answer


def serve(request: HttpRequest, *, page: Any = None) -> HttpResponse:
    """The form, empty or filled in, or the way to the receipt. Never cached."""
    try:
        page = page or _page_of(request)
        answer = _posted(request, page) if request.method == "POST" else _empty(request, page)
    except GONE:
        if request.method != "POST":
            raise
        logger.exception("The database does not answer: a message is given back.")
        answer = _unavailable(request)
    except TOO_MUCH:
        answer = _too_large(request)
    add_never_cache_headers(answer)
    return answer


def _page_of(request: HttpRequest) -> Any:
    """The page of Wagtail's tree whose form was sent here: its own address would lose what was
    typed where Django refuses a stale token."""
    pk = number_of(request.GET.get("page", ""))
    model: Any = apps.get_model(conf().inquiry_page_model)
    return model.objects.live().public().filter(pk=pk).first() if pk else None


def _empty(request: HttpRequest, page: Any) -> HttpResponse:
    return _page(request, _form(request, page, initial=_known_of(request)), page)


def _posted(request: HttpRequest, page: Any) -> HttpResponse:
    bound(request)
    form = _form(request, page, request.POST, request.FILES)
    if csrf.is_forged_or_stale(request):
        return _page(request, form, page, status=403, stale=True)
    if not form.is_valid():
        return _page(request, form, page)
    receipt = receive(
        **form.for_receiving(),
        user=signed_in(request),
        address=client_address(request),
        rules=InquiryRules.load(request),
    )
    if receipt.verdict.outcome is Outcome.REFUSE:
        answer = _page(request, form, page, retry_after_minutes=receipt.retry_after_minutes)
        return too_many(answer, receipt)
    return redirect("kasuhara_plugin:inquiry_received", receipt=sealed(receipt))


def sealed(receipt: Receipt) -> str:
    """The address of a receipt, which only its sender is given."""
    return signing.dumps({"number": receipt.number}, salt=RECEIPT_SALT)


def too_many(answer: HttpResponse, receipt: Receipt) -> HttpResponse:
    """429, with the time to wait."""
    answer.status_code = 429
    answer["Retry-After"] = str(receipt.retry_after_s)
    add_never_cache_headers(answer)
    return answer


def rendered(
    request: HttpRequest, template: str, content: dict[str, Any], status: int = 200
) -> HttpResponse:
    furniture = {
        "shop": shop_of(request),
        "base_template": conf().base_template,
        "texts": InquiryRules.load(request),
    }
    return render(request, template, {**furniture, **content}, status=status)


def _form(request: HttpRequest, page: Any, *args: Any, **kwargs: Any) -> InquiryForm:
    extra: Sequence[ExtraField] = page.extra_fields() if page else ()
    user = signed_in(request)
    return InquiryForm(
        *args,
        categories=InquiryRules.load(request).category_list(),
        orders=numbers_of(user) if user else (),
        extra=extra,
        **kwargs,
    )


def _unavailable(request: HttpRequest) -> HttpResponse:
    """What was typed stays in the page, also in fields that only the database knows."""
    form = InquiryForm(initial=request.POST.dict())
    shown = (*form.fields, CSRF_FIELD)
    content = {"form": form, "others": [pair for pair in pairs(request) if pair[0] not in shown]}
    return without_database(request, "kasuhara_plugin/inquiry_unavailable.html", content)


def without_database(request: HttpRequest, template: str, content: dict[str, Any]) -> HttpResponse:
    """503 in a page that asks the database for nothing: no context processor of the site runs."""
    furniture = {"base_template": BASE, "csrf_token": get_token(request)}
    answer = HttpResponse(render_to_string(template, {**content, **furniture}), status=503)
    answer["Retry-After"] = str(RETRY_S)
    add_never_cache_headers(answer)
    return answer


def _too_large(request: HttpRequest) -> HttpResponse:
    """What was typed is not read, so it cannot be given back: the browser still has it."""
    read_off(request)
    content = {"body_limit": f"{BODY_LIMIT:,}", "most_files": MOST if store.is_on() else 0}
    return rendered(request, "kasuhara_plugin/inquiry_too_large.html", content, status=413)


def pairs(request: HttpRequest) -> list[tuple[str, str]]:
    """All that was sent, each value of a field."""
    return [(name, str(one)) for name, values in request.POST.lists() for one in values]


def _page(
    request: HttpRequest, form: InquiryForm, page: Any, status: int = 200, **more: Any
) -> HttpResponse:
    form.park_attachments()
    content = {"form": form, "page": page, **more}
    return rendered(request, "kasuhara_plugin/inquiry.html", content, status)


def _known_of(request: HttpRequest) -> dict[str, str]:
    user = signed_in(request)
    if not user:
        return {}
    name = user.get_full_name() if hasattr(user, "get_full_name") else ""
    return {"email": account_email(user), "name": name}
