"""Finding the customer behind a contact, and writing down a new one."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import Q

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.errors import AmbiguousCustomer
from kasuhara_plugin.customers.identity import Identity, account_of
from kasuhara_plugin.customers.models import Customer, Identifier, IdentifierKind

Mark = tuple[str, str, str]


def find(user: Any = None, email: str = "", phone: str = "", subject: str = "") -> Customer | None:
    """The one customer that these marks name, or None.

    A telephone may be shared, so it decides only where nothing stronger does. Raises
    ``AmbiguousCustomer`` if the marks name several.
    """
    marks = Identity(user, email, phone, subject).marks()
    named = _single(_named_by(_strong(marks)))
    reached = _named_by([mark for mark in marks if mark[0] == IdentifierKind.PHONE])
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
    ``AmbiguousCustomer`` if the marks name several customers.
    """
    user = account_of(user)
    marks = Identity(user, email, phone, subject).marks()
    try:
        with transaction.atomic():
            return _register(marks, user=user, name=name, by=by, now=now or clock.now())
    except IntegrityError:  # another process wrote the same mark a moment earlier
        with transaction.atomic():
            return _register(marks, user=user, name=name, by=by, now=now or clock.now())


def join_account(customer: Customer, *, by: Any, now: datetime) -> None:
    """Writes down the account that has one of the customer's addresses now, if it is a single
    one: whoever signs up with that address later is another matter."""
    emails = customer.identifiers.filter(kind=IdentifierKind.EMAIL).values_list("value", flat=True)
    model = get_user_model()
    wanted = Q(pk__in=[])
    for email in emails:
        wanted |= Q(**{f"{model.get_email_field_name()}__iexact": email})
    accounts = [] if customer.user_id else list(model._default_manager.filter(wanted)[:2])
    if len(accounts) == 1:
        with suppress(AmbiguousCustomer):
            register(user=accounts[0], by=by, now=now)


def matching(identity: Identity) -> list[Customer]:
    """Every customer that an account, a subject or an e-mail names (the gate unites them).

    A telephone only hints: nobody is refused for it.
    """
    return _named_by(_strong(identity.marks()))


def _register(marks: list[Mark], *, user: Any, name: str, by: Any, now: datetime) -> Customer:
    found = _single(_named_by(_strong(marks) or marks))
    if found and user and found.user_id not in (None, user.pk):
        found, marks = None, _unclaimed(marks)  # an address that was another account's before
    customer = found or Customer.objects.create(name=name, user=user, created_at=now)
    if user and customer.user_id is None:
        customer.user = user
        customer.save(update_fields=["user"])
    known = set(customer.identifiers.values_list("kind", "key"))
    new = [mark for mark in marks if (mark[0], mark[2]) not in known]
    for kind, value, key in new:
        Identifier.objects.create(
            customer=customer, kind=kind, value=value, key=key, recorded_at=now
        )
    if new or not found:
        act = "customer.identify" if found else "customer.register"
        audit.record(act, customer, by=by, data={"kinds": [kind for kind, _, _ in new]})
    return customer


def _unclaimed(marks: list[Mark]) -> list[Mark]:
    return [mark for mark in marks if not _named_by([mark])]


def _strong(marks: Iterable[Mark]) -> list[Mark]:
    return [mark for mark in marks if mark[0] != IdentifierKind.PHONE]


def _named_by(marks: Iterable[Mark]) -> list[Customer]:
    wanted = Q()
    for kind, _, key in marks:
        wanted |= Q(identifiers__kind=kind, identifiers__key=key)
    return list(Customer.objects.filter(wanted).distinct()) if wanted else []


def _single(customers: list[Customer]) -> Customer | None:
    if len(customers) > 1:
        names = "、".join(f"{customer}（{customer.pk}）" for customer in customers)
        raise AmbiguousCustomer(f"複数の顧客が該当します：{names}")
    return customers[0] if customers else None
