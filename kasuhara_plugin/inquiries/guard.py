"""The verdict on a message, from counted facts. Pure Python: imports no Django.

Counting never drops a message. Over the network's limit it is given back with the time to wait; what
was said before is joined to the first; over the sender's limit it is held: stored, receipted,
visible (policy s4-2-b, s5-1).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from kasuhara_plugin.inquiries.wording.catalogue import CATALOGUE
from kasuhara_plugin.inquiries.wording.vocabulary import Vocabulary

TEMPLATES = 3  # so many messages of the same words about other figures are worth a look


class Outcome(StrEnum):
    ACCEPT = "accept"
    JOIN = "join"
    HOLD = "hold"
    REFUSE = "refuse"


class Why(StrEnum):
    """The first word of a reason; its figures follow (``"sender_limit 8/3600"``)."""

    SIMILAR = "similar"  # how much of the one that says less stands in the other, of 100
    TEMPLATE = "template"  # which one it is, of the same words about other figures
    NETWORK = "network_limit"  # messages / seconds
    REPETITION = "repetition"  # which one it is: 2 for the first that follows
    SENDER = "sender_limit"  # messages / seconds


@dataclass(frozen=True)
class Window:
    """At most ``limit`` messages within any stretch of ``length``; a limit of 0 is none."""

    limit: int
    length: timedelta

    def frees_at(self, times: Sequence[datetime], now: datetime) -> datetime | None:
        """When one more has its place, from the times of the earlier ones, the oldest first;
        None if it has it now."""
        recent = [at for at in times if at > now - self.length]
        if not self.limit or len(recent) < self.limit:
            return None
        return recent[-self.limit] + self.length

    def reason(self, why: Why) -> str:
        return f"{why} {self.limit}/{int(self.length.total_seconds())}"


@dataclass(frozen=True)
class Rules:
    """``join_within``: how long the same message counts as said before. From the
    ``ask_to_wait_from``-th on, the page asks to wait for the answer; 0 never does. ``join_similar``: so do other words
    for it, where no word of the ``catalogue`` stands for another."""

    network: Window
    sender: tuple[Window, ...]
    join_within: timedelta
    ask_to_wait_from: int = 0
    join_similar: bool = False
    catalogue: Vocabulary = CATALOGUE

    def asks_to_wait(self, nth: int) -> bool:
        return nth > 1 and 0 < self.ask_to_wait_from <= nth


@dataclass(frozen=True)
class Facts:
    """``network_wait_s``: what the cache counted, 0 for a free place. ``network_times`` and
    ``sender_times``: when earlier messages came, the oldest first. ``said_before``: how often the
    sender said the same within ``Rules.join_within``, and ``likeness`` to the first of it, 0..1, where the words are others;
    ``templates``: how often the same with other figures."""

    network_wait_s: float = 0
    network_times: Sequence[datetime] = ()
    sender_times: Sequence[datetime] = ()
    said_before: int = 0
    likeness: float | None = None
    templates: int = 0


@dataclass(frozen=True)
class Verdict:
    """``retry_after_s`` is 0 unless refused; ``held_until`` is None unless held; ``nth`` counts
    how often it was said by now."""

    outcome: Outcome
    reasons: tuple[str, ...] = ()
    retry_after_s: int = 0
    held_until: datetime | None = None
    nth: int = 1
    asks_to_wait: bool = False


def decide(facts: Facts, rules: Rules, now: datetime) -> Verdict:
    """Flood, then repetition, then the sender's limits: the first that speaks decides."""
    return _flood(facts, rules, now) or _repetition(facts, rules) or _limits(facts, rules, now)


def _flood(facts: Facts, rules: Rules, now: datetime) -> Verdict | None:
    frees_at = rules.network.frees_at(facts.network_times, now)
    wait_s = max(facts.network_wait_s, (frees_at - now).total_seconds() if frees_at else 0)
    if wait_s <= 0:
        return None
    reason = rules.network.reason(Why.NETWORK)
    return Verdict(Outcome.REFUSE, (reason,), retry_after_s=ceil(wait_s))


def _repetition(facts: Facts, rules: Rules) -> Verdict | None:
    if not facts.said_before:
        return None
    nth = facts.said_before + 1
    reasons = [f"{Why.REPETITION} {nth}"]
    if facts.likeness is not None:
        reasons.append(f"{Why.SIMILAR} {round(facts.likeness * 100)}")
    return Verdict(Outcome.JOIN, tuple(reasons), nth=nth, asks_to_wait=rules.asks_to_wait(nth))


def _limits(facts: Facts, rules: Rules, now: datetime) -> Verdict:
    full = list(_full(rules.sender, facts.sender_times, now))
    if not full:
        return Verdict(Outcome.ACCEPT, _worth_a_look(facts))
    reasons = tuple(window.reason(Why.SENDER) for window, _ in full)
    return Verdict(
        Outcome.HOLD,
        reasons + _worth_a_look(facts),
        held_until=max(frees_at for _, frees_at in full),
    )


def _worth_a_look(facts: Facts) -> tuple[str, ...]:
    """Decides nothing: what evades the joining is shown to staff."""
    nth = facts.templates + 1
    return (f"{Why.TEMPLATE} {nth}",) if nth >= TEMPLATES else ()


def _full(
    windows: Sequence[Window], times: Sequence[datetime], now: datetime
) -> Iterator[tuple[Window, datetime]]:
    for window in windows:
        if frees_at := window.frees_at(times, now):
            yield window, frees_at
