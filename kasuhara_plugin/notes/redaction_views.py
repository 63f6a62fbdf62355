"""内容の消去 in the Wagtail admin: asked for on one form, erased or rejected by another person."""

from typing import Any

from django import forms
from django.forms import Form
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.admin import ActView, crumbs
from kasuhara_plugin.core.forms import PlainTextField
from kasuhara_plugin.notes import history, redacting
from kasuhara_plugin.notes.actions import REASON_LIMIT
from kasuhara_plugin.notes.models import StaffNote
from kasuhara_plugin.notes.redaction import Redaction

WHOLE = "すべての版"


class ProposeRedactionForm(forms.Form):
    version = forms.TypedChoiceField(
        label="消去する版", required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    reason = PlainTextField(
        label="消去の理由",
        limit=REASON_LIMIT,
        help_text="理由は残ります。消去する内容そのものは書かないでください。例：ご本人からの削除のご請求（個人情報保護法35条）",
    )

    def __init__(self, *args: Any, note: StaffNote, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = note.history.order_by(history.NEWEST_FIRST)
        field: Any = self.fields["version"]
        field.choices = [("", WHOLE), *((row.history_id, _named(row)) for row in rows)]


class RejectionForm(forms.Form):
    reason = PlainTextField(label="却下の理由", limit=REASON_LIMIT)


class ProposeRedactionView(ActView):
    model = StaffNote
    permission_required = "redact"
    form_class = ProposeRedactionForm
    page_title = "内容の消去の申請"
    header_icon = "bin"
    submit_label = "申請する"
    success_message = "内容の消去を申請しました。別の人が決定すると、消去されます。"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.note = get_object_or_404(StaffNote, pk=kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "note": self.note}

    def get_page_subtitle(self) -> str:
        return str(self.note)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return crumbs((str(self.note), _address(self.note)), (self.page_title, ""))

    def act(self, form: Form) -> Redaction:
        return redacting.propose_redaction(self.note, **form.cleaned_data, by=self.request.user)

    def get_success_url(self) -> str:
        if self.user_has_permission("view"):
            return _address(self.note)
        return reverse("kasuhara_notes:erase", args=[self.object.pk])


class DecideRedactionView(ActView):
    """Each subclass names its act. What is to be erased is not shown here again."""

    model = StaffNote
    permission_required = "redact"
    form_class: type[Form] = Form
    template_name = "kasuhara_plugin/admin/redaction.html"
    header_icon = "bin"
    erases = False

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = Redaction.objects.select_related("note__customer")
        self.redaction = get_object_or_404(rows, pk=kwargs["redaction_pk"])

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return crumbs((self.page_title, ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.redaction.version
        named = _named(self.redaction.versions()[0]) if version else WHOLE
        by = self.request.user
        return super().get_context_data(
            redaction=self.redaction,
            version=named,
            can_see_note=self.user_has_permission("view"),
            can_decide=not self.redaction.outcome and redacting.may_decide(self.redaction, by=by),
            erases=self.erases,
            **kwargs,
        )

    def get_success_url(self) -> str:
        if self.user_has_permission("view"):
            return _address(self.redaction.note)
        return self.request.path


class EraseView(DecideRedactionView):
    page_title = submit_label = "内容を消去する"
    erases = True
    success_message = "内容を消去しました。"

    def act(self, form: Form) -> Redaction:
        return redacting.approve_redaction(self.redaction, by=self.request.user)


class RejectRedactionView(DecideRedactionView):
    form_class = RejectionForm
    page_title = submit_label = "消去の申請を却下する"
    success_message = "消去の申請を却下しました。"

    def act(self, form: Form) -> Redaction:
        said = form.cleaned_data
        return redacting.reject_redaction(self.redaction, **said, by=self.request.user)


def _address(note: StaffNote) -> str:
    return reverse("kasuhara_notes:inspect", args=[note.pk])


def _named(version: Any) -> str:
    at = version.history_date.astimezone(clock.TOKYO)
    return f"{at:%Y/%m/%d %H:%M}　{version.history_user_name}"
