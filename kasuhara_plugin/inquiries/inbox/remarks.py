"""内部メモ: what staff tell each other in a thread. Never shown to the customer, and never changed."""

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q, QuerySet

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.append_only import AppendOnly
from kasuhara_plugin.core.usable import require_usable
from kasuhara_plugin.inquiries.inbox.rights import require
from kasuhara_plugin.inquiries.models import Inquiry

REMARK_LIMIT = 2_000  # characters


class Remark(AppendOnly):
    id = models.BigAutoField(primary_key=True)
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="remarks")
    body = models.TextField("内部メモ")
    at = models.DateTimeField("日時", default=clock.now)
    actor_key = models.CharField(max_length=64)
    actor_name = models.CharField("記入した人", max_length=200)

    class Meta:
        verbose_name = "お問い合わせの内部メモ"
        verbose_name_plural = "お問い合わせの内部メモ"
        default_permissions = ()
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.inquiry} {self.actor_name}"


def remark(inquiry: Inquiry, *, body: str, by: Any, now: datetime | None = None) -> Remark:
    """Kept with the thread of this message. Raises ``NotPermitted`` and ``UnusableText``."""
    require(by, "answer", inquiry, "内部メモを書く権限がありません。")
    require_usable(body, limit=REMARK_LIMIT)
    who = audit.actor(by)
    with transaction.atomic():
        thread = Inquiry.objects.select_related("first").get(pk=inquiry.pk).thread()
        row = Remark.objects.create(
            inquiry=thread, body=body, at=now or clock.now(), actor_key=who.key, actor_name=who.name
        )
        audit.record("inquiry.remark", thread, by=by, data={"remark": row.pk})
    return row


def remarks_of(thread: Inquiry) -> QuerySet[Remark]:
    """Those too that were written before a message was joined to it."""
    return Remark.objects.filter(Q(inquiry=thread) | Q(inquiry__first=thread))
