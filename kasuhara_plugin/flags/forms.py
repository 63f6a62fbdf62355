"""Forms for what staff propose and decide about a flag."""

from typing import Any

from django import forms
from wagtail.admin.widgets import AdminDateInput

from kasuhara_plugin.core.forms import PlainTextField
from kasuhara_plugin.core.text import is_blank
from kasuhara_plugin.flags.actions import MESSAGE_LIMIT, REASON_LIMIT
from kasuhara_plugin.flags.models import Level, Scope


class WordingForm(forms.Form):
    """What a flag says: proposed, or amended while it waits."""

    level = forms.ChoiceField(label="区分", choices=Level.choices, initial=Level.LIMIT)
    scopes = forms.MultipleChoiceField(
        label="制限する取引",
        choices=Scope.choices,
        initial=[Scope.ORDER],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="「取引のお断り」では、すべての取引が対象になります。",
    )
    reason = PlainTextField(
        label="理由（社内用）",
        limit=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="お客様には表示されません。",
    )
    customer_message = PlainTextField(
        label="お客様へのご説明",
        limit=MESSAGE_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="お客様がお手続きをされたときに、この文面が表示されます。",
    )
    until = forms.DateField(
        label="終了日", required=False, widget=AdminDateInput, help_text="この日の終わりまで。"
    )
    review_on = forms.DateField(label="見直し日", required=False, widget=AdminDateInput)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        message = cleaned.get("customer_message")  # None if the field has an error of its own
        if cleaned.get("level") != Level.WATCH and message is not None and is_blank(message):
            self.add_error("customer_message", "お客様へのご説明を入力してください。")
        if cleaned.get("level") == Level.LIMIT and not cleaned.get("scopes"):
            self.add_error("scopes", "制限する取引を選択してください。")
        return cleaned


class ProposeForm(WordingForm):
    urgent = forms.BooleanField(
        label="緊急（すぐに適用する）",
        required=False,
        help_text="翌営業日の終わりまでに別の責任者が追認しないと、失効します。",
    )

    def __init__(self, *args: Any, may_urge: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_urge:
            del self.fields["urgent"]


class AmendForm(WordingForm):
    amend_reason = PlainTextField(
        label="変更の理由", limit=REASON_LIMIT, widget=forms.Textarea(attrs={"rows": 2})
    )


class DecisionForm(forms.Form):
    reason = PlainTextField(
        label="理由", limit=REASON_LIMIT, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ApproveForm(DecisionForm):
    """``seen`` is what was read: an amendment meanwhile is not approved by it."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AppealForm(forms.Form):
    reason = PlainTextField(
        label="お申し立ての内容", limit=REASON_LIMIT, widget=forms.Textarea(attrs={"rows": 6})
    )


class AppealDecisionForm(forms.Form):
    granted = forms.TypedChoiceField(
        label="決定",
        choices=[
            ("no", "異議を認めない（制限を続ける）"),
            ("yes", "異議を認める（制限を解除する）"),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = PlainTextField(
        label="お客様への回答",
        limit=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="この文面がお客様に表示されます。",
    )


class ReasonedDecisionForm(forms.Form):
    reason = PlainTextField(
        label="理由", limit=REASON_LIMIT, widget=forms.Textarea(attrs={"rows": 3})
    )
