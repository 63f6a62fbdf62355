"""The outbox: a mail is a row in the transaction of the act that it tells of.

An act posts as it audits, and what is rolled back is never mailed::

    with transaction.atomic():
        flag = _locked(flag, Status.PROPOSED, now)
        decision = _decide(flag, Act.APPROVED, by=by, reason=reason, now=now)
        outbox.post(
            to=address, subject="お取引に関するお知らせ", body=body, kind="flag.notice",
            about=flag, key=f"flag-notice:{decision.pk}",
        )

After the commit it is tried once, shortly (``core.delivery``); ``kasuhara_send_mail`` does the rest.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction

from kasuhara_plugin.core import clock, delivery
from kasuhara_plugin.core.errors import UnusableAddress, UnusableText
from kasuhara_plugin.core.mails import MailAttempt, MailState, OutgoingMail
from kasuhara_plugin.core.text import FLAWS
from kasuhara_plugin.core.usable import require_usable

__all__ = ["MailAttempt", "MailState", "OutgoingMail", "post", "was_posted"]

ADDRESS_LIMIT = 320  # characters
SUBJECT_LIMIT = 200
BODY_LIMIT = 20_000


def post(
    *,
    to: str,
    subject: str,
    body: str,
    kind: str,
    about: models.Model | None = None,
    key: str = "",
    reply_to: str = "",
    now: datetime | None = None,
    at_once: bool = True,
) -> OutgoingMail | None:
    """Writes a mail to one address into the transaction of the act; a plain text.

    ``kind`` says what sort of mail it is (``"flag.notice"``), ``about`` which record it is about.
    ``reply_to`` is the shop's own address for answers. ``key`` names the occasion, which is posted once: None if it was posted before. Without
    ``at_once`` it waits for ``kasuhara_send_mail`` (one of many). Raises
    ``UnusableAddress``, and ``UnusableText`` for a text that cannot be sent as it is.
    """
    require_sendable(to=to, subject=subject, body=body)
    content = {
        "to": to,
        "reply_to": reply_to,
        "subject": subject,
        "body": body,
        "kind": kind,
        "subject_type": about._meta.label_lower if about else "",
        "subject_key": str(about.pk) if about else "",
        "created_at": now or clock.now(),
    }
    with transaction.atomic():
        mail, new = _row(key, content)
        if new and at_once:
            # No partial: Django asks a callback that failed for its name, which a partial has not.
            transaction.on_commit(lambda: delivery.try_at_once(mail.pk), robust=True)
    return mail if new else None


def was_posted(key: str) -> bool:
    return OutgoingMail.objects.filter(key=key).exists()


def require_sendable(*, to: str, subject: str, body: str) -> None:
    """A line break in a header would begin another header: it is refused, not mended."""
    require_usable(subject, limit=SUBJECT_LIMIT)
    require_usable(body, limit=BODY_LIMIT)
    if subject.splitlines() != [subject]:
        raise UnusableText(FLAWS["newline"], code="newline")
    try:
        validate_email(to)
        require_usable(to, limit=ADDRESS_LIMIT)
    except (ValidationError, UnusableText) as error:
        raise UnusableAddress("メールアドレスの形式が正しくありません。") from error
    if to.splitlines() != [to]:
        raise UnusableAddress("メールアドレスに改行を含めることはできません。")


def _row(key: str, content: dict[str, object]) -> tuple[OutgoingMail, bool]:
    if key:
        return OutgoingMail.objects.get_or_create(key=key, defaults=content)
    return OutgoingMail.objects.create(**content), True
