"""The forms of the staff: an answer, and a call or a mail that is written down."""

from django import forms

from kasuhara_plugin.core.forms import PlainTextField
from kasuhara_plugin.inquiries.actions import ANSWER_LIMIT, BODY_LIMIT, CONTACT_LIMIT, LIMITS
from kasuhara_plugin.inquiries.vocabulary import Channel, Way


class ReleaseForm(forms.Form):
    """Nothing is asked: the act alone."""


class AnswerForm(forms.Form):
    way = forms.ChoiceField(label="回答の方法", choices=Way.choices)
    body = PlainTextField(
        label="回答の内容",
        limit=ANSWER_LIMIT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="記録するだけで、メールは送信しません。内容は、お客様の「お問い合わせの状況」のページにそのまま表示されます。",
    )


class LogForm(forms.Form):
    """Five fields, filled in while the call is going on."""

    channel = forms.ChoiceField(
        label="受付の経路",
        choices=[one for one in Channel.choices if one[0] not in ("web_inquiry", "web_order")],
        initial=Channel.PHONE_INQUIRY,
    )
    contact = PlainTextField(
        label="電話番号またはメールアドレス",
        limit=CONTACT_LIMIT,
        required=False,
        help_text="この番号やアドレスから顧客を探します。分からない場合は空欄にしてください。",
    )
    name = PlainTextField(label="お名前", limit=LIMITS["name"], required=False)
    order_number = PlainTextField(label="ご注文番号", limit=LIMITS["order_number"], required=False)
    body = PlainTextField(
        label="お問い合わせ内容",
        limit=BODY_LIMIT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
