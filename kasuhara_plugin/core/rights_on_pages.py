"""What a group may do with the policy's pages, and with our settings of one site: rights that Wagtail
keeps in tables of their own."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.signals import post_save, pre_delete
from wagtail.models import GroupPagePermission

from kasuhara_plugin.core.rights import guarded_permissions, pages_of_the_policy
from kasuhara_plugin.core.rights_kept import GIVE, TAKE, keep

SITE_RIGHTS = ("wagtailcore", "groupsitepermission")  # since Wagtail 8


def connect() -> None:
    """Once, from ``AppConfig.ready``."""
    of_sites = [apps.get_model(*SITE_RIGHTS)] if SITE_RIGHTS[1] in _models_of_wagtail() else []
    for model in (GroupPagePermission, *of_sites):
        post_save.connect(_given, model, dispatch_uid="kasuhara:rights")
        pre_delete.connect(_taken, model, dispatch_uid="kasuhara:rights")
    # Wagtail's form of a group uses bulk_create, which sends no signal.
    type(GroupPagePermission.objects)._queryset_class = _PageRights


def _models_of_wagtail() -> Any:
    return apps.all_models[SITE_RIGHTS[0]]


class _PageRights(QuerySet[Any]):
    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        with transaction.atomic():
            made = super().bulk_create(objs, *args, **kwargs)
            _keep(GIVE, made)
        return made


def _given(instance: Any, created: bool, raw: bool, **_: Any) -> None:
    if created and not raw:
        _keep(GIVE, [instance])


def _taken(instance: Any, **_: Any) -> None:
    _keep(TAKE, [instance])


def _keep(act: str, rights: Iterable[Any]) -> None:
    found: dict[Any, list[str]] = {}
    for right in rights:
        if _is_guarded(right):
            place = getattr(right, "page", None) or right.site
            found.setdefault(right.group, []).append(f"{right.permission.codename}（{place}）")
    for group, given in found.items():
        keep(act, group, {"pages": sorted(given)})


def _is_guarded(right: Any) -> bool:
    if isinstance(right, GroupPagePermission):
        return pages_of_the_policy().filter(pk=right.page_id).exists()
    return guarded_permissions().filter(pk=right.permission_id).exists()
