"""The request that is being answered, and what was refused in it.

A refusal written inside the host's transaction would be rolled back with the order: attempts are
collected here, and written when the view's transaction is over.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import DatabaseError, transaction
from django.http import HttpRequest

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.numbers import new_number
from kasuhara_plugin.customers.identity import signed_in
from kasuhara_plugin.flags.looking import Restriction
from kasuhara_plugin.flags.refusals import NOBODY, keep

logger = logging.getLogger("kasuhara_plugin.refusals")


@dataclass(frozen=True)
class Attempt:
    """One refusal, not written yet."""

    reference: str
    at: datetime
    restriction: Restriction
    door: str
    who: audit.Actor


@dataclass
class Visit:
    request: HttpRequest
    attempts: list[Attempt] = field(default_factory=list)


_visit: ContextVar[Visit | None] = ContextVar("kasuhara_visit", default=None)


@contextmanager
def visiting(request: HttpRequest) -> Iterator[Visit]:
    visit = Visit(request)
    token = _visit.set(visit)
    try:
        yield visit
    finally:
        _visit.reset(token)


def is_on() -> bool:
    """Whether a request is being answered."""
    return _visit.get() is not None


def current_user() -> Any:
    """The account behind the request that is being answered, or None; also one that an API
    recognised by its token."""
    visit = _visit.get()
    return signed_in(visit.request) if visit else None


def note(restriction: Restriction, *, door: str) -> str:
    """Keeps a refusal, at once or when the request is answered; the number under which staff
    find it."""
    visit = _visit.get()
    attempt = Attempt(
        reference=new_number("R"),
        at=clock.now(),
        restriction=restriction,
        door=_door(visit, door),
        who=audit.actor(user) if (user := current_user()) else NOBODY,
    )
    if visit is not None:
        visit.attempts.append(attempt)
    elif transaction.get_connection().in_atomic_block:
        logger.warning("Refused %s: flag %s, %s, %s.", *_told(attempt))
    else:
        write([attempt])
    return attempt.reference


def write(attempts: list[Attempt]) -> None:
    """The host's answer does not fail for it."""
    for attempt in attempts:
        try:
            keep(
                attempt.restriction,
                door=attempt.door,
                reference=attempt.reference,
                at=attempt.at,
                who=attempt.who,
            )
        except DatabaseError:
            logger.exception("Refused %s: flag %s, %s, %s; not kept.", *_told(attempt))


def _door(visit: Visit | None, door: str) -> str:
    path = visit.request.path if visit else ""
    return "　".join(filter(None, [path, door])).replace("\0", "\ufffd")[:200]


def _told(attempt: Attempt) -> tuple[Any, ...]:
    restriction = attempt.restriction
    return attempt.reference, restriction.flag_id, restriction.scope, attempt.door
