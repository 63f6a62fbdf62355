"""Further addresses of an account, where the host keeps them in a table of its own.

They are read when asked and never copied. They restrict, and do nothing else: an account may name
an address that is not its owner's, so none of them joins an account to a customer, is written down
as a mark, or proves anything. The same holds the other way: a guest who types an address is not
taken for the account that names it, or an account could have a stranger refused.
"""

from typing import Any

from django.apps import apps

from kasuhara_plugin.core.conf import Alias, conf
from kasuhara_plugin.core.paths import lookup


def aliases_of(user: Any) -> list[str]:
    """One query for each of ``KASUHARA_ALIASES``."""
    if user.pk is None:
        return []
    return [address for alias in conf().aliases for address in _read(alias, user)]


def _read(alias: Alias, user: Any) -> list[str]:
    rows = apps.get_model(alias.label)._default_manager
    address = lookup(alias.email)
    found = rows.filter(**{f"{lookup(alias.user)}__pk": user.pk}).order_by(address)
    return [text for text in found.values_list(address, flat=True) if text]
