"""Tells a colleague by mail that a note mentions them: the link alone, no word of the note and no
name of a customer leaves the admin."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from kasuhara_plugin.core import audit, letters, links, outbox
from kasuhara_plugin.core.errors import NotPermitted, UnusableAddress
from kasuhara_plugin.core.people import address_of, staff_who_may
from kasuhara_plugin.core.text import fold
from kasuhara_plugin.notes.models import StaffNote
from kasuhara_plugin.notes.plain import plain

KIND = "note.mention"
FEW = 3  # more people than that are not written to while a page waits


def colleagues(by: Any) -> QuerySet[Any]:
    """Who can be mentioned: the others who may read notes."""
    return staff_who_may("view_staffnote").exclude(pk=by.pk)


def named_in(body: str, people: Iterable[Any]) -> list[Any]:
    """Those of the people whose whole name follows an @ in the rich text (@山田 花子, ＠山田花子):
    the longest name that fits each, and all who bear it."""
    calls = _key(plain(body)).split("@")[1:]
    named = [(_key(audit.actor(person).name), person) for person in people] if calls else []
    called = {_longest(call, (name for name, _ in named)) for call in calls} - {""}
    return [person for name, person in named if name in called]


def _longest(call: str, names: Iterable[str]) -> str:
    return max((name for name in names if call.startswith(name)), key=len, default="")


def _key(text: str) -> str:
    return fold(text).replace(" ", "")


def require_readers(people: Iterable[Any], by: Any) -> list[Any]:
    """Each once. Raises ``NotPermitted`` where one may not read what they would be called to."""
    wanted = {person.pk for person in people}
    found = list(colleagues(by).filter(pk__in=wanted)) if wanted else []
    if len(found) < len(wanted):
        raise NotPermitted("対応メモを読む権限がない人には知らせることができません。")
    return found


def tell(note: StaffNote, people: list[Any], *, by: Any) -> None:
    """In the transaction of the version that mentions them; once a version for each."""
    version = note.version()
    for person in people:
        _post(note, version, person, by=by, at_once=len(people) <= FEW)


def _post(note: StaffNote, version: int, person: Any, *, by: Any, at_once: bool) -> None:
    context = {"who": audit.actor(by).name, "note": note}
    context["url"] = links.absolute("kasuhara_notes:inspect", note.pk)
    subject, body = letters.render("staff_note_mention", context)
    try:
        outbox.post(
            to=address_of(person),
            subject=subject,
            body=body,
            kind=KIND,
            about=note,
            key=f"note-mention:{version}:{person.pk}",
            at_once=at_once,
        )
    except UnusableAddress:
        return  # the note and its audit row name them all the same
