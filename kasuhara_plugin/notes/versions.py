"""Every version of a note, as django-simple-history keeps it."""

from datetime import datetime
from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

from kasuhara_plugin.core.append_only import AppendOnly
from kasuhara_plugin.core.audit import Actor


class KeptVersion(AppendOnly):
    history_user_name = models.CharField("変更者", max_length=200)

    class Meta:
        abstract = True


class Versions(HistoricalRecords):
    """simple-history with its project-wide settings pinned, so that a host's do not change ours.

    The author is a key and a name: it outlives the account, and no row of the history has to
    be changed when a colleague leaves. ``StaffNote.save`` writes each version itself.
    """

    _date_indexing = True

    def __init__(self) -> None:
        super().__init__(
            bases=[KeptVersion],
            verbose_name="対応メモの版",
            verbose_name_plural="対応メモの版",
            history_id_field=models.BigAutoField(),
            history_change_reason_field=models.TextField("理由", blank=True),
            history_user_id_field=models.CharField("変更者のキー", max_length=64),
            history_user_getter=lambda version: None,
            history_user_setter=_keep_author,
            use_base_model_db=True,
        )

    def keep(
        self, note: Any, mark: str, *, by: Actor, reason: str, at: datetime, using: str
    ) -> None:
        """Whatever SIMPLE_HISTORY_ENABLED says: a note is nothing without its versions."""
        note._author, note._reason, note._history_date = by, reason, at
        try:
            self.create_historical_record(note, mark, using=using)
        finally:
            del note._author, note._reason, note._history_date

    def post_save(self, instance: Any, created: bool, **_: Any) -> None:
        """The version is written already, or the row came with its versions from a fixture."""

    def get_history_user(self, instance: Any) -> Any:
        return instance._author

    def get_change_reason_for_object(self, instance: Any, history_type: str, using: str) -> str:
        return instance._reason


def _keep_author(version: Any, who: Any) -> None:
    version.history_user_id, version.history_user_name = who
