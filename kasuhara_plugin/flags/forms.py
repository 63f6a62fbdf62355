"""Forms for what people decide about a flag."""

from django import forms
from wagtail.admin.widgets import AdminDateInput

from kasuhara_plugin.core.forms import PlainTextField
from kasuhara_plugin.flags.actions import REASON_LIMIT


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


class ReviewForm(ReasonedDecisionForm):
    next_on = forms.DateField(label="次の見直し日", widget=AdminDateInput)
