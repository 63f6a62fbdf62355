"""Two customers who are one person: merged, and taken apart again, without a trace in other rooms."""

from datetime import datetime
from typing import Any

from django.db import transaction

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.errors import AlreadyDecided, CannotMerge, NotPermitted
from kasuhara_plugin.core.usable import require_usable
from kasuhara_plugin.customers.changes import REJOINED, announce
from kasuhara_plugin.customers.models import Customer, Merge
from kasuhara_plugin.customers.preserving import part_held
from kasuhara_plugin.customers.searching import refresh

REASON_LIMIT = 500  # characters


def merge(
    kept: Customer, other: Customer, *, by: Any, reason: str, now: datetime | None = None
) -> Merge:
    """From now on ``other`` is read as ``kept``, and every flag of either holds for both.

    What is recorded later belongs to ``kept``. Raises ``NotPermitted``, ``UnusableText`` (a
    reason is needed) and ``CannotMerge``.
    """
    _allow(by)
    require_usable(reason, limit=REASON_LIMIT)
    with transaction.atomic():
        kept, other = _locked(kept, other)
        _require_two_roots(kept, other)
        announce(REJOINED, kept, other)
        who = audit.actor(by)
        row = Merge.objects.create(
            kept=kept,
            other=other,
            at=now or clock.now(),
            actor_key=who.key,
            actor_name=who.name,
            reason=reason,
        )
        other.merged_into = kept
        other.save(update_fields=["merged_into"])
        refresh(kept)
        _audit("customer.merge", row, by=by, reason=reason)
    return row


def unmerge(merge: Merge, *, by: Any, reason: str, now: datetime | None = None) -> Merge:
    """The two are two again, each with what was its own; a hold of the one is one of both. Raises ``NotPermitted``,
    ``UnusableText`` and ``AlreadyDecided``."""
    _allow(by)
    require_usable(reason, limit=REASON_LIMIT)
    with transaction.atomic():
        kept, other = _locked(merge.kept, merge.other)
        row = Merge.objects.select_for_update().get(pk=merge.pk)
        if row.undone_at:
            raise AlreadyDecided("この統合はすでに解除されています。")
        who = audit.actor(by)
        announce(REJOINED, other)
        row.undone_at, row.undo_reason = now or clock.now(), reason
        row.undoer_key, row.undoer_name = who.key, who.name
        row.save()
        other.merged_into = None
        other.save(update_fields=["merged_into"])
        part_held(kept, other, by=by)
        refresh(kept)
        refresh(other)
        _audit("customer.unmerge", row, by=by, reason=reason)
    return row


def may_merge(by: Any) -> bool:
    return bool(by.has_perm("kasuhara_plugin.merge_customer"))


def _locked(kept: Customer, other: Customer) -> tuple[Customer, Customer]:
    """Both rows, always in the same order: two people at once wait and do not block each other."""
    rows = Customer.objects.select_for_update().filter(pk__in=[kept.pk, other.pk]).order_by("pk")
    by_key = {row.pk: row for row in rows}
    return by_key[kept.pk], by_key[other.pk]


def _require_two_roots(kept: Customer, other: Customer) -> None:
    if kept.pk == other.pk:
        raise CannotMerge("同じ顧客です。別の顧客を指定してください。")
    for customer in (kept, other):
        if customer.merged_into_id:
            raise CannotMerge(f"「{customer}」はすでに別の顧客に統合されています。")
    if other.merged.exists():
        raise CannotMerge(
            f"「{other}」には、すでにほかの顧客が統合されています。"
            f"「{other}」の方に統合するか、先にその統合を解除してください。"
        )


def _audit(act: str, row: Merge, *, by: Any, reason: str) -> None:
    data = {"merge": row.pk, "kept": row.kept_id, "other": row.other_id}
    audit.record(act, row.kept, by=by, reason=reason, data=data)


def _allow(by: Any) -> None:
    if not may_merge(by):
        raise NotPermitted("顧客を統合する権限がありません。")
