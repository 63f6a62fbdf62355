"""Hands the mails of the outbox to the mail server. No transaction is open meanwhile, and a claim
sees to it that two senders never have the same mail in hand."""

import logging
from collections.abc import Iterator
from concurrent.futures import Future, wait
from datetime import datetime, timedelta
from threading import Thread
from typing import NamedTuple

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connections, transaction

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.mails import MailAttempt, MailClaim, OutgoingMail, due_at

logger = logging.getLogger(__name__)

SHORT_S = 2.0  # for each step of the talk with the server, after an act
PATIENCE_S = 0.5  # of a page, whatever the server, the name service or the backend do
LONG_S = 30.0  # for each step in the command
LEASE = timedelta(minutes=15)  # then a sender that has not come back is taken for dead
REST = timedelta(minutes=1)  # after a server did not answer, no page waits for it again
UNREACHABLE = (
    "ConnectionRefusedError", "OSError", "SMTPConnectError", "SMTPServerDisconnected",
    "TimeoutError", "gaierror",
)  # fmt: skip


class Outcome(NamedTuple):
    mail: OutgoingMail
    ok: bool
    reachable: bool = True


def try_at_once(pk: int) -> None:
    """The short try after a commit. Never raises for a mail server, and a page waits no longer than
    ``PATIENCE_S`` for all its mails: a talk that lasts longer goes on in its own thread, which
    notes its end."""
    now = clock.now()
    waited = _waiting_since(now)
    if _failed_lately(now) or waited >= SHORT_S or (claim := _taken(pk, now)) is None:
        return
    talk: Future[Exception | None] = Future()
    Thread(target=_talk_aside, args=(talk, claim.mail), daemon=True).start()
    wait([talk], timeout=max(0.0, PATIENCE_S - waited))
    if talk.done():
        _note(claim, talk.result())
    else:
        logger.warning("Mail %s: the mail server takes long.", pk)
        talk.add_done_callback(lambda ended: _note(claim, ended.result()))


def send_waiting(now: datetime, *, limit: int | None = None) -> Iterator[Outcome]:
    """Tries each mail that is due; ends early when the server does not answer. What was tried least
    comes first, so that a mail that breaks the talk does not keep the others."""
    for mail in due(now)[:limit]:
        if (claim := _taken(mail.pk, now)) is None:
            continue
        outcome = _note(claim, _talk(mail, LONG_S))
        yield outcome
        if not outcome.reachable:
            return


def due(now: datetime) -> list[OutgoingMail]:
    waiting = OutgoingMail.objects.waiting(now).order_by("tries", "id")
    return [mail for mail in waiting if due_at(mail) <= now]


def _failed_lately(now: datetime) -> bool:
    """Whether a sender met a silent server within the last minute."""
    return MailAttempt.objects.filter(at__gt=now - REST, error_class__in=UNREACHABLE).exists()


def _waiting_since(now: datetime) -> float:
    """How many seconds some sender has been waiting for the server by now; one that began more
    than a minute ago is no sign of today's server."""
    claims = MailClaim.objects.filter(taken_at__range=(now - REST, now)).order_by("taken_at")
    first = claims.values_list("taken_at", flat=True).first()
    return (now - first).total_seconds() if first else 0.0


def _taken(pk: int, now: datetime) -> MailClaim | None:
    """A claim on the mail, if it is due at ``now`` and nobody else has it in hand. The first
    statement writes: SQLite then waits for its turn instead of failing later."""
    started = clock.now()  # a long run is later than its ``now``
    with transaction.atomic():
        MailClaim.objects.filter(mail_id=pk, taken_at__lt=started - LEASE).delete()
        claim, mine = MailClaim.objects.get_or_create(mail_id=pk, defaults={"taken_at": started})
    if not mine:
        return None
    # Asked after the claim is committed: what the sender before us did is seen.
    mail = OutgoingMail.objects.waiting(now).filter(pk=pk).first()
    if mail is not None and due_at(mail) <= now:
        claim.mail = mail
        return claim
    _give_back(claim)
    return None


def _give_back(claim: MailClaim) -> None:
    """Our claim only: after the lease it may be somebody else's."""
    MailClaim.objects.filter(pk=claim.pk, taken_at=claim.taken_at).delete()


def _talk_aside(talk: "Future[Exception | None]", mail: OutgoingMail) -> None:
    try:
        talk.set_result(_talk(mail, SHORT_S))
    finally:
        connections.close_all()  # this thread's own


def _talk(mail: OutgoingMail, timeout_s: float) -> Exception | None:
    """What went wrong, or None."""
    try:
        message = EmailMessage(
            mail.subject,
            mail.body,
            to=[mail.to],
            reply_to=[mail.reply_to] if mail.reply_to else None,
            headers={"Auto-Submitted": "auto-generated"},  # no holiday notice answers it
            connection=_connection(timeout_s),
        )
        message.send()
    except Exception as error:  # whatever a mail backend raises
        return error
    return None


def _connection(timeout_s: float) -> BaseEmailBackend:
    connection = get_connection()
    if hasattr(connection, "timeout"):  # a host's shorter EMAIL_TIMEOUT holds
        connection.timeout = min(connection.timeout or timeout_s, timeout_s)
    return connection


def _note(claim: MailClaim, error: Exception | None) -> Outcome:
    name = type(error).__name__ if error else ""
    first_line = next(iter(str(error or "").splitlines()), "")
    first_line = first_line.replace("\x00", "").encode("utf-8", "replace").decode()
    with transaction.atomic():
        MailAttempt.objects.create(
            mail=claim.mail,
            ok=error is None,
            error_class=name[:100],
            error=first_line[:200],
        )
        _give_back(claim)
    if error:
        logger.warning("Mail %s was not sent: %s: %s", claim.pk, name, first_line)
    return Outcome(claim.mail, error is None, name not in UNREACHABLE)
