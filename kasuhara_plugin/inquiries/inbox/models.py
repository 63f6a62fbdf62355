"""Who is on a thread, and which thread needs no answer."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.append_only import AppendOnly
from kasuhara_plugin.inquiries.models import Answer, Inquiry


class Assignment(models.Model):
    """A thread is somebody's until the row is ended. ``inquiry`` is the first of the thread; the names outlive
    the accounts."""

    id = models.BigAutoField(primary_key=True)
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="assignments")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    person_key = models.CharField(max_length=64)
    person_name = models.CharField("担当者", max_length=200)
    at = models.DateTimeField("割り当てた日時", default=clock.now)
    by_key = models.CharField(max_length=64)
    by_name = models.CharField("割り当てた人", max_length=200)
    ended_at = models.DateTimeField("担当を終えた日時", null=True)
    ended_key = models.CharField(max_length=64, blank=True)
    ended_name = models.CharField("担当を終えた人", max_length=200, blank=True)

    class Meta:
        verbose_name = "お問い合わせの担当"
        verbose_name_plural = "お問い合わせの担当"
        default_permissions = ()
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["person_key"],
                name="kasuhara_assignment_open",
                condition=Q(ended_at=None),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry"],
                name="kasuhara_assignment_one",
                condition=Q(ended_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.inquiry} {self.person_name}"


class ReplyDraft(models.Model):
    """A reply that a second person reads before it is sent. Decided once: sent, or given back with a
    reason; ``answer`` is what became of it."""

    id = models.BigAutoField(primary_key=True)
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="drafts")
    body = models.TextField("回答の文面")
    at = models.DateTimeField("作成日時", default=clock.now)
    author_key = models.CharField(max_length=64)
    author_name = models.CharField("作成した人", max_length=200)
    decided_at = models.DateTimeField("確認した日時", null=True)
    reader_key = models.CharField(max_length=64, blank=True)
    reader_name = models.CharField("確認した人", max_length=200, blank=True)
    reason = models.TextField("差し戻しの理由", blank=True)
    answer = models.ForeignKey(Answer, models.PROTECT, null=True, related_name="drafts")

    class Meta:
        verbose_name = "確認待ちの回答"
        verbose_name_plural = "確認待ちの回答"
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry"], name="kasuhara_draft_one", condition=Q(decided_at=None)
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None) | ~Q(author_key=F("reader_key")),
                name="kasuhara_draft_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inquiry} {self.author_name}"


class Closure(AppendOnly):
    """A thread that needs no answer, and why; it waits again when the customer writes again."""

    id = models.BigAutoField(primary_key=True)
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="closures")
    reason = models.TextField("対応不要とした理由")
    at = models.DateTimeField("日時", default=clock.now)
    actor_key = models.CharField(max_length=64)
    actor_name = models.CharField("対応不要とした人", max_length=200)

    class Meta:
        verbose_name = "対応不要の記録"
        verbose_name_plural = "対応不要の記録"
        default_permissions = ()
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.inquiry} {self.actor_name}"
