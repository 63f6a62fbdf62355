"""The rooms' models, where Django looks for them."""

from kasuhara_plugin.core.audit import AuditRecord, Unlock
from kasuhara_plugin.core.mails import MailAttempt, MailClaim, OutgoingMail
from kasuhara_plugin.core.site_settings import RuleSettings, ShopSettings
from kasuhara_plugin.customers.models import Customer, Identifier, Merge
from kasuhara_plugin.flags.models import AccountFlag, FlagDecision, Refusal
from kasuhara_plugin.inquiries.models import Inquiry, SenderLock
from kasuhara_plugin.notes.models import StaffNote
from kasuhara_plugin.policy.models import (
    Attestation,
    ClauseBasis,
    PolicyApproval,
    PolicyReview,
    PolicyVersion,
)
from kasuhara_plugin.policy.pages import PolicyPage
from kasuhara_plugin.policy.tasks import PolicyApprovalTask

__all__ = [
    "AccountFlag",
    "Attestation",
    "AuditRecord",
    "ClauseBasis",
    "Customer",
    "FlagDecision",
    "Identifier",
    "Inquiry",
    "MailAttempt",
    "MailClaim",
    "Merge",
    "OutgoingMail",
    "PolicyApproval",
    "PolicyApprovalTask",
    "PolicyPage",
    "PolicyReview",
    "PolicyVersion",
    "Refusal",
    "RuleSettings",
    "SenderLock",
    "ShopSettings",
    "StaffNote",
    "Unlock",
]
