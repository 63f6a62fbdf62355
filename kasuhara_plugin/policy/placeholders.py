"""``{{ company }}`` and its like in a policy text: data of the shop, not words in the text."""

import re
from typing import Any

from kasuhara_plugin.core.site_settings import ShopSettings

_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
NAMES = ("company", "contact_name", "contact_phone", "contact_email", "contact_hours")


def fill(text: str, shop: ShopSettings) -> str:
    """The text with the shop's data; what is not filled in yet is named in brackets."""
    return _PLACEHOLDER.sub(lambda found: _value(found, shop), text)


def _value(found: re.Match[str], shop: ShopSettings) -> str:
    name = found[1]
    field: Any = shop._meta.get_field(name) if name in NAMES else None
    if field is None:
        return found[0]
    return getattr(shop, name) or f"［{field.verbose_name}］"
