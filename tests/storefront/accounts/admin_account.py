"""The staff's own account page in Wagtail's admin, asking for one name."""

from django import forms
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import AccountView as BaseAccountView
from wagtail.admin.views.account import BaseSettingsPanel, NameEmailSettingsPanel

from storefront.accounts.models import User


class NameForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("name", "email")


class NamePanel(NameEmailSettingsPanel):
    form_class = NameForm


class AccountView(BaseAccountView):
    def get_panels(self) -> list[BaseSettingsPanel]:
        return [self._with_one_name(panel) for panel in super().get_panels()]

    def _with_one_name(self, panel: BaseSettingsPanel) -> BaseSettingsPanel:
        if not isinstance(panel, NameEmailSettingsPanel):
            return panel
        return NamePanel(panel.request, panel.user, panel.profile)


account_view = require_admin_access(AccountView.as_view())
