from typing import Any

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from storefront.shop.models import Order, Product, Quote

_GUEST_WIDGETS: dict[str, forms.Widget] = {
    "guest_name": forms.TextInput(attrs={"autocomplete": "name"}),
    "guest_email": forms.EmailInput(attrs={"autocomplete": "email"}),
}


class PrintJobForm(forms.ModelForm):
    """A choice from the price table of one product; guests also say who they are."""

    guest_fields_required = False

    paper = forms.ChoiceField(label="用紙")
    size = forms.ChoiceField(label="サイズ")
    quantity = forms.TypedChoiceField(label="数量", coerce=int)

    def __init__(
        self, product: Product, user: AbstractBaseUser | AnonymousUser, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.instance.product = product
        self._offer_choices(product)
        if user.is_authenticated:
            self.instance.user = user
            self._drop_guest_fields()
        else:
            self._ask_guest()

    def _offer_choices(self, product: Product) -> None:
        prices = list(product.prices.all())
        papers = dict.fromkeys(price.paper for price in prices)
        sizes = dict.fromkeys(price.size for price in prices)
        quantities = sorted({price.quantity for price in prices})
        self.fields["paper"].choices = [(paper, paper) for paper in papers]
        self.fields["size"].choices = [(size, size) for size in sizes]
        self.fields["quantity"].choices = [(n, f"{n:,}{product.unit}") for n in quantities]

    def _drop_guest_fields(self) -> None:
        del self.fields["guest_name"]
        del self.fields["guest_email"]

    def _ask_guest(self) -> None:
        self.fields["guest_name"].required = self.guest_fields_required
        self.fields["guest_email"].required = self.guest_fields_required

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        choice = {name: data.get(name) for name in ("paper", "size", "quantity")}
        if None in choice.values():
            return data
        price = self.instance.product.prices.filter(**choice).first()
        if price is None:
            raise forms.ValidationError("この組み合わせはお取り扱いしておりません。")
        self.instance.price = price.yen
        return data


class OrderForm(PrintJobForm):
    guest_fields_required = True

    class Meta:
        model = Order
        fields = ("paper", "size", "quantity", "guest_name", "guest_email", "address", "note")
        help_texts = {
            "address": "郵便番号・ご住所・お受け取りになる方のお名前をご記入ください。",
        }
        widgets = _GUEST_WIDGETS | {
            "address": forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }


class QuoteForm(PrintJobForm):
    class Meta:
        model = Quote
        fields = ("paper", "size", "quantity", "guest_name", "guest_email")
