"""What each member of the staff chose for themselves."""

from typing import Any

from django.conf import settings
from django.db import models


class StaffPreference(models.Model):
    """Whoever has no row is treated as one with the defaults."""

    id = models.BigAutoField(primary_key=True)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    veils = models.BooleanField(
        "刺激の強い表現を伏せる",
        default=True,
        help_text="脅迫や侮辱などの言葉を含むお問い合わせを、開く操作をするまで表示しません。",
    )

    class Meta:
        verbose_name = "お問い合わせの表示の設定"
        verbose_name_plural = "お問い合わせの表示の設定"
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.user)


def preference_of(user: Any) -> StaffPreference:
    """Unsaved where nothing was chosen."""
    return StaffPreference.objects.filter(user=user).first() or StaffPreference(user=user)
