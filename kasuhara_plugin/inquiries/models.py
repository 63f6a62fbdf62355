"""お問い合わせ: every message that was received, also the held ones."""

from django.db import models

from kasuhara_plugin.core import clock
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.policy.models import PolicyVersion


class State(models.TextChoices):
    RECEIVED = "received", "新着"
    HELD = "held", "保留"


class Inquiry(models.Model):
    """One message, as typed. A receipt means that this row is committed (law 1)."""

    id = models.BigAutoField(primary_key=True)
    number = models.CharField("受付番号", max_length=20, unique=True, editable=False)
    customer = models.ForeignKey(
        Customer, verbose_name="顧客", null=True, on_delete=models.PROTECT, related_name="inquiries"
    )
    proven = models.BooleanField("ログイン済み", default=False)
    name = models.CharField("お名前", max_length=100, blank=True)
    email = models.CharField("メールアドレス", max_length=320, blank=True)
    phone = models.CharField("電話番号", max_length=30, blank=True)
    order_number = models.CharField("ご注文番号", max_length=50, blank=True)
    subject = models.CharField("件名", max_length=100, blank=True)
    body = models.TextField("お問い合わせ内容")
    state = models.CharField(
        "状態", max_length=8, choices=State.choices, default=State.RECEIVED, db_index=True
    )
    reasons = models.JSONField("判定の理由", default=list, blank=True)
    held_until = models.DateTimeField("保留の期限", null=True, blank=True)
    received_at = models.DateTimeField("受付日時", default=clock.now)
    policy_version = models.ForeignKey(
        PolicyVersion,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="inquiries",
        verbose_name="受付時の方針の版",
    )
    sender_key = models.CharField(max_length=330, editable=False)
    token = models.CharField(max_length=64, null=True, unique=True, editable=False)

    class Meta:
        verbose_name = "お問い合わせ"
        verbose_name_plural = "お問い合わせ"
        default_permissions = ("view",)
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["sender_key", "received_at"], name="kasuhara_inquiry_sender")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}".strip()


class SenderLock(models.Model):
    """One row per sender: writing it makes the sender's messages wait for one another."""

    key = models.CharField(max_length=330, primary_key=True)
    touched_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.key
