"""まとめて対応: several threads given to somebody, closed or released. Each by the act itself, with its own audit;
what cannot be done is named."""

from typing import Any

from django import forms
from django.forms import Form
from django.urls import reverse
from wagtail.admin import messages

from kasuhara_plugin.core.admin import ActView, crumbs
from kasuhara_plugin.core.errors import KasuharaError
from kasuhara_plugin.core.forms import PlainTextField
from kasuhara_plugin.core.several import ChooseColumn, RowsField, numbers
from kasuhara_plugin.inquiries import actions
from kasuhara_plugin.inquiries.inbox.assigning import handlers
from kasuhara_plugin.inquiries.inbox.forms import PersonField
from kasuhara_plugin.inquiries.inbox.given import tell_given
from kasuhara_plugin.inquiries.models import Inquiry

ASSIGN, CLOSE, RELEASE = "assign", "close", "release"
ACTS = {
    ASSIGN: "担当者を決める",
    CLOSE: "対応不要として完了する",
    RELEASE: "保留を解除する",
}
NOTHING = "対応が必要なお問い合わせが選択されていません。一覧で選択してください。"


class ChooseThreadColumn(ChooseColumn):
    """A box for each thread that waits."""

    box = "inquiry"

    def get_value(self, instance: Inquiry) -> bool:
        return instance.waiting_since is not None


class SeveralForm(forms.Form):
    inquiry = RowsField(Inquiry.objects.filter(first=None), error_messages={"required": NOTHING})
    act = forms.ChoiceField(label="操作", choices=ACTS.items(), widget=forms.RadioSelect)
    to = PersonField(label="担当者（担当者を決めるとき）", required=False)
    reason = PlainTextField(
        label="理由（対応不要とするとき）",
        limit=actions.REASON_LIMIT,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["to"]
        people.queryset = handlers()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("act") == ASSIGN and not cleaned.get("to"):
            self.add_error("to", "担当者を選択してください。")
        if cleaned.get("act") == CLOSE and not cleaned.get("reason", "").strip():
            self.add_error("reason", "理由を入力してください。")
        return cleaned


class SeveralView(ActView):
    model = Inquiry
    permission_required = "answer"
    form_class: type[Form] = SeveralForm
    template_name = "kasuhara_plugin/admin/inquiry_several.html"
    page_title = "まとめて対応"
    submit_label = "実行する"
    header_icon = "mail"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return crumbs(("お問い合わせ", self.get_success_url()), (self.page_title, ""))

    def get_initial(self) -> dict[str, Any]:
        return {"inquiry": [row.pk for row in self.chosen()], "act": ASSIGN}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(inquiries=self.chosen(), nothing=NOTHING, **kwargs)

    def chosen(self) -> list[Inquiry]:
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        rows = Inquiry.objects.filter(pk__in=numbers(sent.getlist("inquiry")), first=None)
        return list(rows.filter(waiting_since__isnull=False).order_by("pk"))

    def act(self, form: Form) -> int:
        wanted, done = form.cleaned_data, []
        for row in wanted["inquiry"]:
            try:
                self.do(row, **wanted)
                done.append(row)
            except KasuharaError as error:
                messages.warning(self.request, f"{row.number}：{error}")
        if wanted["act"] == ASSIGN:
            tell_given(wanted["to"], done, by=self.request.user)
        said = f"{len(done)}件のお問い合わせに「{ACTS[wanted['act']]}」を実行しました。"
        self.success_message = said if done else ""
        return len(done)

    def do(self, row: Inquiry, *, act: str, to: Any, reason: str, **_: Any) -> None:
        by = self.request.user
        if act == ASSIGN:
            actions.assign(row, to, by=by, tells=False)
        elif act == CLOSE:
            actions.close(row, reason=reason, by=by)
        else:
            actions.release(row, by=by)

    def get_success_url(self) -> str:
        return f"{reverse('kasuhara_inquiries:index')}?state=new"
