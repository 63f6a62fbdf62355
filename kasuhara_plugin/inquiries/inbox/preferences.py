"""What each member of the staff chose for themselves."""

from typing import Any

from django.conf import settings
from django.db import models

from kasuhara_plugin.core.people import address_of, staff_who_may
from kasuhara_plugin.core.prepared import Given, Prepared


class Mails(models.TextChoices):
    """What is mailed to a member of the staff of new inquiries."""

    NONE = "none", "受け取らない"
    EACH = "each", "届くたびに受け取る"
    DIGEST = "digest", "1日1回、まとめて受け取る"


class StaffPreference(models.Model):
    """Whoever has no row is treated as one with the defaults."""

    id = models.BigAutoField(primary_key=True)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    veils = models.BooleanField(
        "刺激の強い表現を伏せる",
        default=True,
        help_text="脅迫や侮辱などの言葉を含むお問い合わせを、開く操作をするまで表示しません。",
    )

    new_mail = models.CharField(
        "新着のお知らせのメール", max_length=6, choices=Mails.choices, default=Mails.NONE
    )
    given_mail = models.BooleanField(
        "担当になったお知らせのメール",
        default=True,
        help_text="ほかの人があなたをお問い合わせの担当に決めたときに、受付番号をメールでお知らせします。",
    )

    class Meta:
        verbose_name = "お問い合わせの表示の設定"
        verbose_name_plural = "お問い合わせの表示の設定"
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.user)


_WANTING = Prepared(
    StaffPreference,
    lambda: StaffPreference.objects.filter(new_mail=Given("mails", models.CharField())).values_list(
        "user"
    ),
)


def readers_who_want(mails: Mails) -> list[Any]:
    """Those who may read inquiries, have an address, and chose this."""
    wanting = [user for (user,) in _WANTING.rows(mails=mails)]
    people = staff_who_may("view_inquiry").filter(pk__in=wanting) if wanting else ()
    return [one for one in people if address_of(one)]


def preference_of(user: Any) -> StaffPreference:
    """Unsaved where nothing was chosen."""
    return StaffPreference.objects.filter(user=user).first() or StaffPreference(user=user)
