"""The counts behind the verdict: the network's in the cache, the sender's in the database."""

import logging
from datetime import datetime
from typing import Any

from django.db import connection
from django_ratelimit.core import get_usage

from kasuhara_plugin.core.network import rate_bucket
from kasuhara_plugin.core.site_settings import RuleSettings
from kasuhara_plugin.inquiries.models import Inquiry, SenderLock

logger = logging.getLogger(__name__)


def network_wait_s(address: str | None, rules: RuleSettings, *, user: Any = None) -> int:
    """Counts one message of this network, or of this account (so that strangers behind the same
    address never use up a member's place); the seconds to wait if it is one too many, else 0.

    The cheap early refusal. A cache that fails lets it pass: the sender's limit, which the
    database counts, stands behind it.
    """
    if address is None:
        return 0
    bucket = rate_bucket(address) if user is None else f"account:{user.pk}"
    rate = (rules.network_limit, rules.network_window_minutes * 60)
    try:
        usage = get_usage(
            None,
            group="kasuhara.inquiry",
            key=lambda group, request: bucket,
            rate=rate,
            increment=True,
        )
    except Exception:  # whatever a cache backend raises, a visitor is not turned away for it
        logger.warning("The network limit cannot count: the cache failed.", exc_info=True)
        return 0
    over = usage is not None and usage["should_limit"] and usage["time_left"] >= 0
    return max(1, int(usage["time_left"])) if over else 0


def sender_times(sender_key: str, *, since: datetime, now: datetime) -> list[datetime]:
    """When this sender's messages came, the oldest first, exactly.

    Inside a transaction: the sender's next message waits until this one is committed.
    """
    with_target = connection.features.supports_update_conflicts_with_target
    SenderLock.objects.bulk_create(
        [SenderLock(key=sender_key, touched_at=now)],
        update_conflicts=True,
        update_fields=["touched_at"],
        unique_fields=["key"] if with_target else None,
    )
    received = Inquiry.objects.filter(sender_key=sender_key, received_at__gt=since)
    return list(received.order_by("received_at").values_list("received_at", flat=True))
