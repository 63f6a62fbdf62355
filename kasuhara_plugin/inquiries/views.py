"""The inquiry form and its receipt. Works without JavaScript, is never cached."""

from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kasuhara_plugin.core import csrf
from kasuhara_plugin.core.conf import conf
from kasuhara_plugin.core.network import client_address
from kasuhara_plugin.core.site_settings import shop_of
from kasuhara_plugin.customers.identity import account_email, signed_in
from kasuhara_plugin.inquiries.actions import Receipt, receive
from kasuhara_plugin.inquiries.forms import InquiryForm
from kasuhara_plugin.inquiries.guard import Outcome
from kasuhara_plugin.inquiries.models import Inquiry
from kasuhara_plugin.inquiries.uploads import bound

_SALT = "kasuhara.receipt"
_RECEIPT_S = 24 * 60 * 60


@never_cache
@csrf_exempt  # checked below, so that a stale token does not cost what was typed
@require_http_methods(["GET", "HEAD", "POST"])
def inquiry(request: HttpRequest) -> HttpResponse:
    bound(request)
    if request.method != "POST":
        return _page(request, InquiryForm(initial=_known_of(request)))
    form = InquiryForm(request.POST, request.FILES)
    if csrf.is_forged_or_stale(request):
        return _page(request, form, status=403, stale=True)
    if not form.is_valid():
        return _page(request, form)
    user = signed_in(request)
    receipt = receive(**form.cleaned_data, user=user, address=client_address(request))
    if receipt.verdict.outcome is Outcome.REFUSE:
        return _too_many(request, form, receipt)
    return redirect("kasuhara_plugin:inquiry_received", receipt=_sealed(receipt))


@never_cache
def inquiry_received(request: HttpRequest, receipt: str) -> HttpResponse:
    """The receipt, at an address that only its sender was given."""
    try:
        content = signing.loads(receipt, salt=_SALT, max_age=_RECEIPT_S)
    except signing.BadSignature:
        raise Http404 from None
    inquiry = Inquiry.objects.filter(number=content["number"]).first()
    content["attachments"] = inquiry.attachments.all() if inquiry else ()
    return _render(request, "kasuhara_plugin/inquiry_received.html", content)


def _sealed(receipt: Receipt) -> str:
    held = receipt.verdict.outcome is Outcome.HOLD
    return signing.dumps({"number": receipt.number, "held": held}, salt=_SALT)


def _too_many(request: HttpRequest, form: InquiryForm, receipt: Receipt) -> HttpResponse:
    """429: the text stays in the form, and another way to reach the shop is named."""
    minutes = -(-receipt.retry_after_s // 60)
    answer = _page(request, form, status=429, retry_after_minutes=minutes)
    answer["Retry-After"] = str(receipt.retry_after_s)
    return answer


def _page(request: HttpRequest, form: InquiryForm, status: int = 200, **more: Any) -> HttpResponse:
    form.park_attachments()
    return _render(request, "kasuhara_plugin/inquiry.html", {"form": form, **more}, status)


def _render(
    request: HttpRequest, template: str, content: dict[str, Any], status: int = 200
) -> HttpResponse:
    furniture = {"shop": shop_of(request), "base_template": conf().base_template}
    return render(request, template, {**furniture, **content}, status=status)


def _known_of(request: HttpRequest) -> dict[str, str]:
    user = signed_in(request)
    return {"email": account_email(user)} if user else {}
