"""Writing, revising and withdrawing a note: each change has an author, a reason and a version."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypedDict, Unpack, cast

from bs4 import BeautifulSoup
from django.db import transaction

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.errors import AlreadyDecided, ChangedMeanwhile, NotPermitted, UnusableText
from kasuhara_plugin.core.sanitize import clean
from kasuhara_plugin.core.text import flaw_message, is_blank
from kasuhara_plugin.core.usable import require_usable
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.notes import mentions
from kasuhara_plugin.notes.models import StaffNote
from kasuhara_plugin.notes.vocabulary import Importance, Kind
from kasuhara_plugin.signals import note_changed

REASON_LIMIT = 500  # characters
TYPING = timedelta(minutes=10)  # after the writing, in which a change needs no reason
CONTENT = ("kind", "body", "importance", "pinned", "until")
WITHDRAWN = "この対応メモは取り下げられています。"
CHANGED = "この対応メモは、画面を開いた後に変更されています。まだ保存していません。"


class Content(TypedDict, total=False):
    """What a revision may change; what is not given stays."""

    body: str
    kind: str
    importance: str
    pinned: bool
    until: date | None


def write(
    customer: Customer,
    *,
    body: str,
    by: Any,
    kind: str = Kind.FACT,
    importance: str = Importance.ORDINARY,
    pinned: bool = False,
    until: date | None = None,
    mention: Iterable[Any] = (),
    now: datetime | None = None,
) -> StaffNote:
    """A new note of ``by``, which fades after the day ``until``. Whom it mentions (accounts of
    staff who may read notes) is told by mail. Raises ``NotPermitted`` and ``UnusableText``."""
    if not by.has_perm("kasuhara_plugin.add_staffnote"):
        raise NotPermitted("対応メモを書く権限がありません。")
    who = audit.actor(by)
    note = StaffNote(
        customer=customer,
        body=usable(body),
        kind=Kind(kind),
        importance=Importance(importance),
        pinned=pinned,
        until=until,
        author_key=who.key,
        author_name=who.name,
        written_at=now or clock.now(),
    )
    told = mentions.require_readers(mention, by)
    return _keep(note, "note.write", reason="", by=by, now=now, mention=told)


def revise(
    note: StaffNote,
    *,
    by: Any,
    reason: str = "",
    seen: int | None = None,
    mention: Iterable[Any] = (),
    now: datetime | None = None,
    **content: Unpack[Content],
) -> StaffNote:
    """The same note, saying something else; the earlier version stays in its history.

    ``seen`` is the version (``note.version()``) that the person had before them: if there is a
    newer one, ``ChangedMeanwhile`` is raised. What says the same changes nothing. Raises
    ``NotPermitted`` for anybody but the author, ``AlreadyDecided`` for a withdrawn note, and
    ``UnusableText`` (a reason is needed, but in the first ten minutes).
    """
    _require_author(note, by)
    typing = (now or clock.now()) < note.written_at + TYPING
    require_usable(reason, limit=REASON_LIMIT, required=not typing)
    wanted, told = _checked(content), mentions.require_readers(mention, by)
    with transaction.atomic():
        note = _standing(note)
        if not _takes(note, wanted):
            return note
        _require_seen(note, seen)
        return _keep(note, "note.revise", reason=reason, by=by, now=now, mention=told)


def restore(
    note: StaffNote,
    version: int,
    *,
    reason: str,
    by: Any,
    seen: int | None = None,
    now: datetime | None = None,
) -> StaffNote:
    """The note as an earlier version (its key) had it, as a new version.

    Raises what ``revise`` raises, and ``DoesNotExist`` for a version of another note.
    """
    _require_author(note, by)
    require_usable(reason, limit=REASON_LIMIT)
    earlier = note.history.get(history_id=version)
    wanted = _checked(cast(Content, {name: getattr(earlier, name) for name in CONTENT}))
    with transaction.atomic():
        note = _standing(note)
        if not _takes(note, wanted):
            return note
        _require_seen(note, seen)
        data = {"version": version}
        return _keep(note, "note.restore", reason=reason, by=by, now=now, data=data)


def withdraw(
    note: StaffNote,
    *,
    reason: str,
    by: Any,
    seen: int | None = None,
    now: datetime | None = None,
) -> StaffNote:
    """The author takes the note back: it is still read, as withdrawn, and never changed again.
    Raises what ``revise`` raises."""
    _require_author(note, by)
    require_usable(reason, limit=REASON_LIMIT)
    with transaction.atomic():
        note = _standing(note)
        _require_seen(note, seen)
        who = audit.actor(by)
        note.withdrawn_at, note.withdrawal_reason = now or clock.now(), reason
        note.withdrawer_key, note.withdrawer_name = who
        return _keep(note, "note.withdraw", reason=reason, by=by, now=now)


def is_author(note: StaffNote, *, by: Any) -> bool:
    return note.author_key == str(by.pk) and by.has_perm("kasuhara_plugin.add_staffnote")


def may_revise(note: StaffNote, *, by: Any) -> bool:
    """Whether it is theirs, and nobody withdrew it."""
    return note.withdrawn_at is None and is_author(note, by=by)


def usable(body: str) -> str:
    """The sanitised text of a note. Raises ``UnusableText`` if nothing of it can be seen."""
    cleaned = clean(body)
    if is_blank(BeautifulSoup(cleaned, "html.parser").get_text()):
        raise UnusableText(flaw_message("blank", text="", limit=0), code="blank")
    return cleaned


def _require_author(note: StaffNote, by: Any) -> None:
    if not is_author(note, by=by):
        raise NotPermitted("ご自分で書いた対応メモだけを変更できます。")


def _checked(content: Content) -> Content:
    if "body" in content:
        content["body"] = usable(content["body"])
    if "kind" in content:
        content["kind"] = Kind(content["kind"])
    if "importance" in content:
        content["importance"] = Importance(content["importance"])
    return content


def _standing(note: StaffNote) -> StaffNote:
    """Locked, as it is now."""
    note = StaffNote.objects.select_for_update().get(pk=note.pk)
    if note.withdrawn_at:
        raise AlreadyDecided(WITHDRAWN)
    return note


def _takes(note: StaffNote, content: Content) -> bool:
    """Whether the note says something else now."""
    new = {name: value for name, value in content.items() if getattr(note, name) != value}
    for name, value in new.items():
        setattr(note, name, value)
    return bool(new)


def _require_seen(note: StaffNote, seen: int | None) -> None:
    if seen is not None and seen != note.version():
        raise ChangedMeanwhile(CHANGED)


def _keep(
    note: StaffNote,
    act: str,
    *,
    reason: str,
    by: Any,
    now: datetime | None,
    data: dict[str, Any] | None = None,
    mention: Sequence[Any] = (),
) -> StaffNote:
    if mention:
        data = {**(data or {}), "mentioned": [str(person.pk) for person in mention]}
    with transaction.atomic(savepoint=False):  # each one costs two trips to the database
        note.save(by=audit.actor(by), reason=reason, at=now)
        audit.record(act, note, by=by, reason=reason, data=data)
        if mention:
            mentions.tell(note, list(mention), by=by)
        transaction.on_commit(lambda: note_changed.send(sender=StaffNote, note=note), robust=True)
    return note
