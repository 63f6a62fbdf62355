"""Keys under which a customer is found. For matching only: never to log in, never to send mail."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import phonenumbers
from django.contrib.auth import get_user_model
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from kasuhara_plugin.core.paths import field_at
from kasuhara_plugin.core.text import flaw, fold
from kasuhara_plugin.customers.aliases import aliases_of
from kasuhara_plugin.customers.mailboxes import mailbox
from kasuhara_plugin.customers.models import IdentifierKind

Mark = tuple[str, str, str]
KEY_LIMIT = 320  # characters that Identifier.key holds; IDN can make an address longer


def email_key(email: str) -> str:
    """Case, width and the domain's IDN form are levelled; "" for what is no address.

    The domain is matched by the rules of IDNA (RFC 3490); the local part as every large
    provider treats it, without regard to case, and by the provider's own rules (``mailboxes``).
    """
    email = email.strip()
    if flaw(email, limit=KEY_LIMIT):
        return ""
    local, at, domain = fold(email).rpartition("@")
    local = _unquoted(local)
    if not (local and at and domain) or " " in local + domain:
        return ""
    try:
        ascii_domain = domain.encode("idna").decode("ascii").rstrip(".")
    except UnicodeError:
        return ""
    key = "@".join(mailbox(local, ascii_domain))
    return key if len(key) <= KEY_LIMIT else ""


def _unquoted(local: str) -> str:
    """A quoted name is the mailbox of that name without quotes (RFC 5321, 4.1.2)."""
    if len(local) > 2 and local[0] == local[-1] == '"':
        return re.sub(r"\\(.)", r"\1", local[1:-1])
    return local


def phone_key(phone: str) -> str:
    """The number in E.164, read as a Japanese one unless it begins with ``+``; "" if it is none."""
    try:
        number = phonenumbers.parse(unicodedata.normalize("NFKC", phone), "JP")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):  # a filler such as 0000 names nobody
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def account_of(user: Any) -> Any:
    """The user if it is an account; None for nobody and for an anonymous visitor."""
    return user if getattr(user, "is_authenticated", False) else None


def signed_in(request: HttpRequest) -> Any:
    """The account behind a request, or None; also on a host without accounts."""
    return account_of(getattr(request, "user", None))


def account_email(user: Any) -> str:
    """The address of an account, by the name that its model gives to the field."""
    return getattr(user, user.get_email_field_name(), "") or ""


def email_field() -> str:
    """Where the host's accounts keep their address; "" where they have none."""
    model = get_user_model()
    name: str = model.get_email_field_name()
    return name if field_at(model, name) is not None else ""


def accounts_with(addresses: Iterable[str]) -> "QuerySet[Any]":
    """The accounts that have one of these addresses, in any case."""
    name, wanted = email_field(), Q(pk__in=[])
    for address in addresses if name else ():
        wanted |= Q(**{f"{name}__iexact": address})
    return get_user_model()._default_manager.filter(wanted)


def subject_of(row: Model) -> str:
    """The soft link to the host's own row of a customer, ``"app.model:pk"``: only a text, so it
    outlives the row. What a flag or a note is to be found by: ``register(subject=subject_of(row))``.
    """
    return subject_text(type(row), row.pk)


def subject_text(model: type[Model], key: Any) -> str:
    """The same of a row that is not at hand; "" without a key."""
    concrete: Any = model._meta.concrete_model
    return "" if key is None else f"{concrete._meta.label_lower}:{key}"


@dataclass(frozen=True)
class Identity:
    """What is known of somebody: an account, and what was typed. All parts are optional."""

    user: Any = None
    email: str = ""
    phone: str = ""
    subject: str = ""

    def marks(self) -> list[Mark]:
        """All that finds somebody: the non-empty ``(kind, value, key)``, the strongest first."""
        user = account_of(self.user)
        return self._marks(aliases_of(user) if user else [])

    def own_marks(self) -> list[Mark]:
        """What is written down: the same without the further addresses of the account."""
        return self._marks([])

    def _marks(self, aliases: list[str]) -> list[Mark]:
        user = account_of(self.user)
        account = str(user.pk) if user and user.pk is not None else ""
        emails = [account_email(user) if user else "", *aliases, self.email]
        marks = [
            (IdentifierKind.ACCOUNT, account, account),
            (IdentifierKind.SUBJECT, self.subject, self.subject),
            *((IdentifierKind.EMAIL, email, email_key(email)) for email in emails),
            (IdentifierKind.PHONE, self.phone, phone_key(self.phone) if self.phone else ""),
        ]
        return [mark for mark in dict.fromkeys(marks) if mark[2]]
