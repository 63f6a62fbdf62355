"""The acts of the inbox on the staff's screens."""

from typing import Any

from django.forms import Form
from django.urls import reverse

from kasuhara_plugin.core.admin import ActView, crumbs
from kasuhara_plugin.inquiries import actions
from kasuhara_plugin.inquiries.act_view import InquiryActView
from kasuhara_plugin.inquiries.inbox.forms import (
    AskForm,
    AssignForm,
    CloseForm,
    HandOverForm,
    RemarkForm,
    TagForm,
)
from kasuhara_plugin.inquiries.inbox.states import in_charge
from kasuhara_plugin.inquiries.models import Inquiry


class AssignView(InquiryActView):
    permission_required = "answer"
    form_class = AssignForm
    page_title = submit_label = "担当者を決める"
    success_message = "担当者を決めました。"

    def get_initial(self) -> dict[str, Any]:
        now = in_charge(self.inquiry.thread())
        return {"to": now.person_id if now else None}

    def act(self, form: Form) -> Any:
        return actions.assign(self.inquiry, form.cleaned_data["to"], by=self.request.user)


class TakeView(InquiryActView):
    """One click: it is mine."""

    permission_required = "answer"
    form_class = Form
    page_title = submit_label = "自分が担当する"
    success_message = "担当になりました。"

    def act(self, form: Form) -> Any:
        return actions.assign(self.inquiry, self.request.user, by=self.request.user)


class AskView(InquiryActView):
    """Open to whoever may read it; what they do not want to read stays veiled."""

    permission_required = "view"
    form_class = AskForm
    page_title = submit_label = "同僚に確認を依頼する"
    success_message = "確認を依頼しました。"
    consequence = (
        "相手には、このお問い合わせのアドレスだけをメールでお知らせします。本文は送りません。"
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "by": self.request.user}

    def act(self, form: Form) -> None:
        actions.ask_to_read(self.inquiry, **form.cleaned_data, by=self.request.user)


class CloseView(InquiryActView):
    permission_required = "answer"
    form_class = CloseForm
    page_title = submit_label = "対応不要として完了する"
    success_message = "対応不要として完了しました。"
    consequence = (
        "お客様へのお返事はしません。続けてお問い合わせが届いたときは、また新着に表示されます。"
    )

    def act(self, form: Form) -> Any:
        return actions.close(self.inquiry, **form.cleaned_data, by=self.request.user)


class RemarkView(InquiryActView):
    permission_required = "answer"
    form_class = RemarkForm
    page_title = "内部メモを書く"
    submit_label = "保存"
    success_message = "内部メモを保存しました。"

    def act(self, form: Form) -> Any:
        return actions.remark(self.inquiry, **form.cleaned_data, by=self.request.user)


class TagView(InquiryActView):
    permission_required = "answer"
    form_class = TagForm
    page_title = "タグを付ける"
    submit_label = "保存"
    success_message = "タグを保存しました。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "thread": self.inquiry.thread()}

    def get_initial(self) -> dict[str, Any]:
        return {"tags": self.inquiry.thread().taggings.values_list("tag", flat=True)}

    def act(self, form: Form) -> Any:
        return actions.tag(self.inquiry, form.cleaned_data["tags"], by=self.request.user)


class HandOverView(ActView):
    model = Inquiry
    permission_required = "answer"
    form_class = HandOverForm
    page_title = submit_label = "担当を引き継ぐ"
    header_icon = "group"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return crumbs((self.page_title, ""))

    def act(self, form: Form) -> list[Inquiry]:
        return actions.hand_over(**form.cleaned_data, by=self.request.user)

    @property
    def success_message(self) -> str:  # type: ignore[override]
        return f"{len(self.object)}件のお問い合わせを引き継ぎました。"

    def get_success_url(self) -> str:
        return reverse("kasuhara_inquiries:index")
