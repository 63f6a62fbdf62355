"""Erases what kept rows say, and only that: who acted and when stays, and so does the chain. And
takes rows away whose retention has ended."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import router
from django.db.models import QuerySet

from kasuhara_plugin.core.append_only import AppendOnly
from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.core.seals import Erasure, Seal

AT_ONCE = 500  # keys of one statement: SQLite takes a limited number of values


def erase(model: Any, keys: Iterable[int], content: dict[str, Any], *, because: AuditRecord) -> int:
    """Puts ``content`` over these rows and forgets their salts; how many rows. Inside
    ``core.audit.unlocked``; ``because`` is the act that is to answer for it."""
    count = 0
    for part in _parts(keys):
        count += QuerySet(model).filter(pk__in=part).update(**content)
        _answer(model, part, because, removed=False)
    return count


def remove(model: Any, keys: Iterable[int], *, because: AuditRecord) -> None:
    """Takes the rows away, whatever their model says; for a kept one the act answers. Inside
    ``core.audit.unlocked``."""
    for part in _parts(keys):
        QuerySet(model).filter(pk__in=part)._raw_delete(router.db_for_write(model))
        if issubclass(model, AppendOnly):
            _answer(model, part, because, removed=True)


def _answer(model: Any, keys: list[int], because: AuditRecord, *, removed: bool) -> None:
    label = model._meta.label_lower
    QuerySet(Seal).filter(label=label, row__in=keys).update(salt="")
    Erasure.objects.bulk_create(
        [Erasure(label=label, row=key, audit_id=because.pk, removed=removed) for key in keys],
        ignore_conflicts=True,
    )


def _parts(keys: Iterable[int]) -> Iterator[list[int]]:
    left = list(keys)
    for start in range(0, len(left), AT_ONCE):
        yield left[start : start + AT_ONCE]
