"""What each member of the staff chooses for themselves, on the account page of the admin."""

from typing import Any, ClassVar

from django import forms
from wagtail.admin.views.account import BaseSettingsPanel

from kasuhara_plugin.inquiries.inbox.preferences import StaffPreference, preference_of


class PreferenceForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = StaffPreference
        fields = ("veils", "new_mail")
        widgets: ClassVar = {"new_mail": forms.RadioSelect}


class InquiryPanel(BaseSettingsPanel):
    """For whoever may read inquiries."""

    name = "kasuhara_inquiries"
    title = "お問い合わせ"
    order = 450
    form_class = PreferenceForm
    form_object = "profile"

    def is_active(self) -> bool:
        return self.user.has_perm("kasuhara_plugin.view_inquiry")

    def get_form(self) -> Any:
        kept = preference_of(self.user)
        form = PreferenceForm(instance=kept, prefix=self.name)
        if self.request.method != "POST":
            return form
        sent = self.request.POST
        if (
            form.add_prefix("new_mail") not in sent
        ):  # a page without this part changes nothing of it
            sent = {form.add_prefix(name): getattr(kept, name) for name in form.fields}
        return PreferenceForm(sent, instance=kept, prefix=self.name)
