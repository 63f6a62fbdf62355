"""対応メモ: what staff write about a customer, with every version of it."""

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.append_only import AppendOnly
from kasuhara_plugin.customers.models import Customer


class Versions(HistoricalRecords):
    """simple-history with its project-wide settings pinned, so that a host's do not change ours.

    The author is a key and a name: it outlives the account, and no row of the history has to
    be changed when a colleague leaves.
    """

    _date_indexing = True

    def __init__(self, **options: Any) -> None:
        super().__init__(
            history_id_field=models.BigAutoField(),
            history_change_reason_field=models.TextField("理由", blank=True),
            history_user_id_field=models.CharField("変更者のキー", max_length=64),
            history_user_getter=lambda version: None,
            history_user_setter=_keep_author,
            **options,
        )

    def post_save(
        self, instance: Any, created: bool, using: Any = None, raw: bool = False, **_: Any
    ) -> None:
        if not raw:  # whatever SIMPLE_HISTORY_ENABLED says: a note is nothing without its versions
            self.create_historical_record(instance, "+" if created else "~", using=using)

    def get_history_user(self, instance: Any) -> Any:
        return instance._author

    def get_change_reason_for_object(self, instance: Any, history_type: str, using: str) -> str:
        return instance._reason


class KeptVersion(AppendOnly):
    history_user_name = models.CharField("変更者", max_length=200)

    class Meta:
        abstract = True


def _keep_author(version: Any, who: Any) -> None:
    version.history_user_id, version.history_user_name = who


class StaffNote(models.Model):
    """One note. Change it by ``notes.actions``: an author and a reason belong to each change."""

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey(
        Customer, verbose_name="顧客", on_delete=models.PROTECT, related_name="notes"
    )
    body = models.TextField("内容")
    author_key = models.CharField(max_length=64, editable=False)
    author_name = models.CharField("記入者", max_length=200, editable=False)
    written_at = models.DateTimeField("記入日時", default=clock.now, editable=False)

    history = Versions(
        bases=[KeptVersion],
        verbose_name="対応メモの版",
        verbose_name_plural="対応メモの版",
    )

    class Meta:
        verbose_name = "対応メモ"
        verbose_name_plural = "対応メモ"
        default_permissions = ("view", "add")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.customer}：対応メモ {self.pk}"
