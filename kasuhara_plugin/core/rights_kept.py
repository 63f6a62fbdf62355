"""Giving or taking a right that this app guards is an act (law 4): an audit record, in the
transaction of the change.

Seen is what goes through the signals of the ORM; ``QuerySet.update`` and raw SQL are not. What a
fixture brings was written down where it comes from.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models.signals import m2m_changed, pre_delete

from kasuhara_plugin.core.audit import actor, record
from kasuhara_plugin.core.people import acting
from kasuhara_plugin.core.rights import (
    guarded_groups,
    guarded_permissions,
    held_by,
    name_of,
    names,
)

GIVE, TAKE = "permission.give", "permission.take"
OF_A_FIXTURE = "_kasuhara_of_a_fixture"  # on an account or a group that loaddata is saving
_ACTS = {"post_add": GIVE, "pre_remove": TAKE, "pre_clear": TAKE}
Changes = dict[str, list[str]]  # names by their kind
_gathered: ContextVar[dict[tuple[str, Any], Changes] | None] = ContextVar("rights", default=None)


def connect() -> None:
    """Once, from ``AppConfig.ready``."""
    accounts = get_user_model()
    for model, relation in (
        (accounts, "groups"),
        (accounts, "user_permissions"),
        (Group, "permissions"),
    ):
        if through := getattr(getattr(model, relation, None), "through", None):
            follow = partial(_linked, field=model._meta.get_field(relation))
            m2m_changed.connect(follow, through, weak=False, dispatch_uid="kasuhara:rights")
    for model in (accounts, Group):
        pre_delete.connect(_deleted, model, dispatch_uid="kasuhara:rights")


def keep(act: str, subject: Any, changes: Changes) -> None:
    """``subject`` is the account or the group."""
    gathered = _gathered.get()
    if gathered is None:
        name = subject.name if isinstance(subject, Group) else actor(subject).name
        record(act, subject, by=acting(), data={"name": name, **changes})
        return
    of_subject = gathered.setdefault((act, subject), {})
    for kind, found in changes.items():
        of_subject[kind] = sorted({*of_subject.get(kind, ()), *found})


@contextmanager
def together() -> Iterator[None]:
    """What one account or group is given inside is one record, and so is what it loses."""
    gathered: dict[tuple[str, Any], Changes] = {}
    with transaction.atomic():
        token = _gathered.set(gathered)
        try:
            yield
        finally:
            _gathered.reset(token)
        for (act, subject), changes in gathered.items():
            keep(act, subject, changes)


def _linked(
    instance: Any, action: str, reverse: bool, pk_set: set[Any] | None, field: Any, **_: Any
) -> None:
    """From either end of the relation; what was not there before is not taken."""
    act = _ACTS.get(action)
    if act is None or pk_set == set() or getattr(instance, OF_A_FIXTURE, False):
        return
    subject, thing = field.m2m_field_name(), field.m2m_reverse_field_name()
    near, far = (thing, subject) if reverse else (subject, thing)
    guarded = guarded_groups() if field.related_model is Group else guarded_permissions()
    links = field.remote_field.through._base_manager.filter(**{near: instance})
    links = links.filter(**{f"{thing}__in": guarded})
    if pk_set is not None:
        links = links.filter(**{f"{far}__in": pk_set})
    found: dict[Any, list[str]] = {}
    for link in links.select_related(subject, thing):
        found.setdefault(getattr(link, subject), []).append(name_of(getattr(link, thing)))
    for one, given in found.items():
        keep(act, one, {field.name.removeprefix("user_"): sorted(given)})


def _deleted(instance: Any, **_: Any) -> None:
    """The rights go with the account, or with the group."""
    if isinstance(instance, Group):
        own = guarded_permissions().filter(pk__in=instance.permissions.values("pk"))
        held = {"permissions": found} if (found := names(own)) else {}
    else:
        held = held_by(instance)
    if held:
        keep(TAKE, instance, held)
