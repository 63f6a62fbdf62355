"""The page on which the owner of a restricted account disagrees, and reads the answer."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kasuhara_plugin.core import clock, csrf
from kasuhara_plugin.core.conf import conf
from kasuhara_plugin.core.errors import KasuharaError
from kasuhara_plugin.core.site_settings import DecisionRule, shop_of
from kasuhara_plugin.customers.family import family
from kasuhara_plugin.customers.identity import signed_in
from kasuhara_plugin.flags import appeals
from kasuhara_plugin.flags.deciding import rule
from kasuhara_plugin.flags.forms import AppealForm
from kasuhara_plugin.flags.gate import was_known
from kasuhara_plugin.flags.models import APPEAL_VERDICTS, AccountFlag, Act, Level


@never_cache
@csrf_exempt  # checked below, so that a stale token does not cost what was typed
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, flag_id: int) -> HttpResponse:
    """404 for everybody but the owner (law 5)."""
    flag = _own_flag(request, flag_id)
    if request.method != "POST":
        return _page(request, flag, AppealForm())
    form = AppealForm(request.POST)
    if csrf.is_forged_or_stale(request):
        return _page(request, flag, form, status=403, stale=True)
    if form.is_valid():
        try:
            appeals.appeal(flag, reason=form.cleaned_data["reason"], by=request.user)
            return redirect(request.path)
        except KasuharaError as error:
            form.add_error(None, str(error))
    return _page(request, flag, form)


def _own_flag(request: HttpRequest, flag_id: int) -> AccountFlag:
    user = signed_in(request)
    flag = AccountFlag.objects.filter(pk=flag_id).exclude(level=Level.WATCH).first()
    if user is None or flag is None or not _is_theirs(flag, user):
        raise Http404
    decided = flag.decisions.filter(act__in=[Act.APPROVED, Act.RATIFIED]).exists()
    if not decided and not flag.awaits_ratification():
        raise Http404  # nothing that concerns the customer yet
    return flag


def _is_theirs(flag: AccountFlag, user: Any) -> bool:
    own = [one for one in family(flag.customer) if one.user_id == user.pk]
    return bool(own) and was_known(flag, own, user)


def _page(
    request: HttpRequest, flag: AccountFlag, form: AppealForm, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "flag": flag,
        "form": form,
        "made": flag.decisions.filter(act=Act.APPEALED).first(),
        "answer": flag.decisions.filter(act__in=APPEAL_VERDICTS).first(),
        "open": appeals.may_appeal(flag, clock.now()),
        "by_another": rule() == DecisionRule.TWO,
        "last_day": appeals.last_day(flag),
        "shop": shop_of(request),
        "base_template": conf().base_template,
        **more,
    }
    return render(request, "kasuhara_plugin/appeal.html", context, status=status)
