"""Who has a thread open at this moment, so that two do not answer it at once. Said as long as their page tells
of itself, and forgotten."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.inquiries.models import Inquiry

SHOWN_FOR = timedelta(minutes=5)  # without a script a page tells of itself only when it is opened
KEPT_FOR = timedelta(days=1)


class Presence(models.Model):
    """``inquiry`` is the first of the thread."""

    id = models.BigAutoField(primary_key=True)
    inquiry = models.ForeignKey(Inquiry, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "user"], name="kasuhara_presence_once")
        ]

    def __str__(self) -> str:
        return f"{self.inquiry_id} {self.user_id}"


def looking(thread: Inquiry, user: Any, now: datetime | None = None) -> list[tuple[str, int]]:
    """This person has it open; who else does, and how many minutes ago their page told so. The newest
    first. Two queries."""
    now = now or clock.now()
    Presence.objects.bulk_create(
        [Presence(inquiry=thread, user=user, at=now)],
        update_conflicts=True,
        update_fields=["at"],
        unique_fields=["inquiry", "user"],
    )
    rows = Presence.objects.filter(inquiry=thread, at__gt=now - SHOWN_FOR).exclude(user=user)
    return [
        (audit.actor(one.user).name, (now - one.at) // timedelta(minutes=1))
        for one in rows.select_related("user").order_by("-at")
    ]


def forget(now: datetime) -> None:
    """For the daily command."""
    Presence.objects.filter(at__lt=now - KEPT_FOR).delete()
