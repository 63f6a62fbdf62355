"""Where a customer is written to: as typed, never a matching key."""

from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from kasuhara_plugin.customers.family import family
from kasuhara_plugin.customers.identity import account_email, email_key
from kasuhara_plugin.customers.models import Customer, Identifier, IdentifierKind


class _Addresses(NamedTuple):
    of_accounts: list[str]
    recorded: list[str]  # the newest first


def mail_addresses(customer: Customer) -> list[str]:
    """The addresses of the customer's accounts; where there is none, the e-mail that was recorded
    last. Exempted ones are nobody's. Empty where the shop has to write a letter."""
    theirs = _addresses(customer)
    return usable(theirs.of_accounts) or usable(theirs.recorded)[:1]


def known_addresses(customer: Customer) -> list[str]:
    """Every address that is the customer's now: those of the accounts, and not those that an
    account left; where there is none, all that were recorded."""
    theirs = _addresses(customer)
    return [address for address in theirs.of_accounts if address] or theirs.recorded


def _addresses(customer: Customer) -> _Addresses:
    people = family(customer)
    marks = Identifier.objects.filter(customer__in=people, kind=IdentifierKind.EMAIL)
    rows = list(marks.order_by("-recorded_at", "-pk"))
    recorded = {row.key: row.value for row in rows if row.exempted_at is None}
    refused = {row.key for row in rows} - recorded.keys()
    of_accounts = [one for one in _of_accounts(people) if email_key(one) not in refused]
    return _Addresses(of_accounts, list(recorded.values()))


def _of_accounts(people: list[Customer]) -> list[str]:
    keys = [one.user_id for one in people if one.user_id is not None]
    accounts = get_user_model()._base_manager.in_bulk(keys)
    return [account_email(accounts[key]) for key in keys if key in accounts]


def usable(addresses: list[str]) -> list[str]:
    """Those to which a mail can go, each once."""
    return [address for address in dict.fromkeys(addresses) if _is_address(address)]


def _is_address(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return address.splitlines() == [address]
