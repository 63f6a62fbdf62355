"""Acts on a flag, as forms in the Wagtail admin."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.admin import ActView, RecordView, crumbs
from kasuhara_plugin.customers.assigned import OfCustomerMixin
from kasuhara_plugin.customers.beside import beside
from kasuhara_plugin.flags import actions, answer, appeals, evidence, told
from kasuhara_plugin.flags.deciding import last_worded
from kasuhara_plugin.flags.effects import effects
from kasuhara_plugin.flags.forms import (
    AppealDecisionForm,
    AppealForm,
    ApproveForm,
    DecisionForm,
    ReasonedDecisionForm,
    ReviewForm,
)
from kasuhara_plugin.flags.looking import restriction_of
from kasuhara_plugin.flags.models import AccountFlag
from kasuhara_plugin.flags.vocabulary import Act, Level, Status
from kasuhara_plugin.flags.wording import default_review

SAMPLE_NUMBER = "R-0000-0000-0"


class FlagView(OfCustomerMixin, RecordView):
    """The flag, its decisions, the attempts it refused, and the acts that are open now."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        status = self.object.status()
        flag, user, now = self.object, self.request.user, clock.now()
        may_decide = self.user_has_permission("approve") and actions.may_decide(flag, by=user)
        urgent, appealed = flag.awaits_ratification(now), appeals.is_open(flag)
        may_answer = self.user_has_permission("decide_appeal")
        return super().get_context_data(
            decisions=flag.decisions.all(),
            appeal=flag.decisions.filter(act=Act.APPEALED).first(),
            urgent=urgent,
            can_ratify=urgent and may_decide,
            can_amend=status == Status.PROPOSED and self.user_has_permission("propose"),
            can_appeal=self.user_has_permission("appeal") and appeals.may_appeal(flag, now),
            can_answer=appealed and may_answer and appeals.may_decide_appeal(flag, by=user),
            appealed=appealed,
            refusals=self.object.refusals.all()[:20],
            can_decide=status == Status.PROPOSED and may_decide,
            waits_for_other=status == Status.PROPOSED and not may_decide,
            can_review=status == Status.ACTIVE
            and not urgent
            and self.user_has_permission("approve"),
            beside=beside(flag.customer, user, flag),
            effects=effects(flag.level, flag.scopes),
            evidence=list(evidence.shown(flag.evidence, user)),
            told=told.of(flag, user),
            can_lift=status == Status.ACTIVE and self.user_has_permission("lift"),
            **kwargs,
        )


class PreviewView(OfCustomerMixin, RecordView):
    """The page that a customer gets who is refused by this flag, as the host's site shows it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        flag: AccountFlag = self.object
        if flag.level == Level.WATCH:
            raise Http404
        restriction = restriction_of(flag, flag.all_scopes()[0], proven=True)
        return answer.page(request, restriction, SAMPLE_NUMBER, status=200)


class DecideView(ActView):
    """A decision about the flag in the URL: each subclass names its act."""

    model = AccountFlag
    form_class: type[Form] = DecisionForm
    header_icon = "warning"
    decide: Callable[..., Any]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.flag = get_object_or_404(AccountFlag, pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.flag)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return crumbs((str(self.flag), self.get_success_url()), (self.page_title, ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seen = {
            "effects": effects(self.flag.level, self.flag.scopes),
            "evidence": list(evidence.shown(self.flag.evidence, self.request.user)),
        }
        return super().get_context_data(flag=self.flag, **seen, **kwargs)

    def act(self, form: Form) -> Any:
        return self.decide(self.flag, by=self.request.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return reverse("kasuhara_flags:inspect", args=[self.flag.pk])


class ApproveView(DecideView):
    permission_required = "approve"
    form_class = ApproveForm
    page_title = submit_label = "承認する"
    success_message = "承認しました。取引制限が適用されています。"
    decide = staticmethod(actions.approve)

    def get_initial(self) -> dict[str, Any]:
        return {"seen": last_worded(self.flag).pk}


class RatifyView(DecideView):
    permission_required = "approve"
    page_title = submit_label = "追認する"
    success_message = "追認しました。取引制限が続きます。"
    decide = staticmethod(actions.ratify)


class AppealView(DecideView):
    """For a customer who phoned."""

    permission_required = "appeal"
    form_class = AppealForm
    page_title = "異議を受け付ける"
    submit_label = "受け付ける"
    success_message = "異議を受け付けました。申請・承認した人とは別の人が決定します。"
    decide = staticmethod(actions.appeal)


class DecideAppealView(DecideView):
    permission_required = "decide_appeal"
    form_class = AppealDecisionForm
    page_title = "異議を決定する"
    submit_label = "決定する"
    success_message = "異議を決定しました。"
    decide = staticmethod(actions.decide_appeal)


class RejectView(DecideView):
    permission_required = "approve"
    page_title = submit_label = "却下する"
    success_message = "却下しました。"
    decide = staticmethod(actions.reject)


class LiftView(DecideView):
    permission_required = "lift"
    form_class = ReasonedDecisionForm
    page_title = submit_label = "解除する"
    success_message = "取引制限を解除しました。"
    decide = staticmethod(actions.lift)


class ReviewView(DecideView):
    """Looked at again: it goes on."""

    permission_required = "approve"
    form_class = ReviewForm
    page_title = submit_label = "見直して続ける"
    success_message = "見直しを記録しました。"
    decide = staticmethod(actions.review)

    def get_initial(self) -> dict[str, Any]:
        return {"next_on": default_review(clock.now())}
