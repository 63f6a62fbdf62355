"""The staff: the host's accounts that enter the admin and hold a permission of ours."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from simple_history.models import HistoricalRecords
from wagtail.log_actions import get_active_log_context

from kasuhara_plugin.core.errors import KasuharaError


class UnknownPerson(KasuharaError, LookupError):
    """An e-mail address names no active account, or several."""


def staff_who_may(codename: str) -> QuerySet[Any]:
    """Active accounts with the permission ``kasuhara_plugin.<codename>`` that may enter Wagtail's
    admin, where all of it is done; each once."""
    users = get_user_model()._default_manager.filter(is_active=True)
    asked = _holders(users, "kasuhara_plugin", codename)
    entering = _holders(users, "wagtailadmin", "access_admin")
    return users.filter(pk__in=asked).filter(pk__in=entering).order_by("pk")


def everybody_of_the_admin() -> QuerySet[Any]:
    """The accounts that may enter Wagtail's admin, the closed ones included: the shop's people by
    name."""
    users = get_user_model()._default_manager.all()
    return users.filter(pk__in=_holders(users, "wagtailadmin", "access_admin")).order_by("pk")


def _holders(users: QuerySet[Any], app_label: str, codename: str) -> QuerySet[Any]:
    named = {"content_type__app_label": app_label, "codename": codename}
    own = Q(**{f"user_permissions__{name}": value for name, value in named.items()})
    of_group = Q(**{f"groups__permissions__{name}": value for name, value in named.items()})
    return users.filter(own | of_group | Q(is_superuser=True)).values("pk")


def address_of(user: Any) -> str:
    """The account's e-mail address; empty if it has none."""
    return getattr(user, user.get_email_field_name(), "") or ""


def by_address(email: str) -> Any:
    """The one active account with this address, as a command is told who acts. Raises
    ``UnknownPerson``."""
    users = get_user_model()
    field = users.get_email_field_name()
    found = list(users._default_manager.filter(**{f"{field}__iexact": email, "is_active": True}))
    if len(found) != 1:
        raise UnknownPerson(f"このメールアドレスの有効な利用者が一人に決まりません：{email}")
    return found[0]


def acting() -> Any:
    """Who acts at this moment: in Wagtail's admin, or in any other request. None is the system,
    such as a command or a shell."""
    if user := get_active_log_context().user:
        return user
    user = getattr(getattr(HistoricalRecords.context, "request", None), "user", None)
    return user if user is not None and user.is_authenticated else None
