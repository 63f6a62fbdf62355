"""The flags of an account: who makes a superuser, or shuts the account of somebody who holds a
right, does an act (law 4)."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import FieldDoesNotExist
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models.signals import post_save, pre_save

from kasuhara_plugin.core.rights import held_by
from kasuhara_plugin.core.rights_kept import GIVE, OF_A_FIXTURE, TAKE, keep

FLAGS = ("is_superuser", "is_active", "is_staff")


def connect() -> None:
    """Once, from ``AppConfig.ready``. Without a sender: a proxy of the model sends its own class."""
    pre_save.connect(_saving, dispatch_uid="kasuhara:rights")
    post_save.connect(_made, dispatch_uid="kasuhara:rights")


# A shop may send these signals itself, with less in them than Django (django-oscar does).
def _saving(
    instance: Any,
    raw: bool = False,
    using: str = DEFAULT_DB_ALIAS,
    update_fields: Iterable[str] | None = None,
    **_: Any,
) -> None:
    accounts = get_user_model()
    if raw and isinstance(instance, (accounts, Group)):
        setattr(instance, OF_A_FIXTURE, True)
    elif isinstance(instance, accounts) and not instance._state.adding:
        saved = _flags() if update_fields is None else _flags() & set(update_fields)
        if saved:  # a log-in saves none of them, and asks nothing
            _compare(instance, saved, using)


def _flags() -> set[str]:
    return {name for name in FLAGS if _has_field(name)}


def _has_field(name: str) -> bool:
    try:
        return bool(get_user_model()._meta.get_field(name).concrete)
    except FieldDoesNotExist:
        return False


def _compare(user: Any, saved: set[str], using: str) -> None:
    """Django sends the signal outside the transaction of the save. So the flags are written here
    already, in one transaction with their record."""
    row = get_user_model()._base_manager.using(using).filter(pk=user.pk)
    before = row.values(*saved).first() or {}
    changed = {name: getattr(user, name) for name in before if before[name] != getattr(user, name)}
    # A flag of somebody who holds nothing of ours is the host's own business.
    if changed and ("is_superuser" in changed or held_by(user)):
        with transaction.atomic(using=using):
            row.update(**changed)
            _keep(user, changed)


def _keep(user: Any, changed: dict[str, Any]) -> None:
    for act, value in ((GIVE, True), (TAKE, False)):
        if found := sorted(name for name in changed if bool(changed[name]) is value):
            keep(act, user, {"account": found})


def _made(
    instance: Any, created: bool = False, raw: bool = False, using: str = DEFAULT_DB_ALIAS, **_: Any
) -> None:
    """A new superuser; without the record it is none, also where its row is committed already."""
    if raw or not created or not getattr(instance, "is_superuser", False):
        return
    if not isinstance(instance, get_user_model()):
        return
    try:
        with transaction.atomic(using=using):
            keep(GIVE, instance, {"account": ["is_superuser"]})
    except Exception:
        if transaction.get_autocommit(using):
            row = get_user_model()._base_manager.using(using).filter(pk=instance.pk)
            row.update(is_superuser=False)
        raise
