"""Reminders by mail: each is posted once, however often the command runs."""

from dataclasses import dataclass
from datetime import datetime

from kasuhara_plugin.core import outbox

KIND = "reminder"


@dataclass(frozen=True)
class Reminder:
    """``key`` names the occasion: a later step of the same matter has another key."""

    key: str
    to: str
    subject: str
    body: str


def post(reminder: Reminder, *, now: datetime) -> bool:
    """Whether it came into the outbox now; False if it had before."""
    mail = outbox.post(
        to=reminder.to,
        subject=reminder.subject,
        body=reminder.body,
        kind=KIND,
        key=reminder.key,
        now=now,
    )
    return mail is not None


def was_posted(reminder: Reminder) -> bool:
    return outbox.was_posted(reminder.key)
