"""What the screens of others offer about restrictions, and to whom."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.urls import reverse

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.conf import OrderModel
from kasuhara_plugin.core.lookup import key_of
from kasuhara_plugin.customers.family import named_by
from kasuhara_plugin.customers.identity import Identity
from kasuhara_plugin.flags.backstop import identities, order_model_of
from kasuhara_plugin.flags.models import AccountFlag
from kasuhara_plugin.flags.vocabulary import Level

_READ = ("wagtailadmin.access_admin", "kasuhara_plugin.view_accountflag")
_PROPOSE = (
    "wagtailadmin.access_admin",
    "kasuhara_plugin.view_customer",
    "kasuhara_plugin.propose_accountflag",
)


def may_read(user: Any) -> bool:
    return bool(user.has_perms(_READ))


def may_propose(user: Any) -> bool:
    return bool(user.has_perms(_PROPOSE))


def in_force_for(who: Iterable[Identity], now: datetime) -> list[AccountFlag]:
    """The flags that act on whomever these name, 要注意 included. Two queries at most."""
    customers = named_by(mark for identity in who for mark in identity.marks())
    if not customers:
        return []
    flags = AccountFlag.objects.filter(customer__in=customers).in_force(now)
    return list(flags.select_related("customer"))


def in_words(flag: AccountFlag) -> str:
    """Such as 取引の制限（注文、見積。2026年12月31日まで）."""
    parts = [] if flag.level == Level.WATCH else ["、".join(flag.scope_labels())]
    if flag.until:
        parts.append(f"{flag.until.year}年{flag.until.month}月{flag.until.day}日まで")
    return (
        f"{flag.get_level_display()}（{'。'.join(parts)}）" if parts else flag.get_level_display()
    )


def url_for_account(user: Model) -> str:
    """Where a restriction of this account is proposed."""
    return reverse("kasuhara_flags:propose_for_user", args=[key_of(user)])


def about_order(order: Any, *, reader: Any) -> dict[str, Any]:
    """What a page about the order offers to ``reader``: the flags in force for whom it names
    with their words, and the URL of the proposal; empty for whoever may do neither.

    Nobody is offered anything about an order of his own; that costs no query.
    """
    described = order_model_of(order)
    if reader is None or described is None or _is_own(order, described, reader):
        return {}
    flags = in_force_for(identities(order, described), clock.now()) if may_read(reader) else []
    key = [described.label, key_of(order)]
    url = reverse("kasuhara_flags:propose_for_order", args=key) if may_propose(reader) else ""
    return {"flags": [(flag, in_words(flag)) for flag in flags], "url": url}


def _is_own(order: Any, described: OrderModel, reader: Any) -> bool:
    return bool(getattr(order, f"{described.user}_id", None) == reader.pk)
