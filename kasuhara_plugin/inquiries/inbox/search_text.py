"""What a message is found by, kept beside it: folded, a line for each of its fields. Written some time after it
came, so that no visitor waits for an index; until then it is found by its own columns."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import Max, QuerySet

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.grams import GramIndex
from kasuhara_plugin.customers.searching import joined
from kasuhara_plugin.inquiries.models import Inquiry

INDEX = GramIndex("kasuhara_inquiry_grams", "kasuhara_plugin_searchtext", "text")
PART = 500  # messages of one transaction
SETTLED = timedelta(hours=1)  # no message is on its way any more with a key that was given before
COLUMNS = (
    "number", "name", "email", "phone", "order_number", "category", "subject", "body",
)  # fmt: skip


class SearchText(models.Model):
    inquiry = models.OneToOneField(
        Inquiry, models.CASCADE, primary_key=True, related_name="search_text", db_constraint=False
    )
    text = models.TextField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.inquiry_id)


def last_written() -> int:
    """The key up to which every message has its text; 0 where none has."""
    return SearchText.objects.aggregate(last=Max("inquiry_id"))["last"] or 0


def waiting(now: datetime | None = None) -> QuerySet[Inquiry]:
    """Messages that shall have one."""
    settled = (now or clock.now()) - SETTLED
    return Inquiry.objects.filter(pk__gt=last_written(), received_at__lt=settled)


def write(*, most: int | None = None, now: datetime | None = None) -> Iterator[int]:
    """How many were written, after each part, the oldest first: all up to the last one have theirs.
    Broken off, it goes on where it stood."""
    settled, done = (now or clock.now()) - SETTLED, 0
    while (most is None or done < most) and (many := _part(settled)):
        done += many
        yield done


def write_anew() -> Iterator[int]:
    SearchText.objects.all()._raw_delete(using=SearchText.objects.db)
    yield from write()


def _part(settled: datetime) -> int:
    with transaction.atomic():
        rows = Inquiry.objects.filter(pk__gt=last_written()).order_by("pk")[:PART]
        texts = [SearchText(inquiry=row, text=text_of(row)) for row in _until(rows, settled)]
        SearchText.objects.bulk_create(texts, ignore_conflicts=True)  # two runs at once
    return len(texts)


def _until(rows: QuerySet[Inquiry], settled: datetime) -> Iterator[Inquiry]:
    for row in rows:
        if row.received_at >= settled:
            return
        yield row


def text_of(row: Inquiry) -> str:
    digits = "".join(filter(str.isdecimal, row.phone))
    return joined(
        [*(getattr(row, name) for name in COLUMNS), digits, *map(str, row.extra.values())]
    )
