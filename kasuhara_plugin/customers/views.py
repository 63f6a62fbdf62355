"""Acts about one customer, and what the rooms above share for theirs."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from kasuhara_plugin.core.admin import ActView, crumbs
from kasuhara_plugin.customers import actions
from kasuhara_plugin.customers.family import family, root_of
from kasuhara_plugin.customers.forms import (
    CustomerForm,
    HoldForm,
    MergeForm,
    ReasonForm,
    ReleaseHoldForm,
)
from kasuhara_plugin.customers.legal_holds import LegalHold
from kasuhara_plugin.customers.models import Customer, Identifier, Merge


class AboutCustomerView(ActView):
    """An act about the customer in the URL, for whoever may see that customer; of merged ones,
    about the one that was kept."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = Customer.objects.select_related("merged_into")
        self.customer = root_of(get_object_or_404(rows, pk=kwargs["customer_pk"]))

    def user_has_permission(self, permission: str) -> bool:
        may_see = self.request.user.has_perm("kasuhara_plugin.view_customer")
        return may_see and super().user_has_permission(permission)

    def get_page_subtitle(self) -> str:
        return str(self.customer)

    def card_url(self) -> str:
        return reverse("kasuhara_customers:inspect", args=[self.customer.pk])

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return crumbs((str(self.customer), self.card_url()), (self.page_title, ""))


class CustomerActView(AboutCustomerView):
    """An act of this room: back to the card when it is done."""

    model = Customer
    header_icon = "user"

    def get_success_url(self) -> str:
        return self.card_url()


class AmendView(CustomerActView):
    permission_required = "change"
    form_class: type[Form] = CustomerForm
    page_title = "顧客の情報の変更"
    success_message = "顧客の情報を変更しました。"

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.customer, name) for name in CustomerForm.base_fields}

    def act(self, form: Form) -> Customer:
        return actions.amend(self.customer, **form.cleaned_data, by=self.request.user)


class MergeView(CustomerActView):
    permission_required = "merge"
    form_class: type[Form] = MergeForm
    page_title = "顧客の統合"
    submit_label = "統合する"
    success_message = "顧客を統合しました。"

    def get_initial(self) -> dict[str, Any]:
        return {"other": self.request.GET.get("other", "")}

    def act(self, form: Form) -> Merge:
        data = form.cleaned_data
        return actions.merge(
            self.customer, data["other"], by=self.request.user, reason=data["reason"]
        )


class UnmergeView(CustomerActView):
    permission_required = "merge"
    form_class: type[Form] = ReasonForm
    page_title = "顧客の統合の解除"
    submit_label = "統合を解除する"
    success_message = "顧客の統合を解除しました。"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.merge = get_object_or_404(self.customer.merges, pk=kwargs["merge_pk"])

    def get_page_subtitle(self) -> str:
        return str(self.merge)

    def act(self, form: Form) -> Merge:
        return actions.unmerge(self.merge, **form.cleaned_data, by=self.request.user)


class HoldView(CustomerActView):
    permission_required = "hold"
    form_class: type[Form] = HoldForm
    page_title = "記録の保全"
    submit_label = "記録を保全する"
    success_message = "この顧客の記録を保全しました。"

    def act(self, form: Form) -> LegalHold:
        return actions.hold(self.customer, **form.cleaned_data, by=self.request.user)


class ReleaseHoldView(CustomerActView):
    permission_required = "hold"
    form_class: type[Form] = ReleaseHoldForm
    page_title = "記録の保全の解除"
    submit_label = "保全を解除する"
    success_message = "記録の保全を解除しました。"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = LegalHold.objects.filter(customer__in=family(self.customer))
        self.hold = get_object_or_404(rows, pk=kwargs["hold_pk"])

    def act(self, form: Form) -> LegalHold:
        return actions.release_hold(self.hold, **form.cleaned_data, by=self.request.user)


class IdentifierView(CustomerActView):
    """An act on one of the customer's marks: each subclass names it."""

    permission_required = "exempt"
    form_class: type[Form] = ReasonForm
    change: Callable[..., Identifier]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = Identifier.objects.filter(customer__in=family(self.customer))
        self.identifier = get_object_or_404(rows, pk=kwargs["identifier_pk"])

    def get_page_subtitle(self) -> str:
        kind = self.identifier.get_kind_display()
        shown = "" if self.identifier.kind == "account" else f" {self.identifier}"
        return f"{self.customer}：{kind}{shown}"

    def act(self, form: Form) -> Identifier:
        return self.change(self.identifier, **form.cleaned_data, by=self.request.user)


class ExemptView(IdentifierView):
    page_title = submit_label = "対象外にする"
    success_message = "識別情報を対象外にしました。"
    change = staticmethod(actions.exempt)


class ReinstateView(IdentifierView):
    page_title = submit_label = "対象外を取り消す"
    success_message = "識別情報を対象に戻しました。"
    change = staticmethod(actions.reinstate)
