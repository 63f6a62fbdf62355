"""The inquiry form: every error in the field it belongs to, nothing that was typed lost."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.crypto import get_random_string

from kasuhara_plugin.core.forms import PlainTextField
from kasuhara_plugin.core.text import fold
from kasuhara_plugin.inquiries.actions import BODY_LIMIT, LINE_LIMITS, SUBJECT_LIMIT
from kasuhara_plugin.inquiries.attachment_field import WithAttachments

TOKEN_LENGTH = 32


class EmailField(PlainTextField):
    """An address as typed; full width is understood (``fold`` makes the key)."""

    widget = forms.EmailInput

    def validate(self, value: str) -> None:
        super().validate(value)
        try:
            validate_email(fold(value))
        except ValidationError:
            message = "メールアドレスの形式をご確認ください（例：name@example.jp）。"
            raise ValidationError(message, code="email") from None


class InquiryForm(WithAttachments):
    name = PlainTextField(label="お名前", limit=LINE_LIMITS["name"])
    email = EmailField(label="メールアドレス", limit=LINE_LIMITS["email"])
    phone = PlainTextField(label="電話番号", limit=LINE_LIMITS["phone"], required=False)
    order_number = PlainTextField(
        label="ご注文番号", limit=LINE_LIMITS["order_number"], required=False
    )
    subject = PlainTextField(label="件名", limit=SUBJECT_LIMIT)
    body = PlainTextField(
        label="お問い合わせ内容",
        limit=BODY_LIMIT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=f"{BODY_LIMIT:,}文字まで",
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    autocomplete = {"name": "name", "email": "email", "phone": "tel"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", get_random_string(TOKEN_LENGTH))
        self.fields["token"].validators = []  # clean_token judges
        for field, value in self.autocomplete.items():
            self.fields[field].widget.attrs["autocomplete"] = value

    def clean_token(self) -> str:
        """A token of ours, or none: a foreign one is no reason to refuse a message."""
        token = str(self.cleaned_data["token"])
        return token if len(token) == TOKEN_LENGTH and token.isascii() and token.isalnum() else ""
