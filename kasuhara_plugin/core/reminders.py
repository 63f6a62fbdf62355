"""Reminders by mail: each is sent once, however often the command runs."""

from dataclasses import dataclass
from typing import Any

from django.core.mail import send_mail
from django.db import models, transaction

from kasuhara_plugin.core import clock


@dataclass(frozen=True)
class Reminder:
    """``key`` names the occasion: a later step of the same matter has another key."""

    key: str
    to: str
    subject: str
    body: str


class SentReminder(models.Model):
    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=200, unique=True)
    sent_at = models.DateTimeField(default=clock.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.key


def send(reminder: Reminder, *, now: Any) -> bool:
    """Whether it went out now; False if it had before. A mail server that fails raises, and the
    next run tries again."""
    with transaction.atomic():
        _, new = SentReminder.objects.get_or_create(key=reminder.key, defaults={"sent_at": now})
        if new:
            send_mail(reminder.subject, reminder.body, None, [reminder.to])
    return new


def was_sent(reminder: Reminder) -> bool:
    return SentReminder.objects.filter(key=reminder.key).exists()
