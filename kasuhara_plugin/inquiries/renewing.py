"""What is kept of a message to compare by, made anew after the rules changed. Until then each is made anew
whenever it is needed: nothing is judged by old rules."""

from collections.abc import Iterator

from django.db.models import QuerySet

from kasuhara_plugin.inquiries import nearness, repeats
from kasuhara_plugin.inquiries.models import Inquiry

PART = 500  # rows of one statement


def stale() -> QuerySet[Inquiry]:
    return Inquiry.objects.filter(substance_version__lt=repeats.VERSION)


def renew(*, most: int | None = None) -> Iterator[int]:
    """How many were made anew, after each part. Broken off, it goes on where it stood: each part is
    kept by itself. The newest first, since they are compared with."""
    done, last = 0, 0
    while most is None or done < most:
        waiting = stale().order_by("-pk").only("pk", "body")
        rows = list((waiting.filter(pk__lt=last) if last else waiting)[:PART])
        if not rows:
            return
        last = rows[-1].pk
        Inquiry.objects.bulk_update(_renewed(rows), ["substance", "outline", "substance_version"])
        done += len(rows)
        yield done


def _renewed(rows: list[Inquiry]) -> list[Inquiry]:
    for row in rows:
        for name, value in nearness.columns(nearness.said_of(row.body)).items():
            setattr(row, name, value)
    return rows
