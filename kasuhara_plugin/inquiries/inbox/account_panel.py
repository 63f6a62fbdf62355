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
        kwargs: dict[str, Any] = {"instance": preference_of(self.user), "prefix": self.name}
        if self.request.method == "POST":
            return self.form_class(self.request.POST, **kwargs)
        return self.form_class(**kwargs)
