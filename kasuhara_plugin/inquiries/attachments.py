"""添付ファイル: what came with a message. The file itself lies in a storage that no URL leads to."""

from typing import Any

from django.db import models
from django.db.models import Q

from kasuhara_plugin.core import clock
from kasuhara_plugin.inquiries.file_kinds import KINDS


class AttachmentQuerySet(models.QuerySet[Any]):
    def parked(self) -> "AttachmentQuerySet":
        """Put down meanwhile, for a form that was not received yet."""
        return self.filter(inquiry=None)


class Attachment(models.Model):
    """One file, or (``stored_as`` empty) the trace of one that the storage did not take: law 1."""

    id = models.BigAutoField(primary_key=True)
    inquiry = models.ForeignKey(
        "kasuhara_plugin.Inquiry",
        verbose_name="お問い合わせ",
        null=True,
        on_delete=models.PROTECT,
        related_name="attachments",
    )
    name = models.CharField("ファイル名", max_length=255)
    kind = models.CharField(
        "種類", max_length=8, choices=[(kind.key, kind.label) for kind in KINDS.values()]
    )
    size = models.PositiveBigIntegerField("大きさ")  # bytes
    sha256 = models.CharField("SHA-256", max_length=64)
    stored_as = models.CharField(max_length=255, blank=True, editable=False)
    created_at = models.DateTimeField("登録日時", default=clock.now)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "添付ファイル"
        verbose_name_plural = "添付ファイル"
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "sha256"], name="kasuhara_attachment_once"),
            models.UniqueConstraint(
                fields=["stored_as"],
                condition=~Q(stored_as=""),
                name="kasuhara_attachment_own_file",
            ),
            models.CheckConstraint(
                condition=Q(inquiry__isnull=False) | ~Q(stored_as=""),
                name="kasuhara_attachment_of_something",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_kept(self) -> bool:
        return bool(self.stored_as)
