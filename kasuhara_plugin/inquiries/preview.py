"""What a changed rule would have done with the messages of the last days, before it is saved."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.text import fold
from kasuhara_plugin.inquiries.counters import WEB
from kasuhara_plugin.inquiries.guard import Outcome, Rules
from kasuhara_plugin.inquiries.models import Inquiry
from kasuhara_plugin.inquiries.nearness import kept
from kasuhara_plugin.inquiries.replaying import Past, replay

DAYS = 90
MOST = 50_000  # messages, the newest
SHOWN = 20  # of those that would have gone otherwise
LABELS = {
    Outcome.ACCEPT: "受付",
    Outcome.JOIN: "最初のお問い合わせにまとめる",
    Outcome.HOLD: "保留",
    Outcome.REFUSE: "時間をおくようご案内（受け付けない）",
}


@dataclass(frozen=True)
class Changed:
    inquiry: dict[str, Any]
    before: str
    after: str


@dataclass(frozen=True)
class Preview:
    """``rows`` are a label, the count by the rules of now and the count by the new ones."""

    messages: int
    is_cut: bool
    rows: list[tuple[str, int, int]]
    changed: list[Changed]
    changes: int


def preview(now_in_force: Rules, wanted: Rules, *, now: datetime | None = None) -> Preview:
    """Both rules over the same messages, so that only their difference shows."""
    rows = list(_rows(now or clock.now()))
    past = [_past(row) for row in rows[-MOST:]]
    before = [verdict.outcome for verdict in replay(past, now_in_force)]
    after = [verdict.outcome for verdict in replay(past, wanted)]
    counts = Counter(before), Counter(after)
    differ = [
        Changed(row, LABELS[one], LABELS[other])
        for row, one, other in zip(rows[-MOST:], before, after, strict=True)
        if one is not other
    ]
    return Preview(
        messages=len(past),
        is_cut=len(rows) > MOST,
        rows=[(label, counts[0][one], counts[1][one]) for one, label in LABELS.items()],
        changed=differ[::-1][:SHOWN],
        changes=len(differ),
    )


def _rows(now: datetime) -> Iterator[dict[str, Any]]:
    """The oldest first; one more than is judged, to tell whether there are more."""
    wanted = Inquiry.objects.filter(received_at__gt=now - timedelta(days=DAYS))
    names = ("pk", "number", "subject", "received_at", "sender_key", "network_key", "text_key")
    said = ("substance", "outline", "substance_version", "body")
    rows = wanted.order_by("-received_at", "-pk").values(*names, *said, "order_number", "channel")
    return reversed(list(rows[: MOST + 1]))


def _past(row: dict[str, Any]) -> Past:
    return Past(
        at=row["received_at"],
        sender=row["sender_key"],
        network=row["network_key"],
        text=row["text_key"],
        order=fold(row["order_number"]),
        counts=row["channel"] in WEB,
        said=kept(row["substance"], row["outline"], row["substance_version"], row["body"]),
    )
