"""The inquiry form: every error in the field it belongs to, nothing that was typed lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.crypto import get_random_string

from kasuhara_plugin.core.forms import PlainTextField
from kasuhara_plugin.core.text import fold, is_blank
from kasuhara_plugin.inquiries.actions import BODY_LIMIT, EXTRA_LIMIT, LIMITS
from kasuhara_plugin.inquiries.attachment_field import NAME as ATTACHMENTS
from kasuhara_plugin.inquiries.attachment_field import WithAttachments

TOKEN_LENGTH = 32
UNCHOSEN = [("", "選択してください")]


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


class Suggesting(forms.TextInput):
    """One line with suggestions; anything else can be typed as well."""

    template_name = "kasuhara_plugin/_suggesting.html"

    def __init__(self, options: Sequence[str]) -> None:
        super().__init__()
        self.options = list(options)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}_list"
        context["widget"]["attrs"]["list"] = list_id
        return {**context, "options": self.options, "list_id": list_id}


@dataclass(frozen=True)
class ExtraField:
    """A field that the shop added. ``kind`` is ``line``, ``text`` or ``choice``."""

    label: str
    kind: str = "line"
    required: bool = False
    help_text: str = ""
    choices: tuple[str, ...] = ()

    def form_field(self) -> forms.Field:
        common: dict[str, Any] = {
            "label": self.label,
            "required": self.required,
            "help_text": self.help_text,
        }
        if self.kind == "choice":
            return _choice(self.choices, **common)
        if self.kind == "text":
            common |= {"widget": forms.Textarea(attrs={"rows": 4}), "strip": False}
        return PlainTextField(limit=EXTRA_LIMIT, **common)


class InquiryForm(WithAttachments):
    name = PlainTextField(label="お名前", limit=LIMITS["name"])
    email = EmailField(label="メールアドレス", limit=LIMITS["email"])
    phone = PlainTextField(label="電話番号", limit=LIMITS["phone"], required=False)
    order_number = PlainTextField(label="ご注文番号", limit=LIMITS["order_number"], required=False)
    category = forms.ChoiceField(label="お問い合わせの種類", required=False)
    subject = PlainTextField(label="件名", limit=LIMITS["subject"])
    body = PlainTextField(
        label="お問い合わせ内容",
        limit=BODY_LIMIT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=f"{BODY_LIMIT:,}文字まで",
    )
    homepage = forms.CharField(label="この欄は空欄のままにしてください", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    autocomplete = {"name": "name", "email": "email", "phone": "tel", "homepage": "off"}
    plain = ("name", "email", "phone", "order_number", "category", "subject", "body", "token")

    def __init__(
        self,
        *args: Any,
        categories: Sequence[str] = (),
        orders: Sequence[str] = (),
        extra: Sequence[ExtraField] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", get_random_string(TOKEN_LENGTH))
        self.fields["token"].validators = []  # clean_token judges
        self.fields["homepage"].validators = []
        self.fields["homepage"].widget.attrs["tabindex"] = "-1"
        self._offer(categories, orders)
        self.extra = {f"extra_{place}": field for place, field in enumerate(extra)}
        self.fields.update({name: field.form_field() for name, field in self.extra.items()})
        for field, value in self.autocomplete.items():
            self.fields[field].widget.attrs["autocomplete"] = value

    def _offer(self, categories: Sequence[str], orders: Sequence[str]) -> None:
        if categories:
            self.fields["category"] = _choice(
                categories, label=self.fields["category"].label, required=False
            )
        else:
            del self.fields["category"]
        if orders:
            self.fields["order_number"].widget = Suggesting(orders)
            self.fields["order_number"].help_text = "これまでのご注文から選べます"

    def for_receiving(self) -> dict[str, Any]:
        """The arguments of ``receive`` that the form gives."""
        data = self.cleaned_data
        answers = {field.label: data[name] for name, field in self.extra.items()}
        extra = {label: text for label, text in answers.items() if not is_blank(text)}
        typed = {name: data[name] for name in self.plain if name in data}
        return typed | {"extra": extra, "attachments": data.get(ATTACHMENTS, ())}

    def shown_fields(self) -> list[forms.BoundField]:
        """In the order of the page: what the shop added stands before the text."""
        ours = [self[name] for name in self.plain if name in self.fields and name != "token"]
        files = [self[ATTACHMENTS]] if ATTACHMENTS in self.fields else []
        return [*ours[:-2], *(self[name] for name in self.extra), *ours[-2:], *files]

    def clean_homepage(self) -> str:
        """People do not see this field. Who fills it in is told so; nothing is thrown away."""
        if self.cleaned_data["homepage"]:
            raise ValidationError("この欄を空欄にして、もう一度送信してください。", code="filled")
        return ""

    def clean_token(self) -> str:
        """A token of ours, or none: a foreign one is no reason to refuse a message."""
        token = str(self.cleaned_data["token"])
        return token if len(token) == TOKEN_LENGTH and token.isascii() and token.isalnum() else ""


def _choice(choices: Sequence[str], **options: Any) -> forms.ChoiceField:
    field = forms.ChoiceField(choices=[*UNCHOSEN, *((one, one) for one in choices)], **options)
    field.error_messages["invalid_choice"] = "一覧からお選びください。"
    field.error_messages["required"] = "お選びください。"
    return field
