"""取引制限を申請する, begun from nothing but a customer: first it is said about whom."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin.widgets.button import HeaderButton

from kasuhara_plugin.core.admin import ActView, crumbs
from kasuhara_plugin.customers.forms import ChooseCustomerForm
from kasuhara_plugin.flags.models import AccountFlag
from kasuhara_plugin.flags.offering import may_propose


class ChooseCustomerView(ActView):
    model = AccountFlag
    permission_required = "propose"
    form_class = ChooseCustomerForm
    template_name = "kasuhara_plugin/admin/choose_customer.html"
    page_title = "取引制限の申請"
    header_icon = "warning"
    submit_label = "申請へ進む"

    def user_has_permission(self, permission: str) -> bool:
        return may_propose(self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        index = reverse("kasuhara_flags:index")
        return crumbs(("取引制限フラグ", index), (self.page_title, ""))

    def form_valid(self, form: Form) -> HttpResponse:
        return redirect("kasuhara_flags:propose", form.cleaned_data["meant"].pk)


class OffersProposal:
    """The button on the list of flags, for whoever may propose one."""

    request: HttpRequest

    @property
    def header_buttons(self) -> list[Any]:
        if not may_propose(self.request.user):
            return []
        url = reverse("kasuhara_flags:choose")
        return [HeaderButton("取引制限を申請する", url=url, icon_name="plus")]
