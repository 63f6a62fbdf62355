"""The rooms' models, where Django looks for them."""

from kasuhara_plugin.core.audit import AuditRecord, Unlock
from kasuhara_plugin.core.site_settings import RuleSettings, ShopSettings
from kasuhara_plugin.customers.models import Customer, Identifier
from kasuhara_plugin.flags.models import AccountFlag, FlagDecision, Refusal
from kasuhara_plugin.inquiries.models import Inquiry, SenderLock
from kasuhara_plugin.notes.models import StaffNote
from kasuhara_plugin.policy.models import PolicyPage

__all__ = [
    "AccountFlag",
    "AuditRecord",
    "Customer",
    "FlagDecision",
    "Identifier",
    "Inquiry",
    "PolicyPage",
    "Refusal",
    "RuleSettings",
    "SenderLock",
    "ShopSettings",
    "StaffNote",
    "Unlock",
]
