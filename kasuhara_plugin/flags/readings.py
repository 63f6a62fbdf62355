"""That the customer read the notice: who, of which flag, when."""

from datetime import datetime
from typing import Any

from django.db import models, transaction

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.append_only import AppendOnly
from kasuhara_plugin.flags.models import AccountFlag


class FlagReading(AppendOnly):
    id = models.BigAutoField(primary_key=True)
    flag = models.ForeignKey(
        AccountFlag, verbose_name="フラグ", on_delete=models.PROTECT, related_name="readings"
    )
    reader_key = models.CharField(max_length=64)
    reader_name = models.CharField("確認した人", max_length=200)
    at = models.DateTimeField("確認日時", default=clock.now)

    class Meta:
        verbose_name = "お知らせの確認"
        verbose_name_plural = "お知らせの確認"
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["flag", "reader_key"], name="kasuhara_reading_once")
        ]

    def __str__(self) -> str:
        return f"{self.reader_name}（{self.flag_id}）"


def confirm(flag: AccountFlag, *, by: Any, now: datetime | None = None) -> FlagReading:
    """The owner of the account says that they read the notice; a second time changes nothing."""
    who = audit.actor(by)
    with transaction.atomic():
        reading, new = FlagReading.objects.get_or_create(
            flag=flag,
            reader_key=who.key,
            defaults={"reader_name": who.name, "at": now or clock.now()},
        )
        if new:
            audit.record("flag.read_notice", flag, by=by)
    return reading
