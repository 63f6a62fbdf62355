"""Receiving a message: counted, judged, stored, receipted."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.errors import AmbiguousCustomer
from kasuhara_plugin.core.numbers import new_number
from kasuhara_plugin.core.site_settings import RuleSettings
from kasuhara_plugin.core.usable import require_usable
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.customers.identity import account_email, account_of, email_key
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.inquiries import counters, guard
from kasuhara_plugin.inquiries.attaching import Attached, attach, has_all, kept
from kasuhara_plugin.inquiries.attachments import Attachment
from kasuhara_plugin.inquiries.models import Inquiry, State
from kasuhara_plugin.policy.current import version_in_force
from kasuhara_plugin.signals import inquiry_received

logger = logging.getLogger(__name__)

BODY_LIMIT = 5_000  # characters
SUBJECT_LIMIT = 100
LINE_LIMITS = {"name": 100, "email": 320, "phone": 30, "order_number": 50}


@dataclass(frozen=True)
class Receipt:
    """``number`` is empty and ``inquiry`` None if the message was given back (refused)."""

    number: str
    verdict: guard.Verdict
    inquiry: Inquiry | None
    retry_after_s: int = 0


def receive(
    *,
    subject: str = "",
    body: str,
    email: str = "",
    name: str = "",
    phone: str = "",
    order_number: str = "",
    user: Any = None,
    address: str | None = None,
    token: str = "",
    attachments: Sequence[Attached] = (),
    now: datetime | None = None,
) -> Receipt:
    """Takes one message in. A receipt with a number means a committed row (law 1).

    ``user`` is the logged-in account, which alone proves who writes; ``address`` comes from
    ``core.network.client_address``; ``attachments`` come from ``inquiries.attaching.judge``; the same ``token`` with the same text is answered with the same receipt.
    Raises ``UnusableText`` for a text that cannot be stored.
    """
    now = now or clock.now()
    user = account_of(user)
    typed = {
        "subject": subject, "body": body, "email": email, "name": name, "phone": phone,
        "order_number": order_number,
    }  # fmt: skip
    _require_usable(typed)
    if earlier := _by_token(token, typed, attachments):
        return earlier
    rules = RuleSettings.load()
    if wait := counters.network_wait_s(address, rules, user=user):
        verdict = guard.decide(guard.Facts(network_wait_s=wait), _guard_rules(rules), now)
        return Receipt("", verdict, None, verdict.retry_after_s)
    judged: dict[str, Any] = {"user": user, "rules": _guard_rules(rules), "now": now}
    with kept(attachments, now=now) as files:
        try:
            with transaction.atomic():
                return _store(typed, files, token=token, **judged)
        except IntegrityError:  # the same form was sent twice at once, or its token used again
            if earlier := _by_token(token, typed, attachments):
                return earlier
            with transaction.atomic():
                return _store(typed, files, token="", **judged)


def sender_key(*, user: Any, email: str) -> str:
    """Whose limit a message counts for, "" if nobody's can be told. What was only typed never
    uses up an account's."""
    if user is not None:
        return f"account:{user.pk}"
    return f"email:{email_key(email) or email}" if email else ""


def _store(
    typed: dict[str, str],
    files: Sequence[Attachment],
    *,
    user: Any,
    token: str,
    rules: guard.Rules,
    now: datetime,
) -> Receipt:
    key = sender_key(user=user, email=typed["email"])
    times = counters.sender_times(key, since=now - rules.sender_window, now=now) if key else []
    verdict = guard.decide(guard.Facts(sender_times=times), rules, now)
    inquiry = Inquiry.objects.create(
        **typed,
        number=new_number("Q"),
        customer=_customer(typed, user),
        proven=user is not None,
        state=State.HELD if verdict.outcome is guard.Outcome.HOLD else State.RECEIVED,
        reasons=list(verdict.reasons),
        held_until=verdict.held_until,
        received_at=now,
        policy_version=version_in_force(now),
        sender_key=key,
        token=token or None,
    )
    attach(inquiry, files)
    _audit(inquiry, user)
    transaction.on_commit(
        lambda: inquiry_received.send(sender=Inquiry, inquiry=inquiry, verdict=verdict), robust=True
    )
    return Receipt(inquiry.number, verdict, inquiry)


def _audit(inquiry: Inquiry, user: Any) -> None:
    """An act without its audit row does not happen; a message is kept even so (law 4)."""
    try:
        with transaction.atomic():
            audit.record("inquiry.receive", inquiry, by=user, data={"state": inquiry.state})
    except DatabaseError:
        logger.exception("The audit row of inquiry %s cannot be written.", inquiry.number)


def _customer(typed: dict[str, str], user: Any) -> Customer | None:
    email = "" if user is not None and account_email(user) else typed["email"]
    try:
        return register(user=user, email=email, name=typed["name"])
    except (AmbiguousCustomer, DatabaseError):
        return None  # staff say who it is; the message is kept either way


def _by_token(token: str, typed: dict[str, str], attachments: Sequence[Attached]) -> Receipt | None:
    """The receipt of the same form sent before. Another text or file is another message."""
    inquiry = Inquiry.objects.filter(token=token, **typed).first() if token else None
    if inquiry is None or not has_all(inquiry, attachments):
        return None
    outcome = guard.Outcome.HOLD if inquiry.state == State.HELD else guard.Outcome.ACCEPT
    verdict = guard.Verdict(outcome, tuple(inquiry.reasons), held_until=inquiry.held_until)
    return Receipt(inquiry.number, verdict, inquiry)


def _guard_rules(rules: RuleSettings) -> guard.Rules:
    return guard.Rules(rules.sender_limit, timedelta(minutes=rules.sender_window_minutes))


def _require_usable(typed: dict[str, str]) -> None:
    limits = {"body": BODY_LIMIT, "subject": SUBJECT_LIMIT, **LINE_LIMITS}
    for name, text in typed.items():
        require_usable(text, limit=limits[name], required=name == "body")
