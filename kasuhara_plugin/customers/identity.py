"""Keys under which a customer is found. For matching only: never to log in, never to send mail."""

import unicodedata
from dataclasses import dataclass
from typing import Any

import phonenumbers
from django.http import HttpRequest

from kasuhara_plugin.core.text import flaw, fold
from kasuhara_plugin.customers.models import IdentifierKind

KEY_LIMIT = 320  # characters that Identifier.key holds; IDN can make an address longer


def email_key(email: str) -> str:
    """Case, width and the domain's IDN form are levelled; "" for what is no address.

    The domain is matched by the rules of IDNA (RFC 3490); the local part as every large
    provider treats it, without regard to case.
    """
    if flaw(email, limit=KEY_LIMIT):
        return ""
    local, at, domain = fold(email).rpartition("@")
    if not (local and at and domain) or " " in local + domain:
        return ""
    try:
        key = f"{local}@{domain.encode('idna').decode('ascii').rstrip('.')}"
    except UnicodeError:
        return ""
    return key if len(key) <= KEY_LIMIT else ""


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


@dataclass(frozen=True)
class Identity:
    """What is known of somebody: an account, and what was typed. All parts are optional."""

    user: Any = None
    email: str = ""
    phone: str = ""
    subject: str = ""

    def marks(self) -> list[tuple[str, str, str]]:
        """The non-empty ``(kind, value, key)``, the strongest first."""
        user = account_of(self.user)
        addresses = [account_email(user)] if user else []
        marks = [
            (IdentifierKind.ACCOUNT, *(2 * (str(user.pk),) if user else ("", ""))),
            (IdentifierKind.SUBJECT, self.subject, self.subject),
            *(
                (IdentifierKind.EMAIL, email, email_key(email))
                for email in [*addresses, self.email]
            ),
            (IdentifierKind.PHONE, self.phone, phone_key(self.phone) if self.phone else ""),
        ]
        return [mark for mark in dict.fromkeys(marks) if mark[2]]
