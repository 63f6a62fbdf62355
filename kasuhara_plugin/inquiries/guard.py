"""The verdict on a message, from counted facts. Pure Python: imports no Django.

Counting never drops a message: over the sender's limit it is held (stored, receipted, visible),
and over the network's limit it is given back with the time to wait (policy s4-2-b, s5-1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil


class Outcome(StrEnum):
    ACCEPT = "accept"
    HOLD = "hold"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Facts:
    """``network_wait_s``: seconds until the network may send again, 0 if it may now.
    ``sender_times``: when the sender's earlier messages came, the oldest first."""

    network_wait_s: int = 0
    sender_times: Sequence[datetime] = ()


@dataclass(frozen=True)
class Rules:
    sender_limit: int
    sender_window: timedelta


@dataclass(frozen=True)
class Verdict:
    """``retry_after_s`` is 0 unless refused; ``held_until`` is None unless held."""

    outcome: Outcome
    reasons: tuple[str, ...] = ()
    retry_after_s: int = 0
    held_until: datetime | None = None


def decide(facts: Facts, rules: Rules, now: datetime) -> Verdict:
    if facts.network_wait_s > 0:
        return Verdict(Outcome.REFUSE, ("network_limit",), retry_after_s=ceil(facts.network_wait_s))
    recent = [at for at in facts.sender_times if at > now - rules.sender_window]
    if len(recent) >= rules.sender_limit:
        frees_at = recent[-rules.sender_limit] + rules.sender_window
        return Verdict(Outcome.HOLD, ("sender_limit",), held_until=frees_at)
    return Verdict(Outcome.ACCEPT)
