"""What staff corrected about a thread: kept for good, and as data by which the rules are tuned."""

from django.db import models
from django.db.models import F, Q

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.append_only import AppendOnly
from kasuhara_plugin.inquiries.models import Inquiry
from kasuhara_plugin.inquiries.vocabulary import Corrected


class ThreadCorrection(AppendOnly):
    """One message was parted from a thread or joined to it. ``earlier`` is the thread's first, and
    ``score`` what the rules of ``rules_version`` made of the two."""

    id = models.BigAutoField(primary_key=True)
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="corrections")
    earlier = models.ForeignKey(Inquiry, models.PROTECT, related_name="+")
    kind = models.CharField("訂正", max_length=8, choices=Corrected.choices)
    score = models.FloatField("類似度")
    vetoes = models.JSONField("別件とみなした理由", default=list)
    rules_version = models.PositiveSmallIntegerField("判定ルールの版")
    at = models.DateTimeField("日時", default=clock.now)
    actor_key = models.CharField(max_length=64)
    actor_name = models.CharField("訂正した人", max_length=200)

    class Meta:
        verbose_name = "同じ内容の判定の訂正"
        verbose_name_plural = "同じ内容の判定の訂正"
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(inquiry=F("earlier")), name="kasuhara_correction_of_two"
            )
        ]

    def __str__(self) -> str:
        return f"{Corrected(self.kind).label} {self.actor_name}"
