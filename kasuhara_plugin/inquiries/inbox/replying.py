"""A reply by e-mail: written by one person, read by a second where the shop wants it, sent once. What was sent is
kept as it was sent."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from kasuhara_plugin.core import audit, clock, letters, links, outbox
from kasuhara_plugin.core.errors import (
    AlreadyDecided,
    ChangedMeanwhile,
    SamePerson,
    UnusableAddress,
)
from kasuhara_plugin.core.mails import OutgoingMail
from kasuhara_plugin.core.site_settings import shop_of_default_site
from kasuhara_plugin.core.usable import require_usable
from kasuhara_plugin.customers.addresses import mail_addresses
from kasuhara_plugin.inquiries import counters, handling, mail_link, notices
from kasuhara_plugin.inquiries.inbox.models import ReplyDraft
from kasuhara_plugin.inquiries.inbox.rights import require
from kasuhara_plugin.inquiries.inbox.wordings import require_filled
from kasuhara_plugin.inquiries.models import Answer, Inquiry
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.inquiries.vocabulary import Way

KIND = "inquiry.reply"
REASON_LIMIT = 1_000  # characters
REFUSAL = "お問い合わせに回答する権限がありません。"
OVERTAKEN = (
    "この画面を開いた後に、{what}。内容をご確認のうえ、必要な場合は、もう一度送信してください。"
    "入力した文面は、下の欄に残っています。"
)
OVERTAKEN_DRAFT = (
    "この画面を開いた後に、{what}。お問い合わせの画面で内容を確認してから、送信してください。"
)


def seen(thread: Inquiry) -> str:
    """Names what there is to see of a thread: who answers says what they saw."""
    last = thread.repeats.order_by("-pk").values_list("pk", flat=True).first()
    answered = thread.answers.order_by("-pk").values_list("pk", flat=True).first()
    drafted = thread.drafts.order_by("-pk").values_list("pk", flat=True).first()
    return f"{last or thread.pk}-{answered or 0}-{drafted or 0}"


def mailbox(thread: Inquiry) -> str:
    """Where the reply goes: to the address that was typed, or that of the account. Empty where there
    is none."""
    typed = notices.mailbox(thread.email)
    if typed or thread.customer is None or not thread.proven:
        return typed
    return next(iter(mail_addresses(thread.customer)), "")


def reply(
    inquiry: Inquiry, *, body: str, seen: str, by: Any, now: datetime | None = None
) -> Answer | ReplyDraft:
    """Answers the thread by e-mail; a draft where a second person reads it first. ``seen`` is what
    ``seen(thread)`` named when it was looked at. Raises ``ChangedMeanwhile`` where somebody else
    answered or the customer wrote since, ``NotPermitted``, ``UnusableText``, ``UnusableAddress``."""
    require(by, "answer", inquiry, REFUSAL)
    require_usable(body, limit=handling.ANSWER_LIMIT)
    require_filled(body)
    now = now or clock.now()
    with transaction.atomic():
        thread = _in_turn(inquiry, now)
        _require_seen(thread, seen)
        if thread.drafts.filter(decided_at=None).exists():
            raise AlreadyDecided("確認待ちの回答があります。先に、その回答を確認してください。")
        _require_mailbox(thread)
        if InquiryRules.load().second_reader:
            return _drafted(thread, body, by=by, now=now)
        return _sent(thread, body, by=by, now=now)


def send_draft(draft: ReplyDraft, *, seen: str, by: Any, now: datetime | None = None) -> Answer:
    """A second person read it and sends it; ``seen`` as for ``reply``. Raises ``SamePerson`` for its
    author, ``ChangedMeanwhile``, ``AlreadyDecided``, ``NotPermitted``."""
    require(by, "answer", draft.inquiry, REFUSAL)
    now = now or clock.now()
    with transaction.atomic():
        row = _undecided(draft, by=by, now=now)
        _require_seen(row.inquiry, seen, OVERTAKEN_DRAFT)
        author = audit.Actor(row.author_key, row.author_name)
        row.answer = _sent(row.inquiry, row.body, by=by, now=now, author=author)
        _decide(row, by=by, now=now)
        return row.answer


def return_draft(
    draft: ReplyDraft, *, reason: str, by: Any, now: datetime | None = None
) -> ReplyDraft:
    """Given back to its author with a reason; nothing is sent. Raises as ``send_draft``, and
    ``UnusableText``."""
    require(by, "answer", draft.inquiry, REFUSAL)
    require_usable(reason, limit=REASON_LIMIT)
    now = now or clock.now()
    with transaction.atomic():
        row = _undecided(draft, by=by, now=now)
        row.reason = reason
        _decide(row, by=by, now=now)
        audit.record("inquiry.return_draft", row.inquiry, by=by, reason=reason)
        return row


def with_mail_states(answers: Iterable[Answer]) -> list[Any]:
    """Each with ``mail_state``, how far its mail came; empty where it was answered in another way."""
    rows: list[Any] = list(answers)
    keys = {_key(row): row for row in rows}
    mails = OutgoingMail.objects.filter(key__in=keys).prefetch_related("attempts")
    states = {mail.key: mail.state_label() for mail in mails}
    for key, row in keys.items():
        row.mail_state = states.get(key, "")
    return rows


def _sent(
    thread: Inquiry, body: str, *, by: Any, now: datetime, author: audit.Actor | None = None
) -> Answer:
    """``author`` wrote what somebody else sends."""
    answer = handling.answer(thread, body=body, way=Way.EMAIL, by=author or by, sent_by=by, now=now)
    shop, token = shop_of_default_site(), mail_link.token(thread)
    url = links.absolute("kasuhara_plugin:inquiry_by_mail", token, site=shop.site_or_none())
    context = {"inquiry": thread, "body": body, "shop": shop, "url": url}
    subject, text = letters.render("inquiry_reply", context)
    outbox.post(
        to=_require_mailbox(thread),
        subject=subject,
        body=text,
        kind=KIND,
        about=thread,
        key=_key(answer),
        reply_to=InquiryRules.load().reply_address,
        now=now,
    )
    return answer


def _drafted(thread: Inquiry, body: str, *, by: Any, now: datetime) -> ReplyDraft:
    who = audit.actor(by)
    row = ReplyDraft.objects.create(
        inquiry=thread, body=body, at=now, author_key=who.key, author_name=who.name
    )
    audit.record("inquiry.draft", thread, by=by, data={"draft": row.pk})
    return row


def _undecided(draft: ReplyDraft, *, by: Any, now: datetime) -> ReplyDraft:
    thread = _in_turn(draft.inquiry, now)
    row = ReplyDraft.objects.select_for_update().get(pk=draft.pk)
    if row.decided_at is not None:
        raise AlreadyDecided("この回答は、すでに確認されています。")
    if row.author_key == audit.actor(by).key:
        raise SamePerson("ご自分で書いた回答は、別の担当者が確認します。")
    row.inquiry = thread
    return row


def _decide(row: ReplyDraft, *, by: Any, now: datetime) -> None:
    who = audit.actor(by)
    row.decided_at, row.reader_key, row.reader_name = now, who.key, who.name
    row.save()


def _in_turn(inquiry: Inquiry, now: datetime) -> Inquiry:
    """The thread, once nothing else of its sender is received, answered or moved."""
    counters.take_turn(inquiry.sender_key, now=now)
    return Inquiry.objects.select_related("first", "customer").get(pk=inquiry.pk).thread()


def _require_seen(thread: Inquiry, before: str, overtaken: str = OVERTAKEN) -> None:
    if seen(thread) == before:
        return
    answered = thread.answers.order_by("-pk").first()
    what = "お客様から続きのお問い合わせが届いたか、ほかの担当者が回答を書きました"
    if answered and f"-{answered.pk}-" not in before:
        what = f"{answered.actor_name}さんが回答しました"
    raise ChangedMeanwhile(overtaken.format(what=what))


def _require_mailbox(thread: Inquiry) -> str:
    if not (found := mailbox(thread)):
        raise UnusableAddress(
            "送信できるメールアドレスがありません。電話などで回答し、「回答を記録する」で記録してください。"
        )
    return found


def _key(answer: Answer) -> str:
    return f"{KIND}:{answer.pk}"
