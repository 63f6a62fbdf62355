"""対応メモ: what staff write about a customer, with every version of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NoReturn

from django.db import models, router, transaction
from django.db.models import Case, Q, When

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.append_only import AppendOnlyQuerySet
from kasuhara_plugin.core.audit import Actor
from kasuhara_plugin.core.errors import AppendOnlyViolation
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.notes.versions import Versions
from kasuhara_plugin.notes.vocabulary import Importance, Kind

versions = Versions()


class StaffNoteQuerySet(AppendOnlyQuerySet):
    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyViolation("StaffNote: bulk_create")

    def bulk_update(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyViolation("StaffNote: bulk_update")

    def standing(self) -> "StaffNoteQuerySet":
        """Those that nobody withdrew."""
        return self.filter(withdrawn_at=None)

    def as_read(self, now: datetime) -> "StaffNoteQuerySet":
        """Pinned first, then the newest; the faded and the withdrawn last."""
        place = Case(
            When(~Q(withdrawn_at=None), then=3),
            When(until__lt=clock.day(now), then=2),
            When(pinned=True, then=0),
            default=1,
        )
        return self.order_by(place, "-id")


class StaffNote(models.Model):
    """One note. Change it by ``notes.actions``: an author and a reason belong to each change.

    A trigger of the database (``notes.triggers``) holds it to what its newest version says.
    """

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey(
        Customer, verbose_name="顧客", on_delete=models.PROTECT, related_name="notes"
    )
    kind = models.CharField("種別", max_length=10, choices=Kind.choices, default=Kind.FACT)
    body = models.TextField("内容")
    importance = models.CharField(
        "重要度", max_length=10, choices=Importance.choices, default=Importance.ORDINARY
    )
    pinned = models.BooleanField("先頭に表示", default=False)
    until = models.DateField("有効期限", null=True, blank=True)
    author_key = models.CharField(max_length=64, editable=False)
    author_name = models.CharField("記入者", max_length=200, editable=False)
    written_at = models.DateTimeField("記入日時", default=clock.now, editable=False)
    withdrawn_at = models.DateTimeField("取り下げ日時", null=True, editable=False)
    withdrawer_key = models.CharField(max_length=64, blank=True, editable=False)
    withdrawer_name = models.CharField("取り下げた人", max_length=200, blank=True, editable=False)
    withdrawal_reason = models.TextField("取り下げの理由", blank=True, editable=False)

    history = versions
    objects = StaffNoteQuerySet.as_manager()

    class Meta:
        verbose_name = "対応メモ"
        verbose_name_plural = "対応メモ"
        default_permissions = ("view", "add")
        permissions = [("redact_staffnote", "対応メモの内容の消去を申請・決定できる")]
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="kasuhara_note_kind"),
            models.CheckConstraint(
                condition=Q(importance__in=Importance.values), name="kasuhara_note_importance"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawer_name="")
                | (~Q(withdrawn_at=None) & ~Q(withdrawer_name="")),
                name="kasuhara_note_withdrawal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer}：対応メモ {self.pk}"

    def save(
        self, *, by: Actor | None = None, reason: str = "", at: datetime | None = None,
        **options: Any,
    ) -> None:  # fmt: skip
        """With a version of it, whole. Raises ``AppendOnlyViolation`` without an author."""
        if by is None or options.get("update_fields") is not None:
            raise AppendOnlyViolation("StaffNote: save without an author, or of some fields")
        using = options.get("using") or router.db_for_write(type(self), instance=self)
        kept: dict[str, Any] = {"by": by, "reason": reason, "at": at or clock.now(), "using": using}
        new = self._state.adding or self.pk is None
        with transaction.atomic(using=using, savepoint=False):  # as Django's own save
            if not new:  # the version first: the database compares the note with it
                versions.keep(self, "~", **kept)
            super().save(**options)
            if new:
                versions.keep(self, "+", **kept)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyViolation("StaffNote: delete")

    def version(self) -> int:
        """The key of its newest version."""
        newest = self.history.order_by("-history_id").values_list("history_id", flat=True)
        return newest[0]

    def mark(self) -> str:
        """How it stands among the others, in a word."""
        if self.withdrawn_at:
            return "取り下げ済み"
        if self.is_faded():
            return "期限切れ"
        important = [self.get_importance_display()] if self.importance != "ordinary" else []
        return "・".join([*important, *(["先頭に表示"] if self.pinned else [])])

    def is_faded(self, now: datetime | None = None) -> bool:
        """Whether its last day is over: "until day D" ends at midnight in Japan."""
        return self.until is not None and clock.day(now or clock.now()) > self.until
