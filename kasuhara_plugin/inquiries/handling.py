"""What staff do with a message: release it, write down the answer, log a call or a mail."""

from datetime import datetime
from typing import Any

from django.db import transaction

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.errors import AlreadyDecided, AmbiguousCustomer, NotPermitted
from kasuhara_plugin.core.numbers import new_number
from kasuhara_plugin.core.usable import require_usable
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.customers.family import family
from kasuhara_plugin.customers.identity import email_key
from kasuhara_plugin.customers.models import Customer, Identifier, IdentifierKind
from kasuhara_plugin.inquiries import counters, guard, nearness, notices, sketching
from kasuhara_plugin.inquiries.inbox.rights import require
from kasuhara_plugin.inquiries.inbox.states import set_waiting, waits_again
from kasuhara_plugin.inquiries.models import Answer, Inquiry
from kasuhara_plugin.inquiries.receiving import LIMITS
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.inquiries.vocabulary import Kept
from kasuhara_plugin.policy.current import version_in_force

ANSWER_LIMIT = 10_000  # characters
CONTACT_LIMIT = 320


def release(inquiry: Inquiry, *, by: Any, now: datetime | None = None) -> Inquiry:
    """Lets a held message be read now; the staff's notice goes out. Raises ``NotPermitted`` and
    ``AlreadyDecided``."""
    require(by, "release", inquiry, "保留を解除する権限がありません。")
    now = now or clock.now()
    with transaction.atomic():
        row = Inquiry.objects.select_for_update().get(pk=inquiry.pk)
        if not row.is_held(now):
            raise AlreadyDecided("このお問い合わせは、すでに保留ではありません。")
        row.released_at = now
        row.released_key, row.released_name = audit.actor(by)
        row.notice_due_at = now
        row.save(update_fields=["released_at", "released_key", "released_name", "notice_due_at"])
        audit.record("inquiry.release", row, by=by)
        notices.tell_of_released(now)
    return row


def answer(
    inquiry: Inquiry,
    *,
    body: str,
    way: str,
    by: Any,
    sent_by: Any = None,
    now: datetime | None = None,
) -> Answer:
    """Writes down what was answered to the thread of this message, and how. The proven customer
    reads it. ``sent_by`` read and sent what ``by`` wrote. Raises ``NotPermitted`` and
    ``UnusableText``."""
    require(sent_by or by, "answer", inquiry, "回答を記録する権限がありません。")
    require_usable(body, limit=ANSWER_LIMIT)
    who, now = audit.actor(by), now or clock.now()
    with transaction.atomic():
        counters.take_turn(
            inquiry.sender_key, now=now
        )  # nobody moves it to another thread meanwhile
        thread = Inquiry.objects.select_related("first").get(pk=inquiry.pk).thread()
        row = Answer.objects.create(
            inquiry=thread,
            way=way,
            body=body,
            at=now,
            actor_key=who.key,
            actor_name=who.name,
        )
        set_waiting(thread, None)
        data = {"way": way, "answer": row.pk, "written_by": who.name}
        audit.record("inquiry.answer", row.inquiry, by=sent_by or by, data=data)
    return row


def log(
    *,
    channel: str,
    contact: str,
    body: str,
    by: Any,
    name: str = "",
    order_number: str = "",
    customer: Customer | None = None,
    now: datetime | None = None,
) -> Inquiry:
    """Writes down a call or a mail as an inquiry; it counts as a repetition like one by the form.

    ``contact`` is a telephone number or an e-mail address. Who is meant is found by it, or said
    by ``customer``. Raises ``NotPermitted`` and ``UnusableText``.
    """
    if not by.has_perm("kasuhara_plugin.add_inquiry"):
        raise NotPermitted("お問い合わせを記録する権限がありません。")
    now = now or clock.now()
    require_usable(contact, limit=CONTACT_LIMIT, required=False)
    by_mail = bool(email_key(contact))
    typed = {
        "name": name, "order_number": order_number, "body": body,
        "email": contact if by_mail else "", "phone": "" if by_mail else contact,
    }  # fmt: skip
    for field, text in typed.items():
        require_usable(text, limit=LIMITS[field], required=field == "body")
    with transaction.atomic():
        customer = customer or _customer(typed, by=by)
        return _logged(typed, channel=channel, customer=customer, by=by, now=now)


def _logged(
    typed: dict[str, str], *, channel: str, customer: Customer | None, by: Any, now: datetime
) -> Inquiry:
    sender = _sender(customer) or counters.sender_key(user=None, email=typed["email"])
    settings, text = InquiryRules.load(), counters.text_key(typed["body"])
    rules = settings.for_guard()
    counters.take_turn(sender, now=now)
    said, order_number = nearness.said_of(typed["body"]), typed["order_number"]
    first = counters.first_of(sender, text, order_number, rules, now)
    threads = nearness.newest(sender, rules, now)
    near = nearness.near(first, said, threads, order_number=order_number, rules=rules)
    verdict = guard.decide(near.facts(), rules, now)
    who = audit.actor(by)
    inquiry = Inquiry.objects.create(
        **typed,
        number=new_number("Q"),
        channel=channel,
        customer=customer,
        outcome=Kept(verdict.outcome.value),
        reasons=list(verdict.reasons),
        first=near.first,
        nth=verdict.nth,
        received_at=now,
        waiting_since=None if near.first else now,
        policy_version=version_in_force(now),
        logged_key=who.key,
        logged_name=who.name,
        sender_key=sender,
        text_key=text,
        **nearness.columns(said),
    )
    if near.first:
        waits_again(near.first, now)
    sketching.keep(inquiry, said, settings)
    audit.record("inquiry.log", inquiry, by=by, data={"channel": channel})
    return inquiry


def _customer(typed: dict[str, str], *, by: Any) -> Customer | None:
    email, phone = typed["email"], typed["phone"]
    if not (email or phone):
        return None
    try:
        return register(email=email, phone=phone, name=typed["name"], by=by)
    except AmbiguousCustomer:
        return None  # the record says that it is open who it was


def _sender(customer: Customer | None) -> str:
    """The key under which the customer's own messages come in by the form."""
    if customer is None:
        return ""
    people = family(customer)
    for one in people:
        if one.user_id:
            return f"account:{one.user_id}"
    marks = Identifier.objects.effective().filter(customer__in=people, kind=IdentifierKind.EMAIL)
    key = marks.order_by("pk").values_list("key", flat=True).first()
    return f"email:{key}" if key else f"customer:{people[0].pk}"
