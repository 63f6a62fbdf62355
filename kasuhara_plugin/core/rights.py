"""Which rights this app guards: its own permissions, the way into the admin, the rights by which
these are handed out, and what a group may do with the policy page."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet
from wagtail.models import GroupPagePermission, Page

from kasuhara_plugin.core.conf import conf


def guarded_permissions() -> QuerySet[Permission]:
    own = Q(content_type__app_label="kasuhara_plugin")
    entering = Q(content_type__app_label="wagtailadmin", codename="access_admin")
    return Permission.objects.filter(own | entering | _handing_out())


def _handing_out() -> Q:
    """Whoever may add or change an account or a group may give it anything."""
    found = Q()
    for model in (get_user_model(), Group):
        codenames = [f"{act}_{model._meta.model_name}" for act in ("add", "change")]
        found |= Q(content_type__app_label=model._meta.app_label, codename__in=codenames)
    return found


def guarded_groups() -> QuerySet[Group]:
    """Those that hold one of them."""
    holding = Group.permissions.through._default_manager.filter(
        permission__in=guarded_permissions()
    )
    on_page = GroupPagePermission.objects.filter(page__in=pages_of_the_policy())
    either = Q(pk__in=holding.values("group")) | Q(pk__in=on_page.values("group"))
    return Group.objects.filter(either)


def pages_of_the_policy() -> QuerySet[Page]:
    """With those above it: a permission on a page holds for all that is below."""
    policies = apps.get_model(conf().policy_page_model)._default_manager
    step = Page.steplen
    above = {
        path[:end]
        for path in policies.values_list("path", flat=True)
        for end in range(step, len(path) + 1, step)
    }
    return Page.objects.filter(path__in=above)


def held_by(user: Any) -> dict[str, list[str]]:
    """The names of an account's rights by their kind; empty if it holds none."""
    held = {
        "account": ["is_superuser"] if getattr(user, "is_superuser", False) else [],
        "groups": names(guarded_groups().filter(pk__in=_keys(user, "groups"))),
        "permissions": names(guarded_permissions().filter(pk__in=_keys(user, "user_permissions"))),
    }
    return {kind: found for kind, found in held.items() if found}


def names(things: Iterable[Any]) -> list[str]:
    if isinstance(things, QuerySet) and things.model is Permission:
        things = things.select_related("content_type")
    return sorted(name_of(thing) for thing in things)


def name_of(thing: Any) -> str:
    if isinstance(thing, Permission):
        return f"{thing.content_type.app_label}.{thing.codename}"
    return str(thing)


def _keys(user: Any, relation: str) -> Any:
    """An account of a model without PermissionsMixin has neither groups nor permissions."""
    return getattr(user, relation).values("pk") if hasattr(user, relation) else []
