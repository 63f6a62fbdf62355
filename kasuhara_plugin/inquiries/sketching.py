"""Sketches are kept where the shop shows similar messages of others, and of threads only: what is joined says
the same. What fails here never costs a message."""

import logging
from collections.abc import Iterable, Iterator

from django.db import DatabaseError, transaction
from django.db.models import Max, QuerySet

from kasuhara_plugin.inquiries import nearness, repeats
from kasuhara_plugin.inquiries.models import Inquiry
from kasuhara_plugin.inquiries.nearness import Thread
from kasuhara_plugin.inquiries.repeats import Said
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.inquiries.sketches import SketchMark, StopList, in_force, packed
from kasuhara_plugin.inquiries.wording.sketch import common_among, sketch

logger = logging.getLogger(__name__)

PART = 500  # threads of one transaction
AT_ONCE = 5_000  # marks of one statement
COUNTED = 20_000  # messages of which a stop list is made, the newest


def keep(inquiry: Inquiry, said: Said | None, rules: InquiryRules) -> None:
    """Of a new thread, in the transaction that stores it."""
    if said is None or inquiry.first_id or not rules.similar_from_others:
        return
    try:
        with transaction.atomic():
            SketchMark.objects.bulk_create(_marks(inquiry.pk, said, in_force().common()))
    except DatabaseError:
        logger.exception("The sketch of inquiry %s cannot be written.", inquiry.number)


def forget(inquiries: Iterable[int]) -> None:
    """Before these messages are deleted."""
    SketchMark.objects.filter(inquiry__in=list(inquiries)).delete()


def new_stop_list() -> StopList:
    """Made of what the shop's newest messages have in common; ``renew`` takes it to all threads."""
    texts = list(_newest_texts())
    return StopList.objects.create(
        version=in_force().version + 1,
        numbers=packed(common_among(texts)),
        messages=len(texts),
    )


def counted() -> int:
    """Of how many messages a stop list would be made."""
    return min(COUNTED, Inquiry.objects.filter(first=None).count())


def waiting() -> int:
    """How many threads the stop list in force was not yet taken to."""
    if not InquiryRules.load().similar_from_others:
        return 0
    return _below(_taken_up()).count()


def renew(*, most: int | None = None) -> Iterator[int]:
    """How many threads were sketched anew, after each part, the newest first. Broken off, it goes on
    where it stood. Where the shop does not show them any more, the sketches go."""
    if not InquiryRules.load().similar_from_others:
        _forget_all()
        return
    stop, done = _taken_up(), 0
    while stop.left and (most is None or done < most):
        done += _part(stop)
        yield done


def _part(stop: StopList) -> int:
    with transaction.atomic():
        rows = _below(stop).order_by("-pk").values_list(*nearness.READ)[:PART]
        threads = [Thread._make(row) for row in rows]
        common = stop.common()
        forget(thread.pk for thread in threads)
        marks = (mark for one in threads for mark in _marks(one.pk, _said(one), common))
        SketchMark.objects.bulk_create(marks, batch_size=AT_ONCE)
        stop.left = threads[-1].pk if len(threads) == PART else 0
        stop.save(update_fields=["left"])
    return len(threads)


def _taken_up() -> StopList:
    """The list in force, from the newest thread on where it is new or the rules of substances are."""
    stop = in_force()
    if stop.left is None or stop.substance_version != repeats.VERSION:
        newest = Inquiry.objects.aggregate(pk=Max("pk"))["pk"] or 0
        stop.left, stop.substance_version = newest + 1, repeats.VERSION
        stop.save(update_fields=["left", "substance_version"])
    return stop


def _below(stop: StopList) -> QuerySet[Inquiry]:
    return Inquiry.objects.filter(first=None, pk__lt=stop.left or 0)


def _forget_all() -> None:
    if SketchMark.objects.exists():
        SketchMark.objects.all()._raw_delete(using=SketchMark.objects.db)
    StopList.objects.exclude(left=None).update(left=None)


def _said(thread: Thread) -> Said | None:
    try:
        return thread.said()
    except Exception:
        logger.exception("What inquiry %s says cannot be told.", thread.pk)
        return None


def _marks(key: int, said: Said | None, common: frozenset[int]) -> list[SketchMark]:
    found = sketch(said.signs, common) if said else []
    return [SketchMark(number=number, inquiry_id=key) for number in found]


def _newest_texts() -> Iterator[str]:
    rows = Inquiry.objects.filter(first=None).order_by("-pk").values_list(*nearness.READ)
    for said in map(_said, map(Thread._make, rows[:COUNTED])):
        if said:
            yield said.signs
