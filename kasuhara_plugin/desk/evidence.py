"""What each room keeps that can stand behind a restriction (policy s6-1-b)."""

from kasuhara_plugin.core import clock, slots
from kasuhara_plugin.flags.evidence import SLOT, Source
from kasuhara_plugin.flags.models import Refusal
from kasuhara_plugin.inquiries.models import Inquiry
from kasuhara_plugin.notes.models import StaffNote


def offer() -> None:
    """Once, from ``AppConfig.ready``."""
    slots.register(SLOT, Source(StaffNote, "kasuhara_notes:inspect", _note))
    slots.register(SLOT, Source(Inquiry, "kasuhara_inquiries:inspect", _inquiry))
    slots.register(
        SLOT, Source(Refusal, "kasuhara_refusals:inspect", _refusal, customer="flag__customer")
    )


def _note(note: StaffNote) -> str:
    written = note.written_at.astimezone(clock.TOKYO)
    return f"対応メモ　{written:%Y/%m/%d %H:%M}　{note.author_name}"


def _inquiry(inquiry: Inquiry) -> str:
    return f"お問い合わせ　{inquiry}"


def _refusal(refusal: Refusal) -> str:
    return f"お断りの記録　{refusal.reference}（{refusal.scope_label}）"
