from django import forms
from django.contrib.auth.forms import BaseUserCreationForm

from storefront.accounts.models import User

_WIDGETS: dict[str, forms.Widget] = {
    "email": forms.EmailInput(attrs={"autocomplete": "email"}),
    "name": forms.TextInput(attrs={"autocomplete": "name"}),
    "company": forms.TextInput(attrs={"autocomplete": "organization"}),
    "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
}


class SignUpForm(BaseUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name", "company", "phone")
        widgets = _WIDGETS


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("name", "company", "phone")
        widgets = _WIDGETS
