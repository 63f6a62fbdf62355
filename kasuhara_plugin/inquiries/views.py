"""The public pages of the room: the form, its receipt, and where an inquiry stands."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from kasuhara_plugin.customers.identity import signed_in
from kasuhara_plugin.inquiries import mail_link
from kasuhara_plugin.inquiries.counters import sender_key
from kasuhara_plugin.inquiries.models import Inquiry, InquiryQuerySet
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.inquiries.serving import RECEIPT_SALT, rendered, serve

_RECEIPT_S = 24 * 60 * 60
SHOWN = 50  # of one's own inquiries, the newest


@transaction.non_atomic_requests  # a receipt is shown for what is committed
@csrf_exempt  # checked in ``serve``, so that a stale token does not cost what was typed
@require_http_methods(["GET", "HEAD", "POST"])
def inquiry(request: HttpRequest) -> HttpResponse:
    return serve(request)


@never_cache
@require_safe
def inquiry_received(request: HttpRequest, receipt: str) -> HttpResponse:
    """The receipt. What went before is told to the account that wrote it, and to nobody else."""
    try:
        content = signing.loads(receipt, salt=RECEIPT_SALT, max_age=_RECEIPT_S)
    except signing.BadSignature:
        raise Http404 from None
    row = Inquiry.objects.filter(number=content["number"]).select_related("first").first()
    if row is None:
        raise Http404
    user = signed_in(request)
    is_owner = user is not None and _of(user).filter(pk=row.pk).exists()
    shown = {
        "inquiry": row,
        "is_owner": is_owner,
        "answers": row.thread().answers.all() if is_owner else (),
        "wait": InquiryRules.load(request).for_guard().asks_to_wait(row.nth),
        "held": row.is_held(),
        "attachments": row.attachments.all(),
    }
    return rendered(request, "kasuhara_plugin/inquiry_received.html", shown)


@never_cache
@require_safe
def my_inquiries(request: HttpRequest) -> HttpResponse:
    """What the account wrote itself, with the answers; never what others typed its address into."""
    user = signed_in(request)
    if user is None:
        return redirect_to_login(request.get_full_path())
    rows = _of(user).filter(first=None).prefetch_related("answers", "repeats")
    return rendered(
        request, "kasuhara_plugin/my_inquiries.html", {"inquiries": rows.order_by("-id")[:SHOWN]}
    )


@never_cache
@require_safe
def my_inquiry(request: HttpRequest, number: str) -> HttpResponse:
    user = signed_in(request)
    if user is None:
        return redirect_to_login(request.get_full_path())
    row = _of(user).select_related("first").filter(number=number).first()
    return _shown(request, row, is_owner=True)


@never_cache
@require_safe
def inquiry_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """By the link of the receipt, without an account."""
    return _shown(request, mail_link.inquiry_of(token), is_owner=False)


def _shown(request: HttpRequest, row: Inquiry | None, *, is_owner: bool) -> HttpResponse:
    if row is None:
        raise Http404
    content = {
        "inquiry": row,
        "is_owner": is_owner,
        "answers": row.thread().answers.all(),
        "attachments": row.attachments.all(),
        "held": row.is_held(),
    }
    answer = rendered(request, "kasuhara_plugin/my_inquiry.html", content)
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _of(user: Any) -> InquiryQuerySet:
    return Inquiry.objects.filter(proven=True, sender_key=sender_key(user=user, email=""))
