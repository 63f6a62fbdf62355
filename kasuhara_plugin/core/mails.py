"""What is kept of a mail: its text, and each try to send it. Whether it went out is derived."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.append_only import AppendOnly, AppendOnlyQuerySet

KEEP_TRYING = timedelta(days=3)
MOST_ATTEMPTS = 100  # more than three days of hourly tries: the bound if clocks go astray
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))  # the last one repeats


class MailState(models.TextChoices):
    WAITING = "waiting", "送信待ち"
    SENT = "sent", "送信済み"
    GIVEN_UP = "given_up", "送信断念"


class OutgoingMailQuerySet(AppendOnlyQuerySet):
    def unsent(self) -> "OutgoingMailQuerySet":
        """Each with ``tries`` (a number) and ``last_tried`` (a time, or None)."""
        sent = MailAttempt.objects.filter(mail=models.OuterRef("pk"), ok=True)
        return self.filter(~models.Exists(sent)).annotate(
            tries=models.Count("attempts"), last_tried=models.Max("attempts__at")
        )

    def waiting(self, now: datetime) -> "OutgoingMailQuerySet":
        young = {"created_at__gt": now - KEEP_TRYING, "tries__lt": MOST_ATTEMPTS}
        return self.unsent().filter(**young)

    def given_up(self, now: datetime) -> "OutgoingMailQuerySet":
        old = models.Q(created_at__lte=now - KEEP_TRYING) | models.Q(tries__gte=MOST_ATTEMPTS)
        return self.unsent().filter(old)


class OutgoingMail(AppendOnly):
    """One mail as it was written: evidence of what was said. Only ``outbox.post`` makes one."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField("用件のキー", max_length=200, unique=True, null=True, editable=False)
    kind = models.CharField("種類", max_length=40, db_index=True)
    to = models.CharField("宛先", max_length=320)
    reply_to = models.CharField("返信先", max_length=320, blank=True)
    subject = models.CharField("件名", max_length=200)
    body = models.TextField("本文")
    subject_type = models.CharField("対象の種類", max_length=100, blank=True)
    subject_key = models.CharField("対象のキー", max_length=64, blank=True)
    created_at = models.DateTimeField("作成日時", default=clock.now, db_index=True)

    objects = OutgoingMailQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "送信メール"
        verbose_name_plural = "送信メール"
        default_permissions = ("view",)
        ordering = ["-id"]
        indexes = [models.Index(fields=["subject_type", "subject_key"], name="kasuhara_mail_subj")]

    def __str__(self) -> str:
        return self.subject

    def state(self, now: datetime | None = None) -> MailState:
        attempts = list(self.attempts.all())  # a list prefetches them
        if any(attempt.ok for attempt in attempts):
            return MailState.SENT
        old = self.created_at <= (now or clock.now()) - KEEP_TRYING
        return MailState.GIVEN_UP if old or len(attempts) >= MOST_ATTEMPTS else MailState.WAITING

    def state_label(self) -> str:
        return str(self.state().label)


class MailAttempt(AppendOnly):
    id = models.BigAutoField(primary_key=True)
    mail = models.ForeignKey(OutgoingMail, models.PROTECT, related_name="attempts")
    at = models.DateTimeField("日時", default=clock.now, db_index=True)
    ok = models.BooleanField("結果")
    error_class = models.CharField("エラーの種類", max_length=100, blank=True)
    error = models.CharField("エラー", max_length=200, blank=True)

    class Meta:
        verbose_name = "送信の試み"
        verbose_name_plural = "送信の試み"
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ok=True, error_class="")
                | (models.Q(ok=False) & ~models.Q(error_class="")),
                name="kasuhara_mail_error_or_ok",
            ),
        ]

    def __str__(self) -> str:
        return "送信しました" if self.ok else f"{self.error_class}: {self.error}"


class MailClaim(models.Model):
    """While it stands, one sender has the mail in hand. It ends by itself, see ``delivery.LEASE``."""

    mail = models.OneToOneField(OutgoingMail, models.CASCADE, primary_key=True, related_name="+")
    taken_at = models.DateTimeField(default=clock.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.mail_id}"


def due_at(mail: Any) -> datetime:
    """When a mail of ``unsent()`` is to be tried next."""
    if not mail.tries:
        return mail.created_at
    return mail.last_tried + PAUSES[min(mail.tries, len(PAUSES)) - 1]
