"""電話メモ: who called and what was said, written down while the call is going on."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.html import linebreaks

from kasuhara_plugin.core.errors import AmbiguousCustomer, UnusableText
from kasuhara_plugin.core.usable import require_usable
from kasuhara_plugin.customers import actions as customers
from kasuhara_plugin.customers.family import roots_named_by
from kasuhara_plugin.customers.identity import Identity
from kasuhara_plugin.customers.models import Customer, name_key
from kasuhara_plugin.notes import actions as notes
from kasuhara_plugin.notes.models import StaffNote

PHONE_LIMIT = 30  # characters
BODY_LIMIT = 5_000
NOBODY = "電話番号かお名前のどちらかを入力してください。"
NO_NUMBER = "電話番号として読み取れません。番号が分からない場合は空欄にしてください。"


def callers(phone: str) -> list[Customer]:
    """The customers who are known under this telephone; an office may share one."""
    return roots_named_by(Identity(phone=phone).marks())


def may_write(by: Any) -> bool:
    return bool(by.has_perms(["kasuhara_plugin.add_customer", "kasuhara_plugin.add_staffnote"]))


def write(
    *,
    phone: str = "",
    name: str = "",
    body: str,
    by: Any,
    customer: Customer | None = None,
    new: bool = False,
    now: datetime | None = None,
) -> StaffNote:
    """A note about the caller, who is registered if nobody is known under the number.

    Where somebody is, say who it was: ``customer``, or ``new`` for another person; else
    ``AmbiguousCustomer`` is raised. Raises ``NotPermitted`` and ``UnusableText`` too.
    """
    require_usable(body, limit=BODY_LIMIT)
    _require_somebody(phone, name)
    if customer is None and not new and (known := callers(phone)):
        names = "、".join(map(str, known))
        raise AmbiguousCustomer(f"同じ電話番号の顧客がいます：{names}")
    with transaction.atomic():
        who = customer or customers.add(name=name, phone=phone, by=by, now=now)
        if customer and name_key(name) not in ("", customer.name_key):
            body = f"お名前：{name}\n\n{body}"  # nothing that was typed is lost
        return notes.write(who, body=linebreaks(body, autoescape=True), by=by, now=now)


def _require_somebody(phone: str, name: str) -> None:
    require_usable(phone, limit=PHONE_LIMIT, required=False)
    require_usable(name, limit=customers.NAME_LIMIT, required=False)
    if not name.strip() and not phone.strip():
        raise UnusableText(NOBODY, code="blank")
    if phone.strip() and not Identity(phone=phone).marks():
        raise UnusableText(NO_NUMBER, code="blank")
