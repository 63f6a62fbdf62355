"""Forms for what staff say about a customer."""

from typing import Any

from django import forms

from kasuhara_plugin.core.errors import AmbiguousCustomer
from kasuhara_plugin.core.forms import PlainTextField
from kasuhara_plugin.customers.actions import NAME_LIMIT, find
from kasuhara_plugin.customers.exempting import REASON_LIMIT
from kasuhara_plugin.customers.family import root_of
from kasuhara_plugin.customers.models import Customer, PartyType

LARGEST_KEY = 2**63 - 1  # what the database's key column holds


class CustomerForm(forms.Form):
    name = PlainTextField(label="お名前", limit=NAME_LIMIT, required=False)
    organisation = PlainTextField(label="会社・団体名", limit=NAME_LIMIT, required=False)
    party_type = forms.ChoiceField(label="個人・法人の別", choices=PartyType.choices)


class ReasonForm(forms.Form):
    reason = PlainTextField(
        label="理由", limit=REASON_LIMIT, widget=forms.Textarea(attrs={"rows": 3})
    )


class MergeForm(ReasonForm):
    """Names the other customer; whom it found is shown before anything is done."""

    field_order = ["other", "reason"]
    other = PlainTextField(
        label="統合する顧客",
        limit=320,
        help_text="顧客番号、メールアドレス、電話番号のいずれかを入力してください。",
    )
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_other(self) -> Customer:
        typed = self.cleaned_data["other"].strip()
        try:
            other = _numbered(typed) or find(email=typed) or find(phone=typed)
        except AmbiguousCustomer as error:
            raise forms.ValidationError(str(error)) from None
        if other is None:
            raise forms.ValidationError("該当する顧客が見つかりません。")
        return other

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        other = cleaned.get("other")
        if other and not self.errors and cleaned.pop("confirmed", "") != str(other.pk):
            self._ask(other)
        return cleaned

    def _ask(self, other: Customer) -> None:
        data: Any = self.data
        self.data = {**data.dict(), "confirmed": str(other.pk)}
        marks = [str(mark) for mark in other.identifiers.exclude(kind="account")]
        known = "、".join([f"顧客番号 {other.pk}", *filter(None, [other.organisation]), *marks])
        raise forms.ValidationError(
            f"「{other}」（{known}）を統合します。"
            "お間違いがなければ、もう一度「統合する」を押してください。",
            code="confirm",
        )


def _numbered(typed: str) -> Customer | None:
    """The customer of that number; a telephone number is longer than any that is given out."""
    if not (typed.isascii() and typed.isdecimal()) or int(typed) > LARGEST_KEY:
        return None
    customer = Customer.objects.filter(pk=typed).first() if not typed.startswith("0") else None
    return customer and root_of(customer)
