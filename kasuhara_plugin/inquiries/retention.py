"""The end of an inquiry. One that names no customer is taken to be of whoever has its address."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from kasuhara_plugin.core import slots
from kasuhara_plugin.core.retention import RULES, SUBJECTS, Rows, Rule, Subject
from kasuhara_plugin.customers.identity import email_key, phone_key
from kasuhara_plugin.customers.models import Identifier, IdentifierKind
from kasuhara_plugin.inquiries import leftovers, sketching
from kasuhara_plugin.inquiries.corrections import ThreadCorrection
from kasuhara_plugin.inquiries.inbox.models import Assignment, Closure, ReplyDraft
from kasuhara_plugin.inquiries.inbox.presence import Presence
from kasuhara_plugin.inquiries.inbox.remarks import Remark
from kasuhara_plugin.inquiries.inbox.search_text import SearchText
from kasuhara_plugin.inquiries.inbox.tags import Tagging
from kasuhara_plugin.inquiries.models import Answer, Inquiry, SenderLock


def offer() -> None:
    """Once, from ``AppConfig.ready``."""
    slots.register(RULES, INQUIRIES)
    slots.register(SUBJECTS, Subject(Inquiry, _owners))


def _old(moment: datetime) -> QuerySet[Any]:
    """Threads in which nothing was said or answered since."""
    repeats = Inquiry.objects.filter(first=OuterRef("pk"), received_at__gte=moment)
    answers = Answer.objects.filter(inquiry=OuterRef("pk"), at__gte=moment)
    old = Inquiry.objects.filter(first=None, received_at__lt=moment)
    return old.filter(~Exists(repeats), ~Exists(answers))


def _thread(keys: list[int]) -> list[Rows]:
    repeats = _repeats(keys)
    whole = [*keys, *repeats]  # what was joined brought its own
    named = Q(inquiry__in=whole) | Q(earlier__in=keys)
    corrections = ThreadCorrection.objects.filter(named).values_list("pk", flat=True)
    return [
        *_of_threads(whole, Presence, ReplyDraft, Answer, Assignment, Closure, Remark, Tagging),
        (ThreadCorrection, list(corrections)),
        (Inquiry, repeats),
        (Inquiry, keys),
    ]


def _of_threads(keys: list[int], *models: Any) -> list[Rows]:
    return [
        (model, list(model.objects.filter(inquiry__in=keys).values_list("pk", flat=True)))
        for model in models
    ]


def _beforehand(keys: list[int]) -> None:
    """Its files are set free, its sketch and what it is found by go."""
    whole = [*keys, *_repeats(keys)]
    leftovers.remove_files_of(whole)
    sketching.forget(whole)
    SearchText.objects.filter(inquiry__in=whole).delete()


def _repeats(keys: list[int]) -> list[int]:
    return list(Inquiry.objects.filter(first__in=keys).order_by("pk").values_list("pk", flat=True))


def _owners(keys: Sequence[int]) -> Iterator[tuple[int, int]]:
    typed: dict[tuple[str, str], list[int]] = {}
    rows = Inquiry.objects.filter(pk__in=keys)
    for key, customer, email, phone in rows.values_list("pk", "customer", "email", "phone"):
        if customer is not None:
            yield key, customer
            continue
        typed.setdefault((IdentifierKind.EMAIL, email_key(email)), []).append(key)
        typed.setdefault((IdentifierKind.PHONE, phone_key(phone)), []).append(key)
    named = Identifier.objects.filter(key__in={mark for _, mark in typed} - {""})
    for kind, mark, customer in named.values_list("kind", "key", "customer"):
        yield from ((key, customer) for key in typed.get((kind, mark), ()))


def _forget_senders(moment: datetime) -> None:
    """The addresses under which messages were counted. Nobody waits for them while a part holds its
    customers: a message on its way is never in danger."""
    left = Inquiry.objects.filter(sender_key=OuterRef("key"))
    SenderLock.objects.filter(~Exists(left), touched_at__lt=moment).delete()


INQUIRIES = Rule(
    "inquiries", Inquiry, _old, _thread, beforehand=_beforehand, afterwards=_forget_senders
)
