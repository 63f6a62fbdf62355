"""Sketches are kept where the shop shows similar messages of others, and of threads only: what is joined says
the same. What fails here never costs a message."""

import logging
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Max, QuerySet

from kasuhara_plugin.inquiries import nearness, repeats
from kasuhara_plugin.inquiries.models import Inquiry
from kasuhara_plugin.inquiries.nearness import Thread
from kasuhara_plugin.inquiries.repeats import Said
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.inquiries.sketches import SketchMark, StopList, common_of, stop_list, write
from kasuhara_plugin.inquiries.wording.sketch import common_among, shipped, sketch

logger = logging.getLogger(__name__)

PART = 500  # threads of one transaction
COUNTED = 20_000  # messages of which a stop list is made, the newest


def keep(inquiry: Inquiry, said: Said | None, rules: InquiryRules) -> None:
    """Of a new thread, once it is committed."""
    if said is None or inquiry.first_id or not rules.similar_from_others:
        return
    transaction.on_commit(
        lambda: write(_marks(inquiry.pk, said, common_of(rules.stop_list))), robust=True
    )


def forget(inquiries: Iterable[int]) -> None:
    """Before these messages are deleted, or joined to others."""
    SketchMark.objects.filter(inquiry__in=list(inquiries)).delete()


def new_stop_list() -> StopList:
    """Made of what the shop's newest messages have in common; ``renew`` takes it to all threads."""
    texts = list(_newest_texts())
    made = stop_list(common_among(texts), messages=len(texts))
    made.left = None
    with transaction.atomic():
        made.save(update_fields=["left"])
        _put_in_force(InquiryRules.load(), made)
    return made


def counted() -> int:
    """Of how many messages a stop list would be made."""
    return min(COUNTED, Inquiry.objects.filter(first=None).count())


def waiting() -> int:
    """How many threads the stop list in force was not yet taken to."""
    rules = InquiryRules.load()
    return _below(_taken_up(rules)).count() if rules.similar_from_others else 0


def renew(*, most: int | None = None) -> Iterator[int]:
    """How many threads were sketched anew, after each part, the newest first. Broken off, it goes on
    where it stood. Where the shop does not show them any more, the sketches go."""
    rules = InquiryRules.load()
    if not rules.similar_from_others:
        _forget_all()
        return
    stop, done = _taken_up(rules), 0
    while stop.left and (most is None or done < most):
        done += _part(stop)
        yield done


def _part(stop: StopList) -> int:
    with transaction.atomic():
        rows = _below(stop).order_by("-pk").values_list(*nearness.READ)[:PART]
        threads = [Thread._make(row) for row in rows]
        forget(thread.pk for thread in threads)
        common = stop.common()
        write([mark for one in threads for mark in _marks(one.pk, _said(one), common)])
        stop.left = threads[-1].pk if len(threads) == PART else 0
        stop.save(update_fields=["left"])
    return len(threads)


def _taken_up(rules: InquiryRules) -> StopList:
    """The list in force, from the newest thread on where it is new or the rules of substances are."""
    stop = StopList.objects.filter(digest=rules.stop_list).first()
    if stop is None:
        stop = stop_list(shipped(), messages=0)
        _put_in_force(rules, stop)
    if not stop.is_fresh():
        newest = Inquiry.objects.aggregate(pk=Max("pk"))["pk"] or 0
        stop.left, stop.substance_version = newest + 1, repeats.VERSION
        stop.save(update_fields=["left", "substance_version"])
    return stop


def _put_in_force(rules: InquiryRules, stop: StopList) -> None:
    rules.stop_list = stop.digest
    rules.save()


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


def _marks(key: int, said: Said | None, common: frozenset[int]) -> list[tuple[int, int]]:
    return [(number, key) for number in sketch(said.signs, common)] if said else []


def _newest_texts() -> Iterator[str]:
    rows = Inquiry.objects.filter(first=None).order_by("-pk").values_list(*nearness.READ)
    for said in map(_said, map(Thread._make, rows[:COUNTED])):
        if said:
            yield said.signs
