"""``{{ company }}`` and its like in a policy text: data of the shop, not words in the text."""

from collections.abc import Iterable
from typing import Any

from kasuhara_plugin.core import placeholders
from kasuhara_plugin.core.site_settings import ShopSettings

NAMES = ("company", "contact_name", "contact_phone", "contact_email", "contact_hours")


def fill(text: str, shop: ShopSettings) -> str:
    """The text with the shop's data; what is not filled in yet is named in brackets."""

    def value(name: str) -> str | None:
        if name not in NAMES:
            return None
        return getattr(shop, name) or f"［{label(name, shop)}］"

    return placeholders.fill(text, value)


def missing(texts: Iterable[str], shop: ShopSettings) -> list[str]:
    """The labels of the shop's data that the texts need and that are not filled in yet."""
    used = [name for name in placeholders.names(texts) if name in NAMES]
    return [label(name, shop) for name in used if not getattr(shop, name).strip()]


def unknown(texts: Iterable[str]) -> list[str]:
    """The placeholders that stand for nothing, such as ``{{ compny }}``."""
    return [f"{{{{ {name} }}}}" for name in placeholders.names(texts) if name not in NAMES]


def label(name: str, shop: ShopSettings) -> str:
    field: Any = shop._meta.get_field(name)
    return str(field.verbose_name)
