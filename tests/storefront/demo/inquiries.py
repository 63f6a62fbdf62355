"""Every state that an inquiry can be in: accepted, answered, with files, joined, held, by telephone."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.inquiries.actions import answer, log, receive, remark, tag
from kasuhara_plugin.inquiries.inbox.saved_views import save_view
from kasuhara_plugin.models import Inquiry, InquiryRules, InquiryTag
from storefront.accounts.models import User
from storefront.demo import inquiry_texts as texts
from storefront.demo.inquiry_files import attached

DAY_LIMIT = 10  # of one sender: what is held by it is still held the morning after
People = Mapping[str, User]
Messages = Iterator[tuple[datetime, dict[str, Any]]]


def load(people: People, now: datetime) -> None:
    rules = InquiryRules.load()
    rules.day_limit, rules.similar_from_others = DAY_LIMIT, True
    rules.save()
    for at, message in sorted(_messages(people, now), key=itemgetter(0)):
        receive(**message, now=at)
    _answers(people["operator@example.com"])
    _by_telephone(people, now)
    _marks(people["operator@example.com"])


def _messages(people: People, now: datetime) -> Messages:
    yield from _one_by_one(people, now)
    yield from _said_twice(people["customer@example.com"], now)
    yield from _again_and_again(people["flagged@example.com"], now)
    yield from _too_many(people["matsumoto@example.com"], now)


def _one_by_one(people: People, now: datetime) -> Messages:
    for days, email, subject, body in texts.INQUIRIES:
        sender = _from(people[email]) if email in people else {"email": email}
        files = [attached(name) for name in texts.FILES.get(subject, ())]
        at = now - timedelta(days=days, hours=days % 5)
        yield at, {**sender, "subject": subject, "body": body, "attachments": files}


def _said_twice(customer: User, now: datetime) -> Messages:
    """In other words, after the answer."""
    for days, body in texts.LATE:
        at = now - timedelta(days=days, hours=3)
        yield at, {**_from(customer), "subject": "チラシの到着日", "body": body}


def _again_and_again(customer: User, now: datetime) -> Messages:
    for nth in range(1, 11):
        body = texts.AGAIN.format(count=nth) + (texts.NEW_IN_IT if nth == 4 else "")
        at = now - timedelta(days=2, minutes=55 - nth * 5)
        yield at, {**_from(customer), "subject": "返金について", "body": body}


def _too_many(customer: User, now: datetime) -> Messages:
    """Past the limit of the day, not of the hour."""
    for place, (subject, body) in enumerate(texts.MANY):
        at = now - timedelta(minutes=10 * (len(texts.MANY) - place))
        yield at, {**_from(customer), "subject": subject, "body": body}


def _from(user: User) -> dict[str, Any]:
    return {"user": user, "name": user.name, "email": user.email}


def _answers(operator: User) -> None:
    for subject, way, body in texts.ANSWERS:
        inquiry = Inquiry.objects.get(subject=subject, first=None)
        later = inquiry.received_at + timedelta(hours=20)
        answer(inquiry, way=way, body=body, by=operator, now=later)


def _marks(operator: User) -> None:
    known = {
        name: InquiryTag.objects.create(name=name, order=n) for n, name in enumerate(texts.TAGS)
    }
    for subject, tags, said in texts.MARKED:
        inquiry = Inquiry.objects.get(subject=subject, first=None)
        tag(inquiry, [known[name] for name in tags], by=operator)
        remark(inquiry, body=said, by=operator)
    save_view(
        "データのお問い合わせ", f"state=new&tag={known['データ'].pk}", shared=True, by=operator
    )


def _by_telephone(people: People, now: datetime) -> None:
    caller, operator = people["customer@example.com"], people["operator@example.com"]
    log(
        channel="phone_after",
        contact=caller.phone,
        name=caller.name,
        body=texts.CALL,
        customer=register(user=caller),
        by=operator,
        now=now - timedelta(minutes=5),
    )
