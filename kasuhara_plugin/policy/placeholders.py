"""``{{ company }}`` and its like in a policy text: data of the shop, not words in the text."""

import re
from collections.abc import Iterable
from typing import Any

from kasuhara_plugin.core.site_settings import ShopSettings

_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
NAMES = ("company", "contact_name", "contact_phone", "contact_email", "contact_hours")


def fill(text: str, shop: ShopSettings) -> str:
    """The text with the shop's data; what is not filled in yet is named in brackets."""
    return _PLACEHOLDER.sub(lambda found: _value(found, shop), text)


def missing(texts: Iterable[str], shop: ShopSettings) -> list[str]:
    """The labels of the shop's data that the texts need and that are not filled in yet."""
    names = [name for name in _names(texts) if name in NAMES and not getattr(shop, name).strip()]
    return [_label(name, shop) for name in names]


def unknown(texts: Iterable[str]) -> list[str]:
    """The placeholders that stand for nothing, such as ``{{ compny }}``."""
    return [f"{{{{ {name} }}}}" for name in _names(texts) if name not in NAMES]


def _names(texts: Iterable[str]) -> list[str]:
    """In reading order, each once."""
    return list(dict.fromkeys(name for text in texts for name in _PLACEHOLDER.findall(text)))


def _value(found: re.Match[str], shop: ShopSettings) -> str:
    name = found[1]
    if name not in NAMES:
        return found[0]
    return getattr(shop, name) or f"［{_label(name, shop)}］"


def _label(name: str, shop: ShopSettings) -> str:
    field: Any = shop._meta.get_field(name)
    return str(field.verbose_name)
