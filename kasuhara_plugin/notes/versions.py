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
            use_base_model_db=True,
        )

    def get_meta_options(self, model: Any) -> dict[str, Any]:
        """Each save asks for a note's newest version, however many it has."""
        newest = models.Index(fields=["id", "history_id"], name="kasuhara_version_newest")
        return {**super().get_meta_options(model), "indexes": [newest]}

    def create_history_model(self, model: Any, inherited: bool) -> Any:
        self._model = super().create_history_model(model, inherited)
        return self._model

    def keep(
        self, note: Any, mark: str, *, by: Actor, reason: str, at: datetime, using: str
    ) -> None:
        """Whatever SIMPLE_HISTORY_ENABLED says: a note is nothing without its versions. Written
        straight: simple-history builds a manager anew for each, a tenth of what it takes."""
        said = {field.attname: getattr(note, field.attname) for field in self.fields_included(note)}
        self._model(
            history_type=mark,
            history_date=at,
            history_change_reason=reason,
            history_user_id=by.key,
            history_user_name=by.name,
            **said,
        ).save(using=using)

    def post_save(self, instance: Any, created: bool, **_: Any) -> None:
        """The version is written already, or the row came with its versions from a fixture."""
