"""一括解除: several flags lifted for one reason. Each is lifted by the act itself, with its own
decision, audit and mail; what cannot be lifted any more is named."""

from typing import Any

from django.forms import Form
from django.urls import reverse
from wagtail.admin import messages

from kasuhara_plugin.core.admin import ActView, crumbs
from kasuhara_plugin.core.errors import KasuharaError
from kasuhara_plugin.core.several import ChooseColumn, RowsField, numbers
from kasuhara_plugin.flags import actions
from kasuhara_plugin.flags.forms import ReasonedDecisionForm
from kasuhara_plugin.flags.models import AccountFlag
from kasuhara_plugin.flags.vocabulary import Status

NOTHING = "解除できるフラグが選択されていません。一覧で選択してください。"


class ChooseFlagColumn(ChooseColumn):
    """A box for each flag in force."""

    box = "flag"

    def get_value(self, instance: AccountFlag) -> bool:
        return instance.status() == Status.ACTIVE


class LiftSeveralForm(ReasonedDecisionForm):
    flag = RowsField(AccountFlag.objects.all(), error_messages={"required": NOTHING})


class LiftSeveralView(ActView):
    model = AccountFlag
    permission_required = "lift"
    form_class: type[Form] = LiftSeveralForm
    template_name = "kasuhara_plugin/admin/lift_several.html"
    page_title = "一括解除"
    submit_label = "まとめて解除する"
    header_icon = "warning"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return crumbs(("取引制限フラグ", self.get_success_url()), (self.page_title, ""))

    def get_initial(self) -> dict[str, Any]:
        return {"flag": [flag.pk for flag in self.chosen()]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(flags=self.chosen(), nothing=NOTHING, **kwargs)

    def chosen(self) -> list[AccountFlag]:
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        rows = AccountFlag.objects.filter(pk__in=numbers(sent.getlist("flag")))
        flags = rows.select_related("customer").prefetch_related("decisions").order_by("pk")
        return [flag for flag in flags if flag.status() == Status.ACTIVE]

    def act(self, form: Form) -> int:
        reason, by = form.cleaned_data["reason"], self.request.user
        lifted = 0
        for flag in form.cleaned_data["flag"]:
            try:
                actions.lift(flag, reason=reason, by=by)
                lifted += 1
            except KasuharaError as error:
                messages.warning(self.request, f"フラグ{flag.pk}（{flag}）：{error}")
        self.success_message = f"{lifted}件の取引制限を解除しました。" if lifted else ""
        return lifted

    def get_success_url(self) -> str:
        return reverse("kasuhara_flags:index")
