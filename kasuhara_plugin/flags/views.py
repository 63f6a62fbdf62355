"""Acts on a flag, as forms in the Wagtail admin."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from kasuhara_plugin.core.admin import ActView, RecordView, crumbs
from kasuhara_plugin.customers.views import AboutCustomerView
from kasuhara_plugin.flags import actions
from kasuhara_plugin.flags.forms import DecisionForm, ProposeForm, ReasonedDecisionForm
from kasuhara_plugin.flags.models import AccountFlag, Status


class FlagView(RecordView):
    """The flag, its decisions, the attempts it refused, and the acts that are open now."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        status = self.object.status()
        may_decide = self.user_has_permission("approve") and actions.may_decide(
            self.object, by=self.request.user
        )
        return super().get_context_data(
            decisions=self.object.decisions.all(),
            refusals=self.object.refusals.all()[:20],
            can_decide=status == Status.PROPOSED and may_decide,
            waits_for_other=status == Status.PROPOSED and not may_decide,
            can_lift=status == Status.ACTIVE and self.user_has_permission("lift"),
            **kwargs,
        )


class ProposeView(AboutCustomerView):
    model = AccountFlag
    permission_required = "propose"
    form_class = ProposeForm
    page_title = "取引制限の申請"
    header_icon = "warning"
    submit_label = "申請する"
    success_message = "登録しました。"

    def act(self, form: Form) -> AccountFlag:
        return actions.propose(self.customer, **form.cleaned_data, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("kasuhara_flags:inspect", args=[self.object.pk])


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
        return super().get_context_data(flag=self.flag, **kwargs)

    def act(self, form: Form) -> Any:
        return self.decide(self.flag, by=self.request.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return reverse("kasuhara_flags:inspect", args=[self.flag.pk])


class ApproveView(DecideView):
    permission_required = "approve"
    page_title = submit_label = "承認する"
    success_message = "承認しました。取引制限が適用されています。"
    decide = staticmethod(actions.approve)


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
