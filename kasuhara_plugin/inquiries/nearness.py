"""Which earlier thread of a sender a message says again in other words, and how often the same text came
with other figures. What fails here never costs a message."""

import logging
from collections.abc import Iterable, Iterator
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


class Thread(NamedTuple):
    """What is read of an earlier thread; ``body`` only where other rules made the rest."""

    pk: int
    order_number: str
    substance: str
    outline: bytes
    version: int
    body: str

    def may_say(self, said: Said) -> bool:
        return self.version != repeats.VERSION or repeats.may_repeat(said, self.outline)

    def said(self) -> Said:
        return kept(self.substance, self.outline, self.version, self.body)


READ = (
    "pk",
    "order_number",
    "substance",
    "outline",
    "substance_version",
    Case(
        When(substance_version=repeats.VERSION, then=Value("")),
        default="body",
        output_field=TextField(),
    ),
)


def newest(sender: str, rules: Rules, now: datetime) -> Iterator[Thread]:
    """The threads of a sender that a message is compared with, the newest first."""
    rows = Inquiry.objects.filter(
        sender_key=sender, received_at__gt=now - rules.join_within, first=None
    ).order_by("-received_at", "-pk")
    yield from map(Thread._make, rows.values_list(*READ)[: repeats.NEWEST] if sender else ())


def near(
    first: Inquiry | None,
    said: Said | None,
    threads: Iterable[Thread],
    *,
    order_number: str,
    rules: Rules,
) -> Near:
    """Once the turn is taken: ``first`` where it said the same text, else the thread most alike.
    Another order number is another matter."""
    if first or not (said and rules.join_similar):
        return Near(first)
    try:
        return _nearest(said, threads, order_number, rules)
    except DatabaseError:
        raise  # the message is given back
    except Exception:
        logger.exception("Whether it was said before cannot be told.")
        return Near()


def _nearest(said: Said, threads: Iterable[Thread], order_number: str, rules: Rules) -> Near:
    """Of two that are as near, the older one."""
    key, score, templates = None, 0.0, 0
    wanted = fold(order_number)
    for thread in threads:
        if not thread.may_say(said):
            continue
        earlier = thread.said()
        if repeats.is_apart(said, earlier, catalogue=rules.catalogue):
            continue
        judged = repeats.weigh(said, earlier, catalogue=rules.catalogue, thorough=False)
        templates += judged.is_template
        fits = wanted in ("", fold(thread.order_number))
        if judged.is_repeat and fits and judged.score >= score:
            key, score = thread.pk, judged.score
    first = Inquiry.objects.get(pk=key) if key else None
    return Near(first, score if first else None, templates)


def kept(substance: str, outline: bytes | memoryview, version: int, body: str) -> Said:
    """As it was kept, or made anew where other rules made it."""
    if version == repeats.VERSION:
        return Said(substance, bytes(outline))
    return Said(body)
