"""Keeping all records of a customer, for a claim or an investigation, until somebody releases them."""

from datetime import datetime
from typing import Any

from django.db import transaction

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.errors import AlreadyDecided, NotPermitted
from kasuhara_plugin.core.usable import require_usable
from kasuhara_plugin.customers.family import family, locked_root
from kasuhara_plugin.customers.legal_holds import LegalHold
from kasuhara_plugin.customers.models import Customer

REASON_LIMIT = 500  # characters


def hold(customer: Customer, *, reason: str, by: Any, now: datetime | None = None) -> LegalHold:
    """From its commit on, the retention run removes nothing of this customer, nor of any that was
    merged with it. Raises ``NotPermitted``, ``UnusableText`` and ``AlreadyDecided``."""
    _allow(by)
    require_usable(reason, limit=REASON_LIMIT)
    with transaction.atomic():
        root = locked_root(customer)
        if LegalHold.objects.standing().filter(customer__in=family(root)).exists():
            raise AlreadyDecided("この顧客の記録は、すでに保全されています。")
        row = LegalHold(customer=root, reason=reason, at=now or clock.now())
        row.actor_key, row.actor_name = audit.actor(by)
        row.save()
        audit.record("customer.hold", root, by=by, reason=reason, data={"hold": row.pk})
    return row


def release_hold(
    hold: LegalHold, *, reason: str, by: Any, now: datetime | None = None
) -> LegalHold:
    """The records go when their retention ends. Raises the same errors."""
    _allow(by)
    require_usable(reason, limit=REASON_LIMIT)
    with transaction.atomic():
        row = LegalHold.objects.select_for_update().get(pk=hold.pk)
        if row.released_at:
            raise AlreadyDecided("この保全は、すでに解除されています。")
        row.released_at, row.release_reason = now or clock.now(), reason
        row.releaser_key, row.releaser_name = audit.actor(by)
        row.save()
        data = {"hold": row.pk}
        audit.record("customer.release_hold", row.customer, by=by, reason=reason, data=data)
    return row


def may_hold(by: Any) -> bool:
    return bool(by.has_perm("kasuhara_plugin.hold_customer"))


def holds_of(customer: Customer) -> list[LegalHold]:
    """Of the person, the newest first; those that were released too."""
    return list(LegalHold.objects.filter(customer__in=family(customer)))


def part_held(kept: Customer, other: Customer, *, by: Any) -> None:
    """When two are parted of whom one was held: both are, until each is released. Inside the
    transaction that parts them."""
    rows = LegalHold.objects.standing()
    standing = {row.customer_id: row for row in rows.filter(customer__in=[kept, other])}
    if len(standing) == 1:
        ((key, row),) = standing.items()
        row.pk, row.customer = None, other if key == kept.pk else kept
        row.save(force_insert=True)
        data = {"hold": row.pk}
        audit.record("customer.hold", row.customer, by=by, reason=row.reason, data=data)


def _allow(by: Any) -> None:
    if not may_hold(by):
        raise NotPermitted("顧客の記録を保全する権限がありません。")
