"""A thread is given to somebody, taken over, or closed without an answer."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, QuerySet

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.errors import AlreadyDecided, NotPermitted
from kasuhara_plugin.core.people import staff_who_may
from kasuhara_plugin.core.usable import require_usable
from kasuhara_plugin.inquiries import counters
from kasuhara_plugin.inquiries.inbox.given import tell_given
from kasuhara_plugin.inquiries.inbox.models import Assignment, Closure
from kasuhara_plugin.inquiries.inbox.rights import require
from kasuhara_plugin.inquiries.inbox.states import in_charge, of_person, set_waiting
from kasuhara_plugin.inquiries.models import Inquiry

REASON_LIMIT = 1_000  # characters
REFUSAL = "お問い合わせの担当を決める権限がありません。"


def handlers() -> QuerySet[Any]:
    """Who can be given a thread: whoever may answer each, or what was given to them."""
    return staff_who_may("answer_inquiry") | staff_who_may("handle_assigned_inquiry")


def open_persons() -> list[tuple[str, str, int]]:
    """Who has threads that wait: the key, the name, and how many."""
    rows = Assignment.objects.filter(ended_at=None, inquiry__waiting_since__isnull=False)
    grouped = rows.order_by("person_key").values_list("person_key")
    return list(grouped.annotate(name=Max("person_name"), many=Count("pk")))


def assign(
    inquiry: Inquiry, to: Any, *, by: Any, tells: bool = True, now: datetime | None = None
) -> Assignment | None:
    """The thread of this message is theirs; nobody's where ``to`` is None. Who had it before is
    relieved. Without ``tells`` it is one of many, of which they are told together. Raises
    ``NotPermitted``, and ``AlreadyDecided`` where it is so already."""
    require(by, "answer", inquiry, REFUSAL)
    if to is not None:
        _require_handler(to)
    now = now or clock.now()
    with transaction.atomic():
        thread = _locked(inquiry.pk)
        before = in_charge(thread)
        if (before.person_key if before else "") == (audit.actor(to).key if to else ""):
            raise AlreadyDecided("担当は、すでにそのとおりになっています。")
        row = _moved(thread, before, to, by=by, now=now)
        if row and tells:
            tell_given(to, [thread], by=by, now=now)
    return row


def hand_over(person_key: str, to: Any, *, by: Any, now: datetime | None = None) -> list[Inquiry]:
    """All that waits and is somebody's becomes another's, in one act: the threads. Raises
    ``NotPermitted``, and ``AlreadyDecided`` where there is nothing."""
    if not by.has_perm("kasuhara_plugin.answer_inquiry"):
        raise NotPermitted(REFUSAL)
    _require_handler(to)
    if audit.actor(to).key == person_key:
        raise AlreadyDecided("引き継ぎ元と引き継ぎ先が同じ人です。")
    now = now or clock.now()
    with transaction.atomic():
        moved = list(_handed_over(person_key, to, by=by, now=now))
        tell_given(to, moved, by=by, now=now)
    if not moved:
        raise AlreadyDecided("引き継ぐお問い合わせはありません。")
    return moved


def end_all(inquiry: Inquiry, *, by: Any, now: datetime) -> None:
    """It is no thread any more."""
    who = audit.actor(by)
    inquiry.assignments.filter(ended_at=None).update(
        ended_at=now, ended_key=who.key, ended_name=who.name
    )


def close(inquiry: Inquiry, *, reason: str, by: Any, now: datetime | None = None) -> Closure:
    """The thread needs no answer, such as thanks or an advertisement. Raises ``NotPermitted``,
    ``UnusableText``, and ``AlreadyDecided`` where it does not wait."""
    require(by, "answer", inquiry, REFUSAL)
    require_usable(reason, limit=REASON_LIMIT)
    who, now = audit.actor(by), now or clock.now()
    with transaction.atomic():
        counters.take_turn(inquiry.sender_key, now=now)  # nothing new comes meanwhile
        thread = _locked(inquiry.pk)
        if thread.waiting_since is None:
            raise AlreadyDecided("このお問い合わせは、すでに対応を終えています。")
        row = Closure.objects.create(
            inquiry=thread, reason=reason, at=now, actor_key=who.key, actor_name=who.name
        )
        set_waiting(thread, None)
        audit.record("inquiry.close", thread, by=by, reason=reason)
    return row


def _handed_over(person_key: str, to: Any, *, by: Any, now: datetime) -> Iterator[Inquiry]:
    for key in of_person(person_key).order_by("pk").values_list("pk", flat=True):
        thread = _locked(key)
        before = in_charge(thread)
        if before and before.person_key == person_key:
            _moved(thread, before, to, by=by, now=now)
            yield thread


def _moved(
    thread: Inquiry, before: Assignment | None, to: Any, *, by: Any, now: datetime
) -> Assignment | None:
    who = audit.actor(by)
    if before:
        before.ended_at, before.ended_key, before.ended_name = now, *who
        before.save(update_fields=["ended_at", "ended_key", "ended_name"])
    row = _given(thread, to, who=who, now=now) if to is not None else None
    data = {"from": before.person_name if before else "", "to": row.person_name if row else ""}
    audit.record("inquiry.assign", thread, by=by, data=data)
    return row


def _given(thread: Inquiry, to: Any, *, who: audit.Actor, now: datetime) -> Assignment:
    person = audit.actor(to)
    return Assignment.objects.create(
        inquiry=thread, person=to, person_key=person.key, person_name=person.name, at=now,
        by_key=who.key, by_name=who.name,
    )  # fmt: skip


def _locked(key: int) -> Inquiry:
    """The thread of that message, whatever it was joined to meanwhile."""
    row = Inquiry.objects.select_for_update().get(pk=key)
    return _locked(row.first_id) if row.first_id else row


def _require_handler(person: Any) -> None:
    if not handlers().filter(pk=person.pk).exists():
        raise NotPermitted("お問い合わせに回答する権限がない人を、担当にすることはできません。")
