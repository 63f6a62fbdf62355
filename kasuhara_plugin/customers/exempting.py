"""A mark that is not this customer's after all: it stays on record and finds nobody any more."""

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.errors import AlreadyDecided, AmbiguousCustomer, NotPermitted
from kasuhara_plugin.core.usable import require_usable
from kasuhara_plugin.customers.changes import REJOINED, announce
from kasuhara_plugin.customers.models import Customer, Identifier, IdentifierKind

REASON_LIMIT = 500  # characters


def exempt(
    identifier: Identifier, *, by: Any, reason: str, now: datetime | None = None
) -> Identifier:
    """The mark neither finds nor restricts this customer any more; an account is unlinked.

    Raises ``NotPermitted``, ``UnusableText`` (a reason is needed) and ``AlreadyDecided``.
    """
    _allow(by)
    require_usable(reason, limit=REASON_LIMIT)
    with transaction.atomic():
        row = _locked(identifier, exempted=False)
        who = audit.actor(by)
        row.exempted_at, row.exemption_reason = now or clock.now(), reason
        row.exempter_key, row.exempter_name = who.key, who.name
        return _keep(row, "customer.exempt", by=by, reason=reason)


def reinstate(identifier: Identifier, *, by: Any, reason: str) -> Identifier:
    """Takes an exemption back. Raises the same errors, and ``AmbiguousCustomer`` if the mark has
    become another customer's meanwhile."""
    _allow(by)
    require_usable(reason, limit=REASON_LIMIT)
    try:
        with transaction.atomic():
            row = _locked(identifier, exempted=True)
            row.exempted_at, row.exemption_reason = None, ""
            row.exempter_key, row.exempter_name = "", ""
            return _keep(row, "customer.reinstate", by=by, reason=reason)
    except IntegrityError:
        raise AmbiguousCustomer(
            "この識別情報は、現在ほかの顧客のものとして記録されています。"
        ) from None


def may_exempt(by: Any) -> bool:
    return bool(by.has_perm("kasuhara_plugin.exempt_customer"))


def _keep(row: Identifier, act: str, *, by: Any, reason: str) -> Identifier:
    row.save(update_fields=["exempted_at", "exempter_key", "exempter_name", "exemption_reason"])
    if row.kind == IdentifierKind.ACCOUNT:
        _follow_account(row)
    data = {"identifier": row.pk, "kind": row.kind}
    audit.record(act, row.customer, by=by, reason=reason, data=data)
    return row


def _follow_account(row: Identifier) -> None:
    """An account that is not the customer's is not linked to it either."""
    customer, accounts = row.customer, get_user_model()._default_manager
    if row.exempted_at and str(customer.user_id) == row.key:
        customer.user = None
    elif not row.exempted_at and customer.user_id is None:
        customer.user = accounts.filter(pk=row.key).first()
    customer.save(update_fields=["user"])


def _locked(identifier: Identifier, *, exempted: bool) -> Identifier:
    """The row, its customer locked first, as every act on a customer does."""
    customer = Customer.objects.select_for_update().get(pk=identifier.customer_id)
    row = Identifier.objects.select_for_update().get(pk=identifier.pk)
    if (row.exempted_at is not None) != exempted:
        state = "すでに対象外です。" if row.exempted_at else "対象外になっていません。"
        raise AlreadyDecided(f"この識別情報は{state}")
    row.customer = customer
    announce(REJOINED, customer)
    return row


def _allow(by: Any) -> None:
    if not may_exempt(by):
        raise NotPermitted("識別情報を対象外にする権限がありません。")
