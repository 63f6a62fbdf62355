"""What each member of the staff chooses for themselves, on the account page of the admin."""

from functools import partial
from typing import Any, ClassVar

from django import forms
from wagtail.admin.views.account import BaseSettingsPanel

from kasuhara_plugin.inquiries.inbox.preferences import StaffPreference, preference_of
from kasuhara_plugin.inquiries.inbox.rights import ALL, GIVEN

_GIVEN: Any = StaffPreference._meta.get_field("given_mail")


class PreferenceForm(forms.ModelForm):  # type: ignore[type-arg]
    given_mail = forms.TypedChoiceField(
        label=_GIVEN.verbose_name,
        choices=[(True, "受け取る"), (False, "受け取らない")],
        coerce=lambda chosen: chosen == "True",
        widget=forms.RadioSelect,
        help_text=_GIVEN.help_text,
    )

    class Meta:
        model = StaffPreference
        fields = ("veils", "new_mail", "given_mail")
        widgets: ClassVar = {"new_mail": forms.RadioSelect}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not user.has_perm(ALL):
            del self.fields["new_mail"]


class InquiryPanel(BaseSettingsPanel):
    """For whoever may read inquiries, or those that are given to them."""

    name = "kasuhara_inquiries"
    title = "お問い合わせ"
    order = 450
    form_class = PreferenceForm
    form_object = "profile"

    def is_active(self) -> bool:
        return self.user.has_perm(ALL) or self.user.has_perm(GIVEN)

    def get_form(self) -> Any:
        made = partial(
            PreferenceForm, instance=preference_of(self.user), prefix=self.name, user=self.user
        )
        form = made()
        if self.request.method != "POST":
            return form
        sent = self.request.POST
        # A page without this part changes nothing of it; a box that is not ticked sends nothing.
        if form.add_prefix("given_mail") not in sent:
            sent = {form.add_prefix(name): form[name].value() for name in form.fields}
        return made(sent)
