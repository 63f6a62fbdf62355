"""The staff: the host's accounts that hold a permission of ours."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet


def staff_who_may(codename: str) -> QuerySet[Any]:
    """Active accounts with the permission ``kasuhara_plugin.<codename>``, each once."""
    named = {"content_type__app_label": "kasuhara_plugin", "codename": codename}
    own = Q(**{f"user_permissions__{name}": value for name, value in named.items()})
    of_group = Q(**{f"groups__permissions__{name}": value for name, value in named.items()})
    users = get_user_model()._default_manager.filter(is_active=True)
    holders = users.filter(own | of_group | Q(is_superuser=True)).values("pk")
    return users.filter(pk__in=holders).order_by("pk")


def address_of(user: Any) -> str:
    """The account's e-mail address; empty if it has none."""
    return getattr(user, type(user).get_email_field_name(), "") or ""
