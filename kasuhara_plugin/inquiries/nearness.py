"""Which earlier thread of a sender a message says again in other words, and how often the same text came
with other figures. What fails here never costs a message."""

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db import DatabaseError
from django.db.models import Case, TextField, Value, When

from kasuhara_plugin.core.text import fold
from kasuhara_plugin.inquiries import repeats
from kasuhara_plugin.inquiries.guard import Facts, Rules
from kasuhara_plugin.inquiries.models import Inquiry
from kasuhara_plugin.inquiries.repeats import Said

logger = logging.getLogger(__name__)


class Near(NamedTuple):
    """``first`` is the thread most alike, and ``score`` how much (None for the same text);
    ``templates`` counts threads of the same words about other figures."""

    first: Inquiry | None = None
    score: float | None = None
    templates: int = 0

    def facts(self) -> Facts:
        said_before = self.first.times_said() if self.first else 0
        return Facts(said_before=said_before, likeness=self.score, templates=self.templates)


def said_of(body: str) -> Said | None:
    """What is kept of a message to compare by. None where that fails: it stands alone then."""
    try:
        return Said(body)
    except Exception:
        logger.exception("What a message says cannot be told.")
        return None


def columns(said: Said | None) -> dict[str, object]:
    """The same, for the row."""
    if said is None:
        return {}
    kept = {"substance": said.substance, "outline": said.outline}
    return {**kept, "substance_version": repeats.VERSION}


def near(
    first: Inquiry | None,
    *,
    sender: str,
    said: Said | None,
    order_number: str,
    rules: Rules,
    now: datetime,
) -> Near:
    """Once the turn is taken: ``first`` where it said the same text, else the thread most alike.
    Another order number is another matter."""
    if first or not (sender and said and rules.join_similar):
        return Near(first)
    try:
        return _nearest(sender, said, order_number, rules, now)
    except DatabaseError:
        raise  # the message is given back
    except Exception:
        logger.exception("Whether it was said before cannot be told.")
        return Near()


def _nearest(sender: str, said: Said, order_number: str, rules: Rules, now: datetime) -> Near:
    key, score, templates = None, 0.0, 0
    wanted = fold(order_number)
    for pk, number, earlier in _threads(sender, said, rules, now):
        judged = repeats.weigh(said, earlier, catalogue=rules.catalogue, thorough=False)
        templates += judged.is_template
        if judged.is_repeat and wanted in ("", fold(number)) and judged.score >= score:
            key, score = pk, judged.score
    first = Inquiry.objects.get(pk=key) if key else None
    return Near(first, score if first else None, templates)


def _threads(
    sender: str, said: Said, rules: Rules, now: datetime
) -> Iterator[tuple[int, str, Said]]:
    """Those that may say the same; the newest first, so that of two that are as near the older one
    is the thread."""
    rows = Inquiry.objects.filter(
        sender_key=sender, received_at__gt=now - rules.join_within, first=None
    ).order_by("-received_at", "-pk")
    is_ready = When(substance_version=repeats.VERSION, then=Value(""))
    names = ("pk", "order_number", "substance", "outline", "substance_version")
    kept_rows = rows.values_list(*names, Case(is_ready, default="body", output_field=TextField()))[
        : repeats.NEWEST
    ]
    for pk, number, substance, outline, version, body in kept_rows:
        if version != repeats.VERSION or repeats.may_repeat(said, outline):
            yield pk, number, kept(substance, outline, version, body)


def kept(substance: str, outline: bytes | memoryview, version: int, body: str) -> Said:
    """As it was kept, or made anew where other rules made it."""
    if version == repeats.VERSION:
        return Said(substance, bytes(outline))
    return Said(body)
