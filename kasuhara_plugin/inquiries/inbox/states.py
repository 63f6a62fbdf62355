"""The states of a thread, derived from its rows and the clock. It waits until it is answered, whatever
restricts its sender."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.db.models.functions import Coalesce

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.business_days import business_days_before, business_days_between
from kasuhara_plugin.inquiries.inbox.models import Assignment
from kasuhara_plugin.inquiries.models import Inquiry
from kasuhara_plugin.inquiries.rules import InquiryRules


class State(TextChoices):
    NEW = "new", "新着"
    IN_HAND = "in_hand", "対応中"
    HELD = "held", "保留"
    DONE = "done", "回答済み"


MINE = "mine"  # of the list: what is this person's
DONE_COUNTED = 1_000  # answered threads, at most
COUNTED = (State.NEW, State.IN_HAND, State.HELD)  # few beside what was answered in all the years


def in_state(rows: QuerySet[Inquiry], state: str, now: datetime | None = None) -> QuerySet[Inquiry]:
    """Of the rows, the threads in that state."""
    held = Q(held_until__gt=now or clock.now(), released_at=None)
    threads = rows.filter(first=None)
    if state == State.DONE:
        return threads.filter(waiting_since=None)
    waiting = threads.filter(waiting_since__isnull=False)
    if state == State.HELD:
        return waiting.filter(held)
    taken = Exists(Assignment.objects.filter(inquiry=OuterRef("pk"), ended_at=None))
    return waiting.exclude(held).filter(taken if state == State.IN_HAND else ~taken)


def counts(
    now: datetime | None = None, *, rows: QuerySet[Inquiry] | None = None
) -> dict[State, int]:
    """Of these rows, or of all."""
    rows = Inquiry.objects.order_by() if rows is None else rows
    return {state: in_state(rows, state, now).count() for state in COUNTED}


def done_so_far(rows: QuerySet[Inquiry]) -> str:
    """How many are done with, counted up to a bound: they become ever more."""
    many = in_state(rows, State.DONE)[:DONE_COUNTED].count()
    return f"{many:,}+" if many == DONE_COUNTED else str(many)


def state_of(thread: Inquiry, *, taken: bool, now: datetime | None = None) -> State:
    """Of the first of a thread; ``taken``: it is somebody's."""
    if thread.waiting_since is None:
        return State.DONE
    if thread.is_held(now):
        return State.HELD
    return State.IN_HAND if taken else State.NEW


def in_charge(thread: Inquiry) -> Assignment | None:
    """Whose it is."""
    return thread.assignments.filter(ended_at=None).first()


def with_person(rows: QuerySet[Inquiry]) -> QuerySet[Inquiry]:
    """Each with the name of who is in charge of its thread, as ``in_charge_name``."""
    thread = Coalesce(OuterRef("first"), OuterRef("pk"))
    theirs = Assignment.objects.filter(inquiry=thread, ended_at=None)
    return rows.annotate(in_charge_name=Subquery(theirs.values("person_name")[:1]))


def told(inquiry: Any) -> str:
    """What a person reads in a list, of a row ``with_person``."""
    label = state_of(inquiry.thread(), taken=bool(inquiry.in_charge_name)).label
    return f"{label}（{inquiry.nth}回目）" if inquiry.first_id else str(label)


def business_days_waited(thread: Inquiry, now: datetime | None = None) -> int:
    """Whole business days since the customer wrote what is not answered."""
    if thread.waiting_since is None:
        return 0
    return business_days_between(clock.day(thread.waiting_since), clock.day(now or clock.now()))


def late(now: datetime | None = None) -> Q:
    """What waits for more business days than the shop wants."""
    within = InquiryRules.load().answer_within
    if not within:
        return Q(pk__in=[])
    last = business_days_before(clock.day(now or clock.now()), within + 1)
    ends = datetime.combine(last + timedelta(days=1), time(), tzinfo=clock.TOKYO)
    return Q(first=None, waiting_since__lt=ends)


def waits_again(thread: Inquiry, since: datetime) -> None:
    """The customer wrote to a thread: if it was done with, it waits for an answer anew."""
    Inquiry.objects.filter(pk=thread.pk, waiting_since=None).update(waiting_since=since)


def set_waiting(thread: Inquiry, since: datetime | None) -> None:
    Inquiry.objects.filter(pk=thread.pk).update(waiting_since=since)
    thread.waiting_since = since


def of_person(key: str) -> QuerySet[Inquiry]:
    """The threads that wait and are that person's."""
    theirs: dict[str, Any] = {"assignments__person_key": key, "assignments__ended_at": None}
    return Inquiry.objects.filter(waiting_since__isnull=False, **theirs)
