"""Staff correct which messages are one thread: nobody reads a complaint as a repeat that is none."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.errors import AlreadyDecided, NotPermitted
from kasuhara_plugin.inquiries import counters, nearness, repeats, sketching
from kasuhara_plugin.inquiries.corrections import ThreadCorrection
from kasuhara_plugin.inquiries.inbox.assigning import end_all
from kasuhara_plugin.inquiries.inbox.rights import require
from kasuhara_plugin.inquiries.inbox.states import waits_again
from kasuhara_plugin.inquiries.inbox.tags import take_along
from kasuhara_plugin.inquiries.models import Inquiry
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.inquiries.vocabulary import BY_STAFF, Corrected, Kept

REFUSAL = "お問い合わせをまとめる権限がありません。"


def part(inquiry: Inquiry, *, by: Any, now: datetime | None = None) -> Inquiry:
    """The message is a matter of its own: a thread that waits for an answer. Raises
    ``NotPermitted`` and ``AlreadyDecided``."""
    require(by, "answer", inquiry, REFUSAL)
    now = now or clock.now()
    with transaction.atomic():
        row = _in_turn(inquiry, now)
        first = row.first
        if first is None:
            raise AlreadyDecided("このお問い合わせは、ほかのお問い合わせにまとめられていません。")
        _keep(row, first, Corrected.PARTED, by=by, now=now)
        row.first, row.nth, row.reasons = None, 1, [f"{BY_STAFF} {Corrected.PARTED}"]
        if row.outcome == Kept.JOINED:
            row.outcome = Kept.ACCEPTED
        row.waiting_since = row.received_at
        row.save(update_fields=["first", "nth", "reasons", "outcome", "waiting_since"])
        _count_anew(first)
        sketching.keep(row, nearness.said_of(row.body), InquiryRules.load())
    return row


def join(inquiry: Inquiry, to: Inquiry, *, by: Any, now: datetime | None = None) -> Inquiry:
    """The message, with what was joined to it, says again what the earlier one says. Raises
    ``NotPermitted`` for another sender's, and ``AlreadyDecided`` for what was answered by itself."""
    for one in (inquiry, to):
        require(by, "answer", one, REFUSAL)
    now = now or clock.now()
    with transaction.atomic():
        row, first = _in_turn(inquiry, now), _fresh(to).thread()
        _require_joinable(row, first)
        _keep(row, first, Corrected.JOINED, by=by, now=now)
        sketching.forget([row.pk])
        row.repeats.update(first=first)
        take_along(row, first)
        row.first, row.reasons = first, [f"{BY_STAFF} {Corrected.JOINED}"]
        if row.outcome == Kept.ACCEPTED:
            row.outcome = Kept.JOINED
        if row.waiting_since:
            waits_again(first, row.waiting_since)
        row.waiting_since = None
        row.save(update_fields=["first", "reasons", "outcome", "waiting_since"])
        end_all(row, by=by, now=now)
        _count_anew(first)
    return row


def joinable(inquiry: Inquiry) -> QuerySet[Inquiry]:
    """The sender's earlier threads, the newest first."""
    same = Inquiry.objects.filter(sender_key=inquiry.sender_key, first=None)
    earlier = same.filter(pk__lt=inquiry.pk).order_by("-pk")
    alone = inquiry.first_id is None and bool(inquiry.sender_key)
    return earlier if alone and not inquiry.answers.exists() else earlier.none()


def _require_joinable(row: Inquiry, first: Inquiry) -> None:
    if not row.sender_key or row.sender_key != first.sender_key:
        raise NotPermitted("同じ方からのお問い合わせだけを、まとめることができます。")
    if row.first_id or row.pk == first.pk:
        raise AlreadyDecided("このお問い合わせは、すでにまとめられています。")
    if row.pk < first.pk:
        raise NotPermitted("先に届いたお問い合わせにまとめてください。")
    if row.answers.exists():
        raise AlreadyDecided("すでに回答したお問い合わせは、まとめることができません。")


def _keep(row: Inquiry, first: Inquiry, kind: Corrected, *, by: Any, now: datetime) -> None:
    who, judged = audit.actor(by), repeats.compare(row.body, first.body)
    ThreadCorrection.objects.create(
        inquiry=row,
        earlier=first,
        kind=kind,
        score=judged.score,
        vetoes=[veto.kind for veto in judged.vetoes],
        rules_version=repeats.VERSION,
        at=now,
        actor_key=who.key,
        actor_name=who.name,
    )
    act = "part" if kind == Corrected.PARTED else "join"
    audit.record(f"inquiry.{act}", row, by=by, data={"thread": first.number})


def _count_anew(first: Inquiry) -> None:
    """Which telling each is, by the order in which they came."""
    for nth, row in enumerate(first.repeats.order_by("pk"), start=2):
        if row.nth != nth:
            row.nth = nth
            row.save(update_fields=["nth"])


def _in_turn(inquiry: Inquiry, now: datetime) -> Inquiry:
    """As it is once nothing else of its sender is received, answered or moved."""
    counters.take_turn(inquiry.sender_key, now=now)
    return _fresh(inquiry)


def _fresh(inquiry: Inquiry) -> Inquiry:
    return Inquiry.objects.select_related("first").get(pk=inquiry.pk)
