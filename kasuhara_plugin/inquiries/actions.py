"""The acts of the room, each under the name by which a host calls it."""

from kasuhara_plugin.inquiries.handling import ANSWER_LIMIT, CONTACT_LIMIT, answer, log, release
from kasuhara_plugin.inquiries.inbox.asking import ask_to_read
from kasuhara_plugin.inquiries.inbox.assigning import (
    REASON_LIMIT,
    assign,
    close,
    hand_over,
)
from kasuhara_plugin.inquiries.inbox.remarks import REMARK_LIMIT, remark
from kasuhara_plugin.inquiries.inbox.replying import reply, return_draft, send_draft
from kasuhara_plugin.inquiries.inbox.tags import tag
from kasuhara_plugin.inquiries.receiving import (
    BODY_LIMIT,
    EXTRA_LIMIT,
    LIMITS,
    Receipt,
    receive,
)
from kasuhara_plugin.inquiries.rejoining import join, part

__all__ = [
    "ANSWER_LIMIT",
    "BODY_LIMIT",
    "CONTACT_LIMIT",
    "EXTRA_LIMIT",
    "LIMITS",
    "REASON_LIMIT",
    "REMARK_LIMIT",
    "Receipt",
    "answer",
    "ask_to_read",
    "assign",
    "close",
    "hand_over",
    "join",
    "log",
    "part",
    "receive",
    "release",
    "remark",
    "reply",
    "return_draft",
    "send_draft",
    "tag",
]
