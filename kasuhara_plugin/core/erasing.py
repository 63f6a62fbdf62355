"""Erases what kept rows say, and only that: who acted and when stays, and so does the chain."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.core.seals import Erasure, Seal


def erase(model: Any, keys: Iterable[int], content: dict[str, Any], *, because: AuditRecord) -> int:
    """Puts ``content`` over these rows and forgets their salts; how many rows. Inside
    ``core.audit.unlocked``; ``because`` is the act that is to answer for it."""
    keys, label = list(keys), model._meta.label_lower
    count = QuerySet(model).filter(pk__in=keys).update(**content)
    QuerySet(Seal).filter(label=label, row__in=keys).update(salt="")
    Erasure.objects.bulk_create(
        [Erasure(label=label, row=key, audit_id=because.pk) for key in keys], ignore_conflicts=True
    )
    return count
