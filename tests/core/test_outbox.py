"""A mail is a row in the transaction of its act; what was written is kept as it was."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from storefront.accounts.models import User

from kasuhara_plugin.core import outbox
from kasuhara_plugin.core.append_only import missing_triggers
from kasuhara_plugin.core.errors import (
    AppendOnlyViolation,
    KasuharaError,
    UnusableAddress,
    UnusableText,
)
from kasuhara_plugin.core.outbox import MailState, OutgoingMail
from kasuhara_plugin.models import MailAttempt, MailClaim

Make = Callable[..., Any]
LIVE = pytest.mark.django_db(transaction=True)


@LIVE
def test_it_goes_out_after_the_commit_and_is_kept_as_evidence(posted: Make, hanako: User) -> None:
    with transaction.atomic():
        row = posted(about=hanako, key="notice:1")
        assert mail.outbox == []
    sent = mail.outbox[0]
    assert (sent.to, sent.subject, sent.body) == (["a@example.com"], "お知らせ", "本文です。\n")
    kept = OutgoingMail.objects.get()
    assert (kept.to, kept.subject, kept.body) == ("a@example.com", "お知らせ", "本文です。\n")
    assert (kept.kind, kept.subject_type, kept.subject_key) == (
        "test",
        "accounts.user",
        str(hanako.pk),
    )
    assert (kept.state(), kept.state_label()) == (MailState.SENT, "送信済み")
    attempt = MailAttempt.objects.get()
    assert (attempt.mail, attempt.ok, attempt.error_class, attempt.error) == (row, True, "", "")
    assert not MailClaim.objects.exists()


@LIVE
def test_nothing_is_mailed_of_what_is_rolled_back(posted: Make) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        posted()
        raise RuntimeError
    with transaction.atomic():
        with pytest.raises(RuntimeError), transaction.atomic():
            posted(subject="途中まで")
            raise RuntimeError
        posted(subject="最後まで")
    assert [message.subject for message in mail.outbox] == ["最後まで"]
    assert OutgoingMail.objects.count() == 1


@LIVE
def test_it_needs_no_transaction_of_the_caller(posted: Make) -> None:
    assert posted().state() == MailState.SENT


@LIVE
def test_the_same_occasion_is_posted_once() -> None:
    letter = {"to": "a@example.com", "subject": "お知らせ", "body": "本文", "kind": "test"}
    rows = [outbox.post(**letter, key="once") for _ in range(3)]
    assert [row is not None for row in rows] == [True, False, False]
    assert outbox.was_posted("once")
    assert not outbox.was_posted("twice")
    for _ in range(2):
        assert outbox.post(**letter) is not None  # without a key each is its own occasion
    assert len(mail.outbox) == OutgoingMail.objects.count() == 3


HOSTILE = ["お知らせ\nBcc: x@example.com", "お知らせ\r\nBcc: x@example.com", "お知らせ\r", "\nお知らせ",
           "お\u2028知らせ", "お\x85知らせ", "お\x0b知らせ", "お知らせ\n"]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("subject", HOSTILE)
def test_a_subject_of_two_lines_is_refused(posted: Make, subject: str) -> None:
    with pytest.raises(UnusableText, match="1行で入力") as refused:
        posted(subject=subject)
    assert refused.value.code == "newline"
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "to",
    ["", "a", "a@", "a@b", "a@example.com\n", "a@example.com\nBcc: x@example.com",
     "a@example.com\r\nSubject: x", "a@example.com, x@example.com", "山田 <a@example.com>",
     '"a\n"@example.com', '"a\x0b"@example.com', "a@example.com\x00", "\ud800@example.com",
     " a@example.com", "a" * 320 + "@example.com"],
)  # fmt: skip
def test_what_is_no_single_address_is_refused(posted: Make, to: str) -> None:
    with pytest.raises(UnusableAddress):
        posted(to=to)
    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("to", ["a@example.com", "a+b@例え.jp", '"foo..bar."@docomo.ne.jp'])
def test_an_address_that_can_be_sent_to_is_taken(posted: Make, to: str) -> None:
    assert posted(to=to).to == to


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["subject", "body"])
@pytest.mark.parametrize(
    ("text", "code"),
    [("前\x00後", "nul"), ("絵\ud83d文字", "garbled"), (" \u3000", "blank"), ("", "blank"),
     ("あ" * 20_001, "too_long")],
)  # fmt: skip
def test_a_text_that_cannot_be_kept_is_refused(
    posted: Make, field: str, text: str, code: str
) -> None:
    with pytest.raises(UnusableText) as refused:
        posted(**{field: text})
    assert refused.value.code == code
    assert isinstance(refused.value, KasuharaError)


@LIVE
def test_what_was_written_and_tried_is_never_changed(posted: Make) -> None:
    row = posted()
    row.body = "書き換え"
    for refused in (
        row.save,
        row.delete,
        OutgoingMail.objects.all().delete,
        MailAttempt.objects.get().save,
        MailAttempt.objects.all().delete,
    ):
        with pytest.raises(AppendOnlyViolation):
            refused()
    for table in ("outgoingmail", "mailattempt"):
        name = f"kasuhara_plugin_{table}"
        assert name not in missing_triggers()
        with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {name}")
    assert OutgoingMail.objects.get().body == "本文です。\n"
