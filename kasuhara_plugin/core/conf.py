"""The settings of a host site, read once, typed. ``defaults`` is all of them.

What a shop changes from day to day stands in the Wagtail admin (``core.site_settings``), not here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.dispatch import receiver

PREFIX = "KASUHARA_"

defaults: dict[str, Any] = {
    "ORDER_MODELS": {},  # {"shop.Order": {"scope": "order", "user": "user", "emails": ["email"]}}
    "GATES": {},  # {"checkout:*": "order", "/api/checkout/": "order"}
    "EMAIL_FIELDS": [],  # fields of a form or a JSON body in which a guest's e-mail arrives at a gate
    "EMAIL_SESSION_KEYS": [],  # where the session holds it: ["checkout_data.guest.email"]
    "ALIASES": [],  # [("account.EmailAddress", "user", "email")]: further addresses of an account
    "TRUSTED_PROXIES": [],  # networks whose X-Forwarded-For is believed
    "SANITIZER": "kasuhara_plugin.core.sanitize.bleach_clean",
    "BASE_TEMPLATE": "kasuhara_plugin/base.html",  # has blocks title and content
    "RATE_CACHE": "default",  # alias in CACHES
    "ATTACHMENT_STORAGE": "",  # alias in STORAGES, of a private one; "": no attachments are taken
    "POLICY_PAGE_MODEL": "kasuhara_plugin.PolicyPage",
    "INQUIRY_PAGE_MODEL": "kasuhara_plugin.InquiryPage",
}


@dataclass(frozen=True)
class OrderModel:
    """Which rows are orders, and where they name their customer (dotted paths)."""

    label: str
    scope: str = "order"
    user: str = ""
    emails: tuple[str, ...] = ()
    subject: str = ""
    addresses: tuple[str, ...] = ()
    number: str = ""  # the field that a customer knows the order by
    mode: str = "refuse"  # or "hold": the row is kept and marked


@dataclass(frozen=True)
class Alias:
    """A model in which the host keeps further addresses of an account (dotted paths)."""

    label: str
    user: str
    email: str


@dataclass(frozen=True)
class Conf:
    order_models: tuple[OrderModel, ...]
    gates: dict[str, str]
    email_fields: tuple[str, ...]
    email_session_keys: tuple[str, ...]
    aliases: tuple[Alias, ...]
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...]
    sanitizer: str
    base_template: str
    rate_cache: str
    attachment_storage: str
    policy_page_model: str
    inquiry_page_model: str


@dataclass(frozen=True)
class Problem:
    setting: str
    message: str


@cache
def conf() -> Conf:
    """The settings. Raises ``ImproperlyConfigured`` if one is wrong; the checks say more."""
    parsed, problems = read()
    if problems:
        raise ImproperlyConfigured("; ".join(f"{p.setting}: {p.message}" for p in problems))
    return parsed


def read() -> tuple[Conf, list[Problem]]:
    """The settings, a wrong one replaced by its default, and what is wrong with it."""
    values, problems = {}, []
    for name, default in defaults.items():
        try:
            values[name.lower()] = _PARSERS[name](getattr(settings, PREFIX + name, default))
        except (TypeError, ValueError) as error:
            values[name.lower()] = _PARSERS[name](default)
            problems.append(Problem(PREFIX + name, str(error)))
    return Conf(**values), problems


_KEYS = {"scope", "user", "emails", "subject", "addresses", "number", "mode"}


def _order_models(value: Any) -> tuple[OrderModel, ...]:
    return tuple(_order_model(label, row) for label, row in _dict(value).items())


def _order_model(label: str, row: Any) -> OrderModel:
    unknown = set(_dict(row)) - _KEYS
    if unknown:
        raise ValueError(f"{label}: unknown key {', '.join(sorted(unknown))}")
    if not any(row.get(key) for key in ("user", "emails", "subject")):
        raise ValueError(f"{label}: name the customer by 'user', 'emails' or 'subject'")
    mode = row.get("mode", "refuse")
    if mode not in ("refuse", "hold"):
        raise ValueError(f"{label}: 'mode' is 'refuse' or 'hold', not {mode!r}")
    return OrderModel(
        label=_string(label),
        scope=_string(row.get("scope", "order")),
        user=_string(row["user"]) if row.get("user") else "",
        emails=_strings(row.get("emails", [])),
        subject=_string(row["subject"]) if row.get("subject") else "",
        addresses=_strings(row.get("addresses", [])),
        number=_string(row["number"]) if row.get("number") else "",
        mode=mode,
    )


def _gates(value: Any) -> dict[str, str]:
    return {_string(gate): _string(scope) for gate, scope in _dict(value).items()}


def _aliases(value: Any) -> tuple[Alias, ...]:
    if isinstance(value, str | dict) or not all(isinstance(row, tuple | list) for row in value):
        raise TypeError(f"a list of (model, path of the user, field) is wanted, not {value!r}")
    return tuple(Alias(*map(_string, row)) for row in value)


def _networks(value: Any) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(network) for network in _strings(value))


def _strings(value: Any) -> tuple[str, ...]:
    if isinstance(value, str) or not all(isinstance(item, str) for item in value):
        raise TypeError(f"a list of strings is wanted, not {value!r}")
    return tuple(value)


def _string(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError(f"a text is wanted, not {value!r}")
    return value


def _alias_or_none(value: Any) -> str:
    return value if value == "" else _string(value)


def _dict(value: Any) -> dict[Any, Any]:
    if not isinstance(value, dict):
        raise TypeError(f"a dict is wanted, not {value!r}")
    return value


_PARSERS: dict[str, Callable[[Any], Any]] = {
    "ORDER_MODELS": _order_models,
    "GATES": _gates,
    "EMAIL_FIELDS": _strings,
    "EMAIL_SESSION_KEYS": _strings,
    "ALIASES": _aliases,
    "TRUSTED_PROXIES": _networks,
    "SANITIZER": _string,
    "BASE_TEMPLATE": _string,
    "RATE_CACHE": _string,
    "ATTACHMENT_STORAGE": _alias_or_none,
    "POLICY_PAGE_MODEL": _string,
    "INQUIRY_PAGE_MODEL": _string,
}


@receiver(setting_changed)
def _forget(*, setting: str, **_: Any) -> None:
    if setting.startswith(PREFIX):
        conf.cache_clear()
