"""The counts behind the verdict. The cache refuses a flood early and cheaply; the database decides,
exactly, in windows that slide."""

import hashlib
import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Any, NamedTuple

from django.db import connection, models
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac
from django_ratelimit.core import get_usage

from kasuhara_plugin.core.network import rate_bucket
from kasuhara_plugin.core.prepared import Given, Prepared
from kasuhara_plugin.core.text import fold
from kasuhara_plugin.customers.identity import email_key
from kasuhara_plugin.inquiries import nearness, repeats
from kasuhara_plugin.inquiries.guard import Rules, Window
from kasuhara_plugin.inquiries.models import Inquiry, SenderLock
from kasuhara_plugin.inquiries.nearness import Thread
from kasuhara_plugin.inquiries.vocabulary import Channel

logger = logging.getLogger(__name__)

WEB = (Channel.WEB_INQUIRY, Channel.WEB_ORDER)
AT_ONCE = 50  # threads of a sender that are read in one query, unless a limit counts more


def _of_sender() -> QuerySet[Inquiry]:
    """Threads: what was joined takes nobody's place."""
    sender, since = Given("sender", models.CharField()), Given("since", models.DateTimeField())
    return Inquiry.objects.filter(sender_key=sender, received_at__gt=since, first=None)


def _from_network() -> QuerySet[Inquiry]:
    network, since = Given("network", models.CharField()), Given("since", models.DateTimeField())
    return Inquiry.objects.filter(network_key=network, received_at__gt=since)


_THREADS = Prepared(
    Inquiry,
    lambda most: (
        _of_sender()
        .order_by("-received_at", "-pk")
        .values_list("received_at", "channel", "text_key", *nearness.READ)[:most]
    ),
)
_TIMES_OF_SENDER = Prepared(
    Inquiry, lambda most: _newest(_of_sender().filter(channel__in=WEB), most)
)
_TIMES_FROM_NETWORK = Prepared(Inquiry, lambda most: _newest(_from_network(), most))


def _newest(rows: QuerySet[Inquiry], most: int) -> QuerySet[Inquiry, Any]:
    return rows.order_by("-received_at").values_list("received_at")[:most]


def sender_key(*, user: Any, email: str) -> str:
    """Whose limit a message counts for, "" if nobody's can be told. What was only typed never
    uses up an account's."""
    if user is not None:
        return f"account:{user.pk}"
    return f"email:{email_key(email) or email}" if email else ""


def network_key(address: str | None, *, user: Any = None) -> str:
    """Whose place in the network's limit a message takes; "" where that cannot be told. An account
    has one of its own, so that strangers behind the same address never use it up. No address is
    kept: the key cannot be turned back without the site's secret."""
    if address is None:
        return ""
    bucket = rate_bucket(address) if user is None else f"account:{user.pk}"
    return salted_hmac("kasuhara.network", bucket, algorithm="sha256").hexdigest()


def text_key(body: str) -> str:
    """Equal for texts that differ only in width, case, spacing and what cannot be seen."""
    return hashlib.sha256(fold(body).encode()).hexdigest()


def cache_wait_s(key: str, window: Window) -> int:
    """Counts one message in the cache; the seconds to wait if it is one too many, else 0. A cache
    that fails lets it pass: the database counts the same behind it."""
    if not key:
        return 0
    try:
        usage = get_usage(
            None,
            group="kasuhara.inquiry",
            key=lambda group, request: key,
            rate=(window.limit, int(window.length.total_seconds())),
            increment=True,
        )
    except Exception:  # whatever a cache backend raises, a visitor is not turned away for it
        logger.warning("The cache failed; the database counts alone.", exc_info=True)
        return 0
    over = usage is not None and usage["should_limit"] and usage["time_left"] >= 0
    return max(1, ceil(usage["time_left"])) if over else 0


def take_turn(*keys: str, now: datetime) -> None:
    """Inside a transaction: the next message with one of these keys waits until this one is
    committed. One statement, in one order, so that no two wait for each other."""
    with_target = connection.features.supports_update_conflicts_with_target
    rows = [SenderLock(key=key, touched_at=now) for key in sorted(set(filter(None, keys)))]
    SenderLock.objects.bulk_create(
        rows,
        update_conflicts=True,
        update_fields=["touched_at"],
        unique_fields=["key"] if with_target else None,
    )


def network_times(network: str, rules: Rules, now: datetime) -> list[datetime]:
    """When messages came from there, once the turn is taken."""
    return _times(_TIMES_FROM_NETWORK, [rules.network], now, network=network) if network else []


class Lately(NamedTuple):
    """What a sender's threads say: the ``first`` in which the same was said, when they came, and the
    newest ones, which may say it in other words."""

    first: Inquiry | None
    times: list[datetime]
    threads: Iterable[Thread]


def lately(sender: str, text: str, order_number: str, rules: Rules, now: datetime) -> Lately:
    """Once the turn is taken. One query, except for who wrote more than ``AT_ONCE``."""
    if not sender:
        return Lately(None, [], ())
    longest = max([window.length for window in rules.sender if window.limit], default=timedelta())
    most = max([AT_ONCE, *(window.limit for window in rules.sender)])
    rows = _THREADS.rows(most + 1, sender=sender, since=now - max(longest, rules.join_within))
    if len(rows) > most:
        first = first_of(sender, text, order_number, rules, now)
        times = _sender_times(sender, rules.sender, now)
        return Lately(first, times, nearness.newest(sender, rules, now))
    recent = [row[2:] for row in rows if row[0] > now - rules.join_within]
    same = [row[1:3] for row in reversed(recent) if row[0] == text]
    times = [row[0] for row in reversed(rows) if row[1] in WEB and row[0] > now - longest]
    newest = [Thread._make(row[1:]) for row in recent[: repeats.NEWEST]]
    return Lately(_first(same, order_number), times, newest)


def first_of(
    sender: str, text: str, order_number: str, rules: Rules, now: datetime
) -> Inquiry | None:
    """The thread in which this sender said the same; another order number is another matter."""
    if not sender:
        return None
    same = Inquiry.objects.filter(
        sender_key=sender, received_at__gt=now - rules.join_within, text_key=text, first=None
    )
    spoken = same.order_by("received_at", "pk").values_list("pk", "order_number")
    return _first(spoken, order_number)


def _first(same: Iterable[tuple[int, str]], order_number: str) -> Inquiry | None:
    """Of the threads that say the same, the oldest first."""
    wanted = fold(order_number)
    keys = [pk for pk, number in same if wanted in ("", fold(number))]
    return Inquiry.objects.get(pk=keys[0]) if keys else None


def _sender_times(sender: str, windows: Sequence[Window], now: datetime) -> list[datetime]:
    """A call that staff wrote down takes nobody's place."""
    return _times(_TIMES_OF_SENDER, windows, now, sender=sender)


def _times(
    rows: Prepared, windows: Sequence[Window], now: datetime, **named: str
) -> list[datetime]:
    """The newest that can matter, the oldest first."""
    in_use = [window for window in windows if window.limit]
    if not in_use:
        return []
    since = now - max(window.length for window in in_use)
    most = max(window.limit for window in in_use)
    return [at for (at,) in reversed(rows.rows(most, since=since, **named))]
