"""The same page without the guard, and with what a shop could put together itself; see
``bench.inquiries``. This module is the site's root of addresses while it is measured."""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from django.core import signing
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django_ratelimit.decorators import ratelimit
from rapidfuzz import fuzz
from storefront.urls import urlpatterns as shop_urls

from kasuhara_plugin.core import clock, letters, links, outbox
from kasuhara_plugin.core.numbers import new_number
from kasuhara_plugin.core.site_settings import shop_of_default_site
from kasuhara_plugin.inquiries import guard, notices, receiving, serving
from kasuhara_plugin.inquiries.forms import InquiryForm
from kasuhara_plugin.inquiries.receiving import Receipt
from kasuhara_plugin.inquiries.rules import CATEGORIES, InquiryRules

LAST, ALIKE = 50, 90.0  # messages; of 100
TYPED = ("name", "email", "phone", "order_number", "category", "subject", "body")
Send = Callable[["PlainInquiry"], Any]


class PlainInquiry(models.Model):
    """What was typed, when, and where it came from."""

    number = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    email = models.CharField(max_length=320)
    phone = models.CharField(max_length=30, blank=True)
    order_number = models.CharField(max_length=50, blank=True)
    category = models.CharField(max_length=100, blank=True)
    subject = models.CharField(max_length=100)
    body = models.TextField()
    address = models.GenericIPAddressField(null=True)
    received_at = models.DateTimeField(default=timezone.now)
    held_until = None  # asked for by the text of the receipt

    class Meta:
        app_label = "bench_inquiries"
        indexes = [models.Index(fields=["email", "received_at"], name="bench_inquiry_sender")]

    def __str__(self) -> str:
        return self.number


def by_outbox(row: PlainInquiry) -> None:
    subject, body = _receipt(row)
    outbox.post(
        to=row.email, subject=subject, body=body, kind="bench.receipt", about=row,
        key=f"bench:{row.number}",
    )  # fmt: skip


def bare(row: PlainInquiry) -> None:
    subject, body = _receipt(row)
    transaction.on_commit(EmailMessage(subject, body, to=[row.email]).send)


def page(send: Send, repeats: Callable[[Any], bool] | None = None) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        form = InquiryForm(request.POST, request.FILES, categories=CATEGORIES.splitlines())
        if not form.is_valid() or (repeats and repeats(form.cleaned_data)):
            return render(request, "kasuhara_plugin/inquiry.html", {"form": form})
        typed = {name: form.cleaned_data[name] for name in TYPED}
        address = request.META["REMOTE_ADDR"]
        with transaction.atomic():
            row = PlainInquiry.objects.create(**typed, number=new_number("P"), address=address)
            send(row)
        return redirect("kasuhara_plugin:inquiry_received", receipt=signing.dumps(row.number))

    return view


@csrf_exempt  # the page checks it itself
def recorded(request: HttpRequest) -> HttpResponse:
    """The plugin's own page and all that it writes down, without one question of the guard."""
    with patch.object(serving, "receive", _received):
        return serving.serve(request)


def _received(
    *, user: Any, address: str | None, rules: InquiryRules, token: str, extra: dict[str, str],
    attachments: Any, **typed: str,
) -> Receipt:  # fmt: skip
    sent = receiving._Sent(
        typed=typed, user=user, token=token, sender=f"email:{typed['email']}", network="", text="",
        said=None, now=clock.now(), rules=rules, beside={"extra": extra},
    )  # fmt: skip
    verdict = guard.Verdict(guard.Outcome.ACCEPT, ())
    with transaction.atomic():
        inquiry = receiving._stored(sent, verdict, None, token=token)
        receiving._audit(inquiry, sent)
        notices.post(inquiry, verdict, rules=rules, shop=sent.shop)
        receiving._tell_the_host(inquiry, verdict)
    return Receipt(inquiry.number, verdict, inquiry)


def limited(view: Callable[..., HttpResponse]) -> Callable[..., Any]:
    for key, rate in (("user_or_ip", "8/h"), ("post:email", "8/h"), ("ip", "20/10m")):
        view = ratelimit(group="bench", key=key, rate=rate, method="POST", block=True)(view)
    return view


def said_before(alike: Callable[..., float]) -> Callable[[Any], bool]:
    def asked(typed: dict[str, str]) -> bool:
        rows = PlainInquiry.objects.filter(email=typed["email"]).order_by("-received_at")
        earlier = rows.values_list("body", flat=True)[:LAST]
        return max((alike(typed["body"], one) for one in earlier), default=0.0) >= ALIKE

    return asked


def _receipt(row: PlainInquiry) -> tuple[str, str]:
    """The letter of the guarded page, with the shop's own name and address."""
    shop, token = shop_of_default_site(), signing.dumps(row.pk)
    url = links.absolute("kasuhara_plugin:inquiry_by_mail", token, site=shop.site_or_none())
    context = {"inquiry": row, "shop": shop, "url": url}
    return letters.render("inquiry_receipt", context)


urlpatterns = [
    path("unguarded/", page(by_outbox)),
    path("bare/", page(bare)),
    path("recorded/", recorded),
    path("ratio/", limited(page(by_outbox, said_before(fuzz.ratio)))),
    path("partial/", limited(page(by_outbox, said_before(fuzz.partial_ratio)))),
    path("wratio/", limited(page(by_outbox, said_before(fuzz.WRatio)))),
    *shop_urls,
]
