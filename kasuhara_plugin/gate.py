"""``from kasuhara_plugin import gate``: the doors for the host site."""

from kasuhara_plugin.flags.gate import (
    Identity,
    RestrictedMixin,
    Restriction,
    TransactionRestricted,
    arequire,
    arestriction_for,
    require,
    restriction_for,
    restricts,
)
from kasuhara_plugin.flags.guarded import GuardedQuerySet, require_all
from kasuhara_plugin.flags.holding import cancel, held, release
from kasuhara_plugin.flags.override_form import OverrideFormMixin
from kasuhara_plugin.flags.overriding import overriding

__all__ = [
    "GuardedQuerySet",
    "Identity",
    "OverrideFormMixin",
    "RestrictedMixin",
    "Restriction",
    "TransactionRestricted",
    "arequire",
    "arestriction_for",
    "cancel",
    "held",
    "overriding",
    "release",
    "require",
    "require_all",
    "restriction_for",
    "restricts",
]
