"""A search of the list is kept under a name, or forgotten."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from kasuhara_plugin.core.admin import ActView, crumbs
from kasuhara_plugin.inquiries.inbox.filters import InquiryFilterSet
from kasuhara_plugin.inquiries.inbox.forms import SaveViewForm
from kasuhara_plugin.inquiries.inbox.saved_views import SavedView, forget_view, save_view
from kasuhara_plugin.inquiries.models import Inquiry


class OfListView(ActView):
    """For whoever may see the list, and back to it."""

    model = Inquiry
    permission_required = "view"
    header_icon = "pin"
    asked = ""

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return crumbs(("お問い合わせ", self.get_success_url()), (self.page_title, ""))

    def get_success_url(self) -> str:
        return f"{reverse('kasuhara_inquiries:index')}?{self.asked}"


class SaveViewView(OfListView):
    """What the list was asked for stands in this page's address."""

    form_class = SaveViewForm
    page_title = "絞り込みを保存する"
    success_message = "絞り込みを保存しました。一覧の上に表示されます。"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.asked = InquiryFilterSet.asked_of(request)

    def get_page_subtitle(self) -> str:
        rows, words = Inquiry.objects.none(), self.request.GET.get("q", "")
        told = InquiryFilterSet(self.request.GET, queryset=rows, request=self.request).told()
        return "、".join(filter(None, [f"検索：{words}" if words else "", told]))

    def act(self, form: Form) -> SavedView:
        return save_view(asked=self.asked, **form.cleaned_data, by=self.request.user)


class ForgetViewView(OfListView):
    form_class = Form
    page_title = submit_label = "保存した絞り込みを削除する"
    success_message = "保存した絞り込みを削除しました。"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.saved = get_object_or_404(SavedView, pk=kwargs["view_pk"], user=request.user.pk)

    def get_page_subtitle(self) -> str:
        return self.saved.name

    def act(self, form: Form) -> None:
        forget_view(self.saved, by=self.request.user)
