"""One search field for what a caller says: a number that was given out, a name, a telephone."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.views.generic import RedirectView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from kasuhara_plugin.core.numbers import as_number
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.flags.models import Refusal
from kasuhara_plugin.inquiries.models import Inquiry

TYPED_LIMIT = 200  # characters; Django redirects to no longer address than these make
# What has a number that is given out, the field of it, and the room it is in.
_NUMBERED = ((Refusal, "reference", "kasuhara_refusals"), (Inquiry, "number", "kasuhara_inquiries"))
_LISTS = ((Customer, "kasuhara_customers"), (Inquiry, "kasuhara_inquiries"), (Refusal, "kasuhara_refusals"))  # fmt: skip


def may_look_up(user: Any) -> bool:
    return any(_may_view(user, model) for model, _ in _LISTS)


def destination(typed: str, *, by: Any) -> str:
    """The record of a number that was given out, or else the customers searched for what was
    typed. A record that ``by`` may not view is answered as one that does not exist."""
    number = as_number(typed)
    for model, field, room in _NUMBERED if number else ():
        if _may_view(by, model) and (row := model.objects.filter(**{field: number}).first()):
            return reverse(f"{room}:inspect", args=[row.pk])
    room = next(room for model, room in _LISTS if _may_view(by, model))
    return f"{reverse(f'{room}:index')}?{urlencode({'q': typed})}"


class LookUpView(PermissionCheckedMixin, RedirectView):
    any_permission_required = ["view"]
    http_method_names = ["get", "head"]

    def user_has_any_permission(self, permissions: list[str]) -> bool:
        return may_look_up(self.request.user)

    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str:
        typed = self.request.GET.get("q", "").strip()[:TYPED_LIMIT]
        return destination(typed, by=self.request.user)


def _may_view(user: Any, model: Any) -> bool:
    return bool(user.has_perm(f"kasuhara_plugin.view_{model._meta.model_name}"))
