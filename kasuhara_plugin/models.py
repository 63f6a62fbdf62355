"""The rooms' models, where Django looks for them."""

from kasuhara_plugin.core.audit import AuditRecord, Unlock
from kasuhara_plugin.core.mails import MailAttempt, MailClaim, OutgoingMail
from kasuhara_plugin.core.retention_settings import RetentionSettings
from kasuhara_plugin.core.seals import Erasure, Seal, SealShape
from kasuhara_plugin.core.site_settings import RuleSettings, ShopSettings
from kasuhara_plugin.customers.legal_holds import LegalHold
from kasuhara_plugin.customers.models import Customer, Identifier, Merge
from kasuhara_plugin.flags.holding import HeldOrder
from kasuhara_plugin.flags.locks import IdentityLock
from kasuhara_plugin.flags.message import MessageTemplate
from kasuhara_plugin.flags.models import AccountFlag, FlagDecision, Refusal
from kasuhara_plugin.flags.readings import FlagReading
from kasuhara_plugin.inquiries.attachments import Attachment
from kasuhara_plugin.inquiries.corrections import ThreadCorrection
from kasuhara_plugin.inquiries.inbox.models import Assignment, Closure, ReplyDraft
from kasuhara_plugin.inquiries.inbox.preferences import StaffPreference
from kasuhara_plugin.inquiries.inbox.presence import Presence
from kasuhara_plugin.inquiries.inbox.remarks import Remark
from kasuhara_plugin.inquiries.inbox.saved_views import SavedView
from kasuhara_plugin.inquiries.inbox.search_text import SearchText
from kasuhara_plugin.inquiries.inbox.tags import InquiryTag, Tagging
from kasuhara_plugin.inquiries.inbox.wordings import ReplyTemplate
from kasuhara_plugin.inquiries.models import Answer, Inquiry, SenderLock
from kasuhara_plugin.inquiries.pages import InquiryPage
from kasuhara_plugin.inquiries.refused import RefusedOnDay
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.inquiries.sketches import SketchMark, StopList
from kasuhara_plugin.notes.models import StaffNote
from kasuhara_plugin.notes.redaction import Redaction
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
    "Answer",
    "Assignment",
    "Attachment",
    "Attestation",
    "AuditRecord",
    "ClauseBasis",
    "Closure",
    "Customer",
    "Erasure",
    "FlagDecision",
    "FlagReading",
    "HeldOrder",
    "Identifier",
    "IdentityLock",
    "Inquiry",
    "InquiryPage",
    "InquiryRules",
    "InquiryTag",
    "LegalHold",
    "MailAttempt",
    "MailClaim",
    "Merge",
    "MessageTemplate",
    "OutgoingMail",
    "PolicyApproval",
    "PolicyApprovalTask",
    "PolicyPage",
    "PolicyReview",
    "PolicyVersion",
    "Presence",
    "Redaction",
    "Refusal",
    "RefusedOnDay",
    "Remark",
    "ReplyDraft",
    "ReplyTemplate",
    "RetentionSettings",
    "RuleSettings",
    "SavedView",
    "Seal",
    "SealShape",
    "SearchText",
    "SenderLock",
    "ShopSettings",
    "SketchMark",
    "StaffNote",
    "StaffPreference",
    "StopList",
    "Tagging",
    "ThreadCorrection",
    "Unlock",
]
