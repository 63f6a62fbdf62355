"""Forms for what staff say about a customer."""

from typing import Any

from django import forms

from kasuhara_plugin.core.errors import AmbiguousCustomer
from kasuhara_plugin.core.forms import PlainTextField
from kasuhara_plugin.core.lookup import number_of
from kasuhara_plugin.core.text import fold
from kasuhara_plugin.customers.actions import NAME_LIMIT, find
from kasuhara_plugin.customers.choosers import CustomerChooserWidget
from kasuhara_plugin.customers.exempting import REASON_LIMIT
from kasuhara_plugin.customers.family import root_of
from kasuhara_plugin.customers.models import Customer, PartyType

BY_MARK = "顧客番号、メールアドレス、電話番号のいずれかを入力してください。"


class CustomerForm(forms.Form):
    name = PlainTextField(label="お名前", limit=NAME_LIMIT, required=False)
    organisation = PlainTextField(label="会社・団体名", limit=NAME_LIMIT, required=False)
    party_type = forms.ChoiceField(label="個人・法人の別", choices=PartyType.choices)


class SomebodyForm(forms.Form):
    """Who is registered as a customer; the marks come from the record that names them."""

    name = PlainTextField(
        label="お名前",
        limit=NAME_LIMIT,
        required=False,
        help_text="分からない場合は空欄で構いません。",
    )


class ReasonForm(forms.Form):
    reason = PlainTextField(
        label="理由", limit=REASON_LIMIT, widget=forms.Textarea(attrs={"rows": 3})
    )


class HoldForm(ReasonForm):
    reason = PlainTextField(
        label="保全の理由",
        limit=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="保全している間は、保存期間が過ぎても、この顧客の記録は消去されません。統合した顧客の記録も保全します。",
    )


class ReleaseHoldForm(ReasonForm):
    reason = PlainTextField(
        label="解除の理由",
        limit=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="解除すると、保存期間を過ぎた記録は次の消去の対象になります。",
    )


class MergeForm(ReasonForm):
    """Names the other customer; whom it found is shown before anything is done."""

    field_order = ["other", "reason"]
    other = PlainTextField(
        label="統合する顧客",
        limit=320,
        help_text=BY_MARK,
    )
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_other(self) -> Customer:
        return customer_typed(self.cleaned_data["other"])

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


class ChooseCustomerForm(forms.Form):
    """One customer, chosen from the list or typed; the second works without JavaScript too."""

    customer = forms.ModelChoiceField(
        Customer.objects.select_related("merged_into"),
        label="一覧から選ぶ",
        required=False,
        widget=CustomerChooserWidget,
        error_messages={"invalid_choice": "該当する顧客が見つかりません。"},
    )
    typed = PlainTextField(label="番号などで指定する", limit=320, required=False, help_text=BY_MARK)

    def clean_customer(self) -> Customer | None:
        chosen: Customer | None = self.cleaned_data["customer"]
        return chosen and root_of(chosen)

    def clean_typed(self) -> Customer | None:
        typed = self.cleaned_data["typed"]
        return customer_typed(typed) if typed.strip() else None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        meant = {cleaned.get("customer"), cleaned.get("typed")} - {None}
        if len(meant) > 1:
            raise forms.ValidationError(
                "選んだ顧客と入力した顧客が異なります。一方だけにしてください。"
            )
        if not meant and not self.errors:
            raise forms.ValidationError("顧客を一覧から選ぶか、番号などで指定してください。")
        return {**cleaned, "meant": next(iter(meant), None)}


def customer_typed(typed: str) -> Customer:
    """The one customer of that number, e-mail address or telephone."""
    typed = typed.strip()
    try:
        customer = _numbered(typed) or find(email=typed) or find(phone=typed)
    except AmbiguousCustomer as error:
        raise forms.ValidationError(str(error)) from None
    if customer is None:
        raise forms.ValidationError("該当する顧客が見つかりません。")
    return customer


def _numbered(typed: str) -> Customer | None:
    number = number_of(fold(typed))
    customer = Customer.objects.filter(pk=number).first() if number else None
    return customer and root_of(customer)
