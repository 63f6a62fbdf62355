"""Wagtail's user administration, fitted to users with one name and no username."""

from django import forms
from wagtail.users import forms as base
from wagtail.users.views.users import EditView as BaseEditView
from wagtail.users.views.users import IndexView as BaseIndexView
from wagtail.users.views.users import UserViewSet as BaseUserViewSet

from kasuhara_plugin.desk.user_admin import FlaggedUserEditMixin
from storefront.accounts.models import User

_PROFILE = ("email", "name", "company", "phone", "is_staff", "is_superuser", "groups")
_WIDGETS: dict[str, type[forms.Widget]] = {"groups": forms.CheckboxSelectMultiple}


class CreationForm(base.UserCreationForm):
    # Wagtail declares both on its base form; None takes them away again.
    first_name = None
    last_name = None

    class Meta:
        model = User
        fields = _PROFILE
        widgets = _WIDGETS


class EditForm(base.UserEditForm):
    first_name = None
    last_name = None

    class Meta:
        model = User
        fields = (*_PROFILE, "is_active")
        widgets = _WIDGETS


class IndexView(BaseIndexView):
    search_fields = ("email", "name", "company")


class EditView(FlaggedUserEditMixin, BaseEditView):
    pass


class UserViewSet(BaseUserViewSet):
    index_view_class = IndexView
    edit_view_class = EditView

    def get_form_class(self, for_update: bool = False) -> type[base.UserForm]:
        return EditForm if for_update else CreationForm
