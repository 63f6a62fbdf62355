"""内容の消去: what a note said is erased where it must not be kept, by two people."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.site_settings import DecisionRule
from kasuhara_plugin.notes.models import StaffNote


class Outcome(models.TextChoices):
    ERASED = "erased", "消去済み"
    REJECTED = "rejected", "却下"


class Redaction(models.Model):
    """A request to erase a note's content, or one version's, and what became of it."""

    id = models.BigAutoField(primary_key=True)
    note = models.ForeignKey(
        StaffNote, verbose_name="対応メモ", on_delete=models.PROTECT, related_name="redactions"
    )
    version = models.BigIntegerField("版", null=True)  # None: every version
    reason = models.TextField("消去の理由")
    proposer_key = models.CharField(max_length=64)
    proposer_name = models.CharField("申請者", max_length=200)
    proposed_at = models.DateTimeField("申請日時", default=clock.now)
    outcome = models.CharField("結果", max_length=8, choices=Outcome.choices, blank=True)
    rule = models.CharField("決裁", max_length=3, choices=DecisionRule.choices, blank=True)
    decider_key = models.CharField(max_length=64, blank=True)
    decider_name = models.CharField("決定者", max_length=200, blank=True)
    decided_at = models.DateTimeField("決定日時", null=True)

    class Meta:
        verbose_name = "対応メモの内容の消去"
        verbose_name_plural = "対応メモの内容の消去"
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["note"], condition=Q(outcome=""), name="kasuhara_redaction_open_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="kasuhara_redaction_reasoned"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None, decider_name="")
                | (
                    ~Q(outcome="")
                    & Q(decided_at__isnull=False)
                    & (Q(rule=DecisionRule.ONE) | ~Q(decider_key=F("proposer_key")))
                ),
                name="kasuhara_redaction_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.note}：内容の消去"

    def versions(self) -> Any:
        """The versions whose content it is about."""
        rows = self.note.history.all()
        return rows if self.version is None else rows.filter(history_id=self.version)
