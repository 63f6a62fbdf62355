"""Finding the customer behind a contact, and writing down a new one."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, router, transaction
from django.db.models import QuerySet

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.errors import AmbiguousCustomer, NotPermitted
from kasuhara_plugin.core.prepared import Given, Prepared
from kasuhara_plugin.core.usable import require_usable
from kasuhara_plugin.customers.changes import MARKED, announce
from kasuhara_plugin.customers.exempting import exempt, reinstate
from kasuhara_plugin.customers.family import family, named_by, recorded, roots_named_by
from kasuhara_plugin.customers.identity import Identity, Mark, account_of, accounts_with
from kasuhara_plugin.customers.merging import merge, unmerge
from kasuhara_plugin.customers.models import Customer, Identifier, IdentifierKind
from kasuhara_plugin.customers.preserving import hold, release_hold
from kasuhara_plugin.customers.searching import refresh

__all__ = [
    "add",
    "amend",
    "exempt",
    "family",
    "find",
    "hold",
    "join_account",
    "matching",
    "merge",
    "register",
    "reinstate",
    "release_hold",
    "unmerge",
]

NAME_LIMIT = 100  # characters


def find(user: Any = None, email: str = "", phone: str = "", subject: str = "") -> Customer | None:
    """The one customer that these marks name, or None; of merged ones, the one that was kept.

    A telephone may be shared, so it decides only where nothing stronger does. Raises
    ``AmbiguousCustomer`` if the marks name several.
    """
    marks = Identity(user, email, phone, subject).marks()
    named = _single(roots_named_by(_strong(marks)))
    reached = roots_named_by([mark for mark in marks if mark[0] == IdentifierKind.PHONE])
    if named and reached and named not in reached:
        return _single([named, *reached])
    return named or _single(reached)


def register(
    user: Any = None,
    email: str = "",
    phone: str = "",
    subject: str = "",
    name: str = "",
    by: Any = None,
    now: datetime | None = None,
) -> Customer:
    """The customer that these marks name, made if there is none; new marks are added to it.

    ``by`` is the member of staff who does it, or None where the site does. Raises
    ``AmbiguousCustomer`` if the marks name several customers. The account's further addresses
    (``aliases``) neither name a customer here nor are they written down.
    """
    user = account_of(user)
    marks = Identity(user, email, phone, subject).own_marks()
    if known := _with_all(marks, user):
        return known
    try:
        with transaction.atomic():
            return _register(marks, user=user, name=name, by=by, now=now or clock.now())
    except IntegrityError:  # another process wrote the same mark a moment earlier
        with transaction.atomic():
            return _register(marks, user=user, name=name, by=by, now=now or clock.now())


def amend(
    customer: Customer, *, name: str, organisation: str, party_type: str, by: Any
) -> Customer:
    """Corrects what is said about a customer; before and after are kept. Nothing changed is no
    act. Raises ``NotPermitted`` and ``UnusableText``."""
    if not by.has_perm("kasuhara_plugin.change_customer"):
        raise NotPermitted("顧客の情報を変更する権限がありません。")
    after = {"name": name, "organisation": organisation, "party_type": party_type}
    for text in (name, organisation):
        require_usable(text, limit=NAME_LIMIT, required=False)
    with transaction.atomic():
        row = Customer.objects.select_for_update().get(pk=customer.pk)
        before = {field: getattr(row, field) for field in after}
        if before == after:
            return row
        row.name, row.organisation, row.party_type = name, organisation, party_type
        row.save(update_fields=[*after, "name_key"])
        audit.record("customer.amend", row, by=by, data={"before": before, "after": after})
    return row


def add(*, name: str = "", phone: str = "", by: Any, now: datetime | None = None) -> Customer:
    """A new customer, even where the telephone is another one's too (an office shares it).
    Raises ``NotPermitted`` and ``UnusableText``."""
    if not by.has_perm("kasuhara_plugin.add_customer"):
        raise NotPermitted("顧客を登録する権限がありません。")
    require_usable(name, limit=NAME_LIMIT, required=False)
    now = now or clock.now()
    with transaction.atomic():
        customer = Customer.objects.create(name=name, created_at=now)
        _write(customer, marks := Identity(phone=phone).marks(), now)
        data = {"kinds": [kind for kind, _, _ in marks]}
        audit.record("customer.register", customer, by=by, data=data)
    return customer


def join_account(customer: Customer, *, by: Any, now: datetime) -> None:
    """Writes down the account that has one of the customer's addresses now, if it is a single
    one: whoever signs up with that address later is another matter. An account that has it only
    as a further address (``aliases``) does not join: it would be told what it has not proven to
    be its own, and every flag on it would hold for whoever does own the address."""
    marks = customer.identifiers.effective().filter(kind=IdentifierKind.EMAIL)
    addresses = {text for pair in marks.values_list("value", "key") for text in pair}
    accounts = [] if customer.user_id else list(accounts_with(addresses)[:2])
    if len(accounts) == 1:
        with suppress(AmbiguousCustomer):
            register(user=accounts[0], by=by, now=now)


def matching(identity: Identity) -> list[Customer]:
    """Every customer that an account, a subject or an e-mail names (the gate unites them).

    A telephone only hints: nobody is refused for it.
    """
    return named_by(_strong(identity.marks()))


def _with_all(marks: list[Mark], user: Any) -> Customer | None:
    """Who has all of these marks by now, so that nothing is to be written: who writes again. One
    query; None also where it takes a second look."""
    rows = _on_record(marks) if marks else []
    named = {customer for kind, _, customer in rows if kind != IdentifierKind.PHONE}
    if len(named) != 1:
        return None
    (customer,) = named
    theirs = {(kind, key) for kind, key, whose in rows if whose == customer}
    known = all((kind, key) in theirs for kind, _, key in marks)
    is_own = user is None or customer.user_id == user.pk
    return customer if known and is_own and customer.merged_into_id is None else None


def _on_record(marks: list[Mark]) -> list[tuple[str, str, Customer]]:
    """Kind, key and whose it is."""
    keys = {f"key{place}": key for place, (_, _, key) in enumerate(marks)}
    rows = _RECORDED.rows(*(kind for kind, _, _ in marks), **keys)
    alias = router.db_for_read(Customer)
    return [(kind, key, Customer.from_db(alias, _COLUMNS, row)) for kind, key, *row in rows]


def _recorded(*kinds: str) -> QuerySet[Identifier, Any]:
    given = [Given(f"key{place}", models.CharField()) for place in range(len(kinds))]
    rows: Any = recorded(zip(kinds, kinds, given, strict=True))  # type: ignore[arg-type]
    return rows.values_list("kind", "key", *(f"customer__{name}" for name in _COLUMNS))


_COLUMNS = [field.attname for field in Customer._meta.concrete_fields]
_RECORDED = Prepared(Identifier, _recorded)


def _register(marks: list[Mark], *, user: Any, name: str, by: Any, now: datetime) -> Customer:
    found = _single(roots_named_by(_strong(marks) or marks))
    members = family(found) if found else []
    accounts = {member.user_id for member in members} - {None}
    if found and user and accounts and user.pk not in accounts:
        found, members, marks = None, [], _unclaimed(marks)  # another account's address before
    kept = found or Customer.objects.create(name=name, user=user, created_at=now)
    owner = _owner(kept, members, user)
    new = _new(marks, members)
    _write(owner, new, now)
    if new or not found:
        act = "customer.identify" if found else "customer.register"
        audit.record(act, owner, by=by, data={"kinds": [kind for kind, _, _ in new]})
    return kept


def _write(owner: Customer, marks: list[Mark], now: datetime) -> None:
    for kind, value, key in marks:
        Identifier.objects.create(customer=owner, kind=kind, value=value, key=key, recorded_at=now)
    if marks:
        refresh(owner)
        announce(MARKED, owner)


def _owner(kept: Customer, members: list[Customer], user: Any) -> Customer:
    """Whose the new marks are: of merged customers, the one with the account; it is linked to
    the kept one if it is nobody's."""
    for member in members:
        if user and member.user_id == user.pk:
            return member
    if user and kept.user_id is None:
        kept.user = user
        kept.save(update_fields=["user"])
    return kept


def _new(marks: list[Mark], members: list[Customer]) -> list[Mark]:
    """What is not on record yet. A mark that staff exempted is, and stays so."""
    rows = Identifier.objects.filter(customer__in=members)
    known = set(rows.values_list("kind", "key")) if members else set()
    return [mark for mark in marks if (mark[0], mark[2]) not in known]


def _unclaimed(marks: list[Mark]) -> list[Mark]:
    return [mark for mark in marks if not named_by([mark])]


def _strong(marks: Iterable[Mark]) -> list[Mark]:
    return [mark for mark in marks if mark[0] != IdentifierKind.PHONE]


def _single(customers: list[Customer]) -> Customer | None:
    if len(customers) > 1:
        names = "、".join(f"{customer}（{customer.pk}）" for customer in customers)
        raise AmbiguousCustomer(f"複数の顧客が該当します：{names}")
    return customers[0] if customers else None
