"""What the rules would have done with messages of the past. Pure Python: imports no Django.

What was refused then was never stored, so it cannot be judged anew.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from kasuhara_plugin.inquiries.guard import Facts, Outcome, Rules, Verdict, decide
from kasuhara_plugin.inquiries.repeats import NEWEST, Said, is_apart, may_repeat, weigh


@dataclass(frozen=True)
class Past:
    """A message that was stored, by its keys; ``counts`` is False for one that staff wrote down."""

    at: datetime
    sender: str
    network: str
    text: str
    order: str
    counts: bool = True
    said: Said | None = None


@dataclass
class _Thread:
    at: datetime
    order: str
    said: Said | None = None
    times: int = 1


@dataclass
class _Known:
    """What the database would know by then."""

    networks: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    senders: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    threads: dict[tuple[str, str], list[_Thread]] = field(default_factory=lambda: defaultdict(list))
    newest: dict[str, deque[_Thread]] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=NEWEST))
    )


def replay(messages: Iterable[Past], rules: Rules) -> Iterator[Verdict]:
    """The verdict on each, which come the oldest first."""
    known = _Known()
    for message in messages:
        thread = _thread(known, message, rules)
        facts = Facts(
            network_times=known.networks[message.network] if message.network else (),
            sender_times=known.senders[message.sender] if message.sender else (),
            said_before=thread.times if thread else 0,
        )
        verdict = decide(facts, rules, message.at)
        if verdict.outcome is not Outcome.REFUSE:
            _keep(known, message, thread, rules)
        yield verdict


def _thread(known: _Known, message: Past, rules: Rules) -> _Thread | None:
    since = message.at - rules.join_within
    for thread in known.threads[message.sender, message.text] if message.sender else ():
        if thread.at > since and message.order in ("", thread.order):
            return thread
    return _near(known, message, rules) if rules.join_similar else None


def _near(known: _Known, message: Past, rules: Rules) -> _Thread | None:
    best, most = None, 0.0
    said = message.said
    for thread in known.newest[message.sender] if message.sender else ():
        if not (said and thread.said and may_repeat(said, thread.said.outline)):
            continue
        if thread.at <= message.at - rules.join_within or message.order not in ("", thread.order):
            continue
        if is_apart(said, thread.said, catalogue=rules.catalogue):
            continue
        judged = weigh(said, thread.said, catalogue=rules.catalogue, thorough=False)
        if judged.is_repeat and judged.score > most:
            best, most = thread, judged.score
    return best


def _keep(known: _Known, message: Past, thread: _Thread | None, rules: Rules) -> None:
    if message.network:
        _add(known.networks[message.network], message.at, rules.network.limit)
    if thread:
        thread.times += 1
        return
    begun = _Thread(message.at, message.order, message.said)
    known.threads[message.sender, message.text].append(begun)
    known.newest[message.sender].append(begun)
    if message.counts and message.sender:
        most = max((window.limit for window in rules.sender), default=0)
        _add(known.senders[message.sender], message.at, most)


def _add(times: list[datetime], at: datetime, most: int) -> None:
    times.append(at)
    del times[: max(0, len(times) - most)]
