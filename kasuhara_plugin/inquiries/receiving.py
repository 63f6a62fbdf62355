"""Receiving a message: counted, judged, stored, receipted."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import DatabaseError, IntegrityError, models, transaction

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.errors import AmbiguousCustomer
from kasuhara_plugin.core.numbers import new_number
from kasuhara_plugin.core.prepared import Given, Prepared
from kasuhara_plugin.core.site_settings import ShopSettings, shop_of_default_site
from kasuhara_plugin.core.usable import require_usable
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.customers.identity import account_email, account_of
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.inquiries import counters, guard, nearness, notices, refused, sketching
from kasuhara_plugin.inquiries.attaching import Attached, attach, has_all, kept
from kasuhara_plugin.inquiries.attachments import Attachment
from kasuhara_plugin.inquiries.inbox.states import waits_again
from kasuhara_plugin.inquiries.models import Inquiry
from kasuhara_plugin.inquiries.repeats import Said
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.policy.current import key_in_force
from kasuhara_plugin.signals import inquiry_joined, inquiry_received

logger = logging.getLogger(__name__)

BODY_LIMIT = 5_000  # characters
LIMITS = {
    "name": 100, "email": 320, "phone": 30, "order_number": 50, "category": 100, "subject": 100,
    "body": BODY_LIMIT,
}  # fmt: skip
EXTRA_LIMIT = 2_000
_WITH_TOKEN = Prepared(
    Inquiry,
    lambda: Inquiry.objects.filter(token=Given("token", models.CharField())).values_list("pk")[:1],
)


@dataclass(frozen=True)
class Receipt:
    """``number`` is empty and ``inquiry`` None if the message was given back (refused)."""

    number: str
    verdict: guard.Verdict
    inquiry: Inquiry | None
    retry_after_s: int = 0

    @property
    def retry_after_minutes(self) -> int:
        """For a person: rounded up."""
        return -(-self.retry_after_s // 60)


@dataclass(frozen=True)
class _Sent:
    """A message with what is known of where it came from."""

    typed: dict[str, str]
    user: Any
    token: str
    sender: str
    network: str
    text: str
    said: Said | None
    now: datetime
    rules: InquiryRules
    beside: dict[str, Any] = field(default_factory=dict)
    attachments: Sequence[Attached] = ()

    @cached_property
    def shop(self) -> ShopSettings:
        return shop_of_default_site()


def receive(
    *,
    subject: str = "",
    body: str,
    email: str = "",
    name: str = "",
    phone: str = "",
    order_number: str = "",
    category: str = "",
    extra: Mapping[str, str] | None = None,
    user: Any = None,
    address: str | None = None,
    token: str = "",
    form: str = "",
    attachments: Sequence[Attached] = (),
    rules: InquiryRules | None = None,
    now: datetime | None = None,
) -> Receipt:
    """Takes one message in. A receipt with a number means a committed row (law 1).

    ``user`` is the logged-in account, which alone proves who writes; ``address`` comes from
    ``core.network.client_address``; the same ``token`` with the same text is answered with the same
    receipt. ``attachments`` come from ``inquiries.attaching.judge``; ``extra`` are the shop's own
    fields by label, ``form`` names the host's own form; ``rules`` are given by who has just read
    them. Raises ``UnusableText`` for a text that cannot be stored.
    """
    typed = {
        "subject": subject, "body": body, "email": email, "name": name, "phone": phone,
        "order_number": order_number, "category": category,
    }  # fmt: skip
    extra = dict(extra or {})
    _require_usable(typed, extra)
    if earlier := _by_token(token, typed, attachments):
        return earlier
    user = account_of(user)
    sent = _Sent(
        typed=typed,
        user=user,
        token=token,
        sender=counters.sender_key(user=user, email=email),
        network=counters.network_key(address, user=user),
        text=counters.text_key(body),
        said=nearness.said_of(body),
        now=now or clock.now(),
        rules=rules or InquiryRules.load(),
        beside={"extra": extra, "form": form},
        attachments=attachments,
    )
    return _refused_early(sent) or _taken_in(sent)


def _refused_early(sent: _Sent) -> Receipt | None:
    rules = sent.rules.for_guard()
    wait_s = counters.cache_wait_s(sent.network, rules.network)
    if not wait_s:
        return None
    return _given_back(guard.decide(guard.Facts(network_wait_s=wait_s), rules, sent.now), sent)


def _given_back(verdict: guard.Verdict, sent: _Sent) -> Receipt:
    refused.count(sent.now)
    return Receipt("", verdict, None, verdict.retry_after_s)


def _taken_in(sent: _Sent) -> Receipt:
    with kept(sent.attachments, now=sent.now) as files:
        try:
            with transaction.atomic():
                return _judged(sent, files, token=sent.token)
        except IntegrityError:  # the same form was sent twice at once, or its token used again
            if earlier := _by_token(sent.token, sent.typed, sent.attachments):
                return earlier
            with transaction.atomic():
                return _judged(sent, files, token="")


def _judged(sent: _Sent, files: Sequence[Attachment], *, token: str) -> Receipt:
    rules = sent.rules.for_guard()
    counters.take_turn(sent.sender, sent.network, now=sent.now)
    order_number = sent.typed["order_number"]
    first, times, threads = counters.lately(sent.sender, sent.text, order_number, rules, sent.now)
    near = nearness.near(first, sent.said, threads, order_number=order_number, rules=rules)
    if near.first and not has_all(near.first, sent.attachments):
        near = nearness.Near()  # a file is something new
    counted = replace(
        near.facts(),
        network_times=counters.network_times(sent.network, rules, sent.now),
        sender_times=times,
    )
    verdict = guard.decide(counted, rules, sent.now)
    if verdict.outcome is guard.Outcome.REFUSE:
        return _given_back(verdict, sent)
    inquiry = _stored(sent, verdict, near.first, token=token)
    attach(inquiry, files)
    if near.first:
        waits_again(near.first, sent.now)
    sketching.keep(inquiry, sent.said, sent.rules)
    _audit(inquiry, sent)
    notices.post(inquiry, verdict, rules=sent.rules, shop=sent.shop)
    _tell_the_host(inquiry, verdict)
    return Receipt(inquiry.number, verdict, inquiry)


def _stored(sent: _Sent, verdict: guard.Verdict, first: Inquiry | None, *, token: str) -> Inquiry:
    return Inquiry.objects.create(
        **sent.typed,
        **sent.beside,
        **nearness.columns(sent.said),
        number=new_number("Q"),
        customer=_customer(sent.typed, sent.user),
        proven=sent.user is not None,
        outcome=verdict.outcome.value,
        reasons=list(verdict.reasons),
        held_until=verdict.held_until,
        notice_due_at=verdict.held_until if sent.rules.recipients.strip() else None,
        first=first,
        nth=verdict.nth,
        received_at=sent.now,
        waiting_since=None if first else sent.now,
        policy_version_id=key_in_force(sent.now, sent.shop.site_or_none()),
        sender_key=sent.sender,
        network_key=sent.network,
        text_key=sent.text,
        token=token or None,
    )


def _tell_the_host(inquiry: Inquiry, verdict: guard.Verdict) -> None:
    signal = inquiry_joined if verdict.outcome is guard.Outcome.JOIN else inquiry_received
    transaction.on_commit(
        lambda: signal.send(sender=Inquiry, inquiry=inquiry, verdict=verdict), robust=True
    )


def _audit(inquiry: Inquiry, sent: _Sent) -> None:
    """An act without its audit row does not happen; a message is kept even so (law 4)."""
    data: dict[str, Any] = {"outcome": inquiry.outcome}
    if sent.attachments:
        data["attachments"] = [file.sha256 for file in sent.attachments]
    try:
        with transaction.atomic():
            audit.record("inquiry.receive", inquiry, by=sent.user, data=data)
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
    if not token or not _WITH_TOKEN.rows(token=token):  # almost every time
        return None
    inquiry = Inquiry.objects.filter(token=token, **typed).first()
    if inquiry is None or not has_all(inquiry, attachments):
        return None
    verdict = guard.Verdict(
        guard.Outcome(inquiry.outcome),
        tuple(inquiry.reasons),
        held_until=inquiry.held_until,
        nth=inquiry.nth,
        asks_to_wait=InquiryRules.load().for_guard().asks_to_wait(inquiry.nth),
    )
    return Receipt(inquiry.number, verdict, inquiry)


def _require_usable(typed: dict[str, str], extra: dict[str, str]) -> None:
    for name, text in typed.items():
        require_usable(text, limit=LIMITS[name], required=name == "body")
    for text in (*extra, *extra.values()):
        require_usable(text, limit=EXTRA_LIMIT, required=False)
