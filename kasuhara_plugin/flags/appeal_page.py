"""The pages of a restricted customer: the notice to be read, and the page on which to disagree and
to read the answer; for the owner of the account, and by the link in the mail."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kasuhara_plugin.core import clock, csrf
from kasuhara_plugin.core.conf import conf
from kasuhara_plugin.core.errors import KasuharaError
from kasuhara_plugin.core.site_settings import DecisionRule, shop_of
from kasuhara_plugin.customers.identity import signed_in
from kasuhara_plugin.flags import appeal_link, appeals, readings
from kasuhara_plugin.flags.appeal_term import last_day
from kasuhara_plugin.flags.deciding import rule
from kasuhara_plugin.flags.forms import AppealForm
from kasuhara_plugin.flags.models import AccountFlag
from kasuhara_plugin.flags.owners import concerns_the_customer, own_flag
from kasuhara_plugin.flags.vocabulary import APPEAL_VERDICTS, Act, Status

_page_of_ours = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@csrf_exempt  # checked below, so that a stale token does not cost what was typed
@_page_of_ours
def appeal(request: HttpRequest, flag_id: int) -> HttpResponse:
    """404 for everybody but the owner (law 5)."""
    flag = _own_flag(request, flag_id)

    def send(reason: str) -> None:
        appeals.appeal(flag, reason=reason, by=request.user)

    return _appeal(request, flag, send)


@never_cache
@csrf_exempt
@_page_of_ours
def appeal_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """404 for a link that does not hold; what a mail scanner opens changes nothing."""
    holder = appeal_link.holder(token)
    if holder is None or not concerns_the_customer(holder.flag):
        raise Http404

    def send(reason: str) -> None:
        appeals.appeal_by_mail(token, reason=reason)

    answer = _appeal(request, holder.flag, send)
    # The address is the key. Not "no-referrer": the browser would then send the form from nowhere.
    answer["Referrer-Policy"] = "same-origin"
    return answer


@never_cache
@csrf_exempt
@_page_of_ours
def notice(request: HttpRequest, flag_id: int) -> HttpResponse:
    """What a restricted customer is asked to read; the way on is ``next``."""
    flag = _own_flag(request, flag_id)
    onward = _onward(request)
    if flag.status() != Status.ACTIVE:  # nothing is refused any more
        return redirect(onward)
    if request.method != "POST" or csrf.is_forged_or_stale(request):
        status = 403 if request.method == "POST" else 200
        more = {"stale": status == 403, "next": onward}
        return _page(request, flag, "notice", status=status, **more)
    readings.confirm(flag, by=request.user)
    return redirect(onward)


def _onward(request: HttpRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(
        asked, {request.get_host()}, require_https=request.is_secure()
    )
    return asked if safe else "/"


def _own_flag(request: HttpRequest, flag_id: int) -> AccountFlag:
    user = signed_in(request)
    flag = own_flag(user, flag_id) if user else None
    if flag is None:
        raise Http404
    return flag


def _appeal(request: HttpRequest, flag: AccountFlag, send: Callable[[str], None]) -> HttpResponse:
    if request.method != "POST":
        return _page(request, flag, "appeal", form=AppealForm())
    form = AppealForm(request.POST)
    if csrf.is_forged_or_stale(request):
        return _page(request, flag, "appeal", status=403, form=form, stale=True)
    if form.is_valid():
        try:
            send(form.cleaned_data["reason"])
            return redirect(request.path)
        except KasuharaError as error:
            form.add_error(None, str(error))
    return _page(request, flag, "appeal", form=form)


def _page(
    request: HttpRequest, flag: AccountFlag, template: str, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "flag": flag,
        "made": flag.decisions.filter(act=Act.APPEALED).first(),
        "answer": flag.decisions.filter(act__in=APPEAL_VERDICTS).first(),
        "ended": flag.status() != Status.ACTIVE,
        "open": appeals.may_appeal(flag, clock.now()),
        "by_another": rule() == DecisionRule.TWO,
        "last_day": last_day(flag),
        "shop": shop_of(request),
        "base_template": conf().base_template,
        **more,
    }
    with timezone.override(clock.TOKYO):
        return render(request, f"kasuhara_plugin/{template}.html", context, status=status)
