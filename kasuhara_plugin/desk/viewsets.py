"""顧客 as the desk shows it: with the card, and with 電話メモ beside the list."""

from typing import Any

from django.forms import Form
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from wagtail.admin.widgets.button import HeaderButton

from kasuhara_plugin.core.admin import ActView, crumbs
from kasuhara_plugin.customers.viewsets import CustomerIndexView, CustomerViewSet
from kasuhara_plugin.desk import phone_note
from kasuhara_plugin.desk.card import CustomerCardView
from kasuhara_plugin.desk.filters import DeskCustomerFilterSet
from kasuhara_plugin.desk.forms import PhoneNoteForm
from kasuhara_plugin.desk.looking_up import LookUpView
from kasuhara_plugin.notes.models import StaffNote


class PhoneNoteView(ActView):
    """One short form, for whoever may register a customer and write a note."""

    any_permission_required = ["add"]
    form_class = PhoneNoteForm
    page_title = "電話メモ"
    header_icon = "mobile-alt"
    success_message = "電話メモを保存しました。"

    def user_has_any_permission(self, permissions: list[str]) -> bool:
        return phone_note.may_write(self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return crumbs((self.page_title, ""))

    def act(self, form: Form) -> StaffNote:
        return phone_note.write(**form.cleaned_data, by=self.request.user)

    def get_success_url(self) -> str:
        if self.request.user.has_perm("kasuhara_plugin.view_customer"):
            return reverse("kasuhara_customers:inspect", args=[self.object.customer_id])
        return reverse("wagtailadmin_home")


class DeskCustomerIndexView(CustomerIndexView):
    @property
    def header_buttons(self) -> list[Any]:
        if not phone_note.may_write(self.request.user):
            return []
        url = reverse("kasuhara_customers:phone_note")
        return [HeaderButton("電話メモ", url=url, icon_name="mobile-alt")]


class DeskCustomerViewSet(CustomerViewSet):
    filterset_class = DeskCustomerFilterSet
    index_view_class = DeskCustomerIndexView
    inspect_view_class = CustomerCardView

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("phone-note/", self.construct_view(PhoneNoteView), name="phone_note"),
            path("look-up/", self.construct_view(LookUpView), name="look_up"),
        ]
