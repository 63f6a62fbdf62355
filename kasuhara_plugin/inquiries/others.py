"""Messages of other senders that say the same in the same words. Shown to staff, who decide what it means:
nothing is joined, held or flagged by it."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection

from kasuhara_plugin.inquiries import nearness
from kasuhara_plugin.inquiries.models import Inquiry
from kasuhara_plugin.inquiries.nearness import Thread
from kasuhara_plugin.inquiries.repeats import Comparison, Said, weigh
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.inquiries.sketches import SketchMark, common_of
from kasuhara_plugin.inquiries.wording.sketch import sketch
from kasuhara_plugin.inquiries.wording.vocabulary import Vocabulary

NEWEST = 64  # threads of a number that are looked at
WEIGHED = 64  # candidates: those that share most numbers
SHOWN = 5
BAND = (
    "SELECT inquiry_id FROM (SELECT inquiry_id FROM {table} WHERE number = %s"
    " ORDER BY inquiry_id DESC LIMIT {newest}) band{place}"
)
MOST_SHARED = (
    "SELECT inquiry_id FROM ({bands}) found GROUP BY inquiry_id"
    " ORDER BY count(*) DESC, inquiry_id DESC LIMIT {weighed}"
)


class Similar(NamedTuple):
    inquiry: Inquiry
    percent: int


def from_others(inquiry: Inquiry, rules: InquiryRules) -> list[Similar]:
    """The most alike first, and of one sender only one. Other figures do not part them: each has an order
    of their own. Empty where the shop does not show them."""
    if not rules.similar_from_others:
        return []
    said = nearness.kept(
        inquiry.substance, inquiry.outline, inquiry.substance_version, inquiry.body
    )
    keys = candidates(said, common_of(rules.stop_list))
    found = _weighed(said, keys, inquiry, rules.for_guard().catalogue)
    best = sorted(found, key=lambda one: (-one[1].score, -one[0]))[:SHOWN]
    rows = Inquiry.objects.in_bulk([key for key, _ in best])
    return [Similar(rows[key], round(judged.score * 100)) for key, judged in best]


def candidates(said: Said, common: frozenset[int]) -> list[int]:
    """Threads that share most numbers of the sketch, among the newest of each."""
    numbers = sketch(said.signs, common)
    if not numbers:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_most_shared(len(numbers)), numbers)
        return [key for (key,) in cursor.fetchall()]


def _most_shared(bands: int) -> str:
    table = connection.ops.quote_name(SketchMark._meta.db_table)
    parts = (BAND.format(table=table, newest=NEWEST, place=place) for place in range(bands))
    return MOST_SHARED.format(bands=" UNION ALL ".join(parts), weighed=WEIGHED)


def _weighed(
    said: Said, keys: list[int], inquiry: Inquiry, catalogue: Vocabulary
) -> Iterator[tuple[int, Comparison]]:
    seen = {inquiry.sender_key} - {""}
    rows = Inquiry.objects.filter(pk__in=keys).exclude(pk=inquiry.thread().pk).order_by("-pk")
    for sender, *row in rows.values_list("sender_key", *nearness.READ):
        thread = Thread._make(row)
        if sender in seen or not thread.may_say(said):
            continue
        judged = weigh(said, thread.said(), catalogue=catalogue, thorough=False)
        if judged.score >= judged.needed:
            seen |= {sender} - {""}
            yield thread.pk, judged
