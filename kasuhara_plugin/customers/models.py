"""The person behind a contact: with an account, with only an e-mail, or with only a phone."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from kasuhara_plugin.core import clock


class Customer(models.Model):
    """Who a flag, a note, an inquiry or an incident is about. Outlives the account."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField("お名前", max_length=100, blank=True)
    organisation = models.CharField("会社・団体名", max_length=100, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="アカウント",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField("登録日時", default=clock.now, editable=False)

    class Meta:
        verbose_name = "顧客"
        verbose_name_plural = "顧客"
        default_permissions = ("view", "add", "change")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name or f"顧客 {self.pk}"


class IdentifierKind(models.TextChoices):
    ACCOUNT = "account", "アカウント"
    SUBJECT = "subject", "店舗の顧客データ"
    EMAIL = "email", "メールアドレス"
    PHONE = "phone", "電話番号"


class Identifier(models.Model):
    """One mark by which a customer is found: the value as typed, and a key for matching.

    Keys are for finding only: never for logging in or for sending mail.
    """

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey(
        Customer, verbose_name="顧客", on_delete=models.CASCADE, related_name="identifiers"
    )
    kind = models.CharField("種類", max_length=10, choices=IdentifierKind.choices)
    value = models.CharField("値", max_length=320)
    key = models.CharField(max_length=320, editable=False)
    recorded_at = models.DateTimeField("記録日時", default=clock.now, editable=False)

    class Meta:
        verbose_name = "識別情報"
        verbose_name_plural = "識別情報"
        default_permissions = ()
        constraints = [
            # A telephone may be shared by a whole office; the others name one customer.
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=~Q(kind=IdentifierKind.PHONE),
                name="kasuhara_identifier_one_customer",
            ),
            models.UniqueConstraint(
                fields=["customer", "kind", "key"], name="kasuhara_identifier_once"
            ),
        ]
        indexes = [models.Index(fields=["kind", "key"], name="kasuhara_identifier_key")]

    def __str__(self) -> str:
        return self.value
