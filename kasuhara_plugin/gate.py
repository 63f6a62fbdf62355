"""``from kasuhara_plugin import gate``: the doors for the host site."""

from kasuhara_plugin.flags.gate import (
    Identity,
    RestrictedMixin,
    Restriction,
    TransactionRestricted,
    require,
    restriction_for,
    restricts,
)

__all__ = [
    "Identity",
    "RestrictedMixin",
    "Restriction",
    "TransactionRestricted",
    "require",
    "restriction_for",
    "restricts",
]
