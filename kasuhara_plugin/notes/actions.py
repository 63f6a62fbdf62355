"""Writing and revising a note: each change has an author, a reason and a version."""

from datetime import datetime
from typing import Any

from bs4 import BeautifulSoup
from django.db import transaction

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.errors import NotPermitted, UnusableText
from kasuhara_plugin.core.sanitize import clean
from kasuhara_plugin.core.text import flaw_message, is_blank
from kasuhara_plugin.core.usable import require_usable
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.notes.models import StaffNote
from kasuhara_plugin.signals import note_changed

REASON_LIMIT = 500  # characters


def write(customer: Customer, *, body: str, by: Any, now: datetime | None = None) -> StaffNote:
    """A new note of ``by``. Raises ``NotPermitted`` and ``UnusableText``."""
    if not by.has_perm("kasuhara_plugin.add_staffnote"):
        raise NotPermitted("対応メモを書く権限がありません。")
    who = audit.actor(by)
    note = StaffNote(
        customer=customer,
        body=usable(body),
        author_key=who.key,
        author_name=who.name,
        written_at=now or clock.now(),
    )
    return _keep(note, "note.write", reason="", by=by, now=now)


def revise(
    note: StaffNote, *, body: str, reason: str, by: Any, now: datetime | None = None
) -> StaffNote:
    """The same note with another text; the earlier one stays in its history.

    A text that says the same changes nothing. Raises ``NotPermitted`` for anybody but the
    author, and ``UnusableText`` (a reason is needed).
    """
    if not may_revise(note, by=by):
        raise NotPermitted("ご自分で書いた対応メモだけを変更できます。")
    require_usable(reason, limit=REASON_LIMIT)
    cleaned = usable(body)
    with transaction.atomic():
        note = StaffNote.objects.select_for_update().get(pk=note.pk)
        if note.body == cleaned:
            return note
        note.body = cleaned
        return _keep(note, "note.revise", reason=reason, by=by, now=now)


def may_revise(note: StaffNote, *, by: Any) -> bool:
    return note.author_key == str(by.pk) and by.has_perm("kasuhara_plugin.add_staffnote")


def _keep(note: StaffNote, act: str, *, reason: str, by: Any, now: datetime | None) -> StaffNote:
    note._author, note._reason = audit.actor(by), reason  # type: ignore[attr-defined]
    note._history_date = now or clock.now()  # type: ignore[attr-defined]
    with transaction.atomic():
        note.save()
        audit.record(act, note, by=by, reason=reason)
        transaction.on_commit(lambda: note_changed.send(sender=StaffNote, note=note), robust=True)
    return note


def usable(body: str) -> str:
    """The sanitised text of a note. Raises ``UnusableText`` if nothing of it can be seen."""
    cleaned = clean(body)
    if is_blank(BeautifulSoup(cleaned, "html.parser").get_text()):
        raise UnusableText(flaw_message("blank", text="", limit=0), code="blank")
    return cleaned
