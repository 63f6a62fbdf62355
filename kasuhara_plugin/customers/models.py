"""The person behind a contact: with an account, with only an e-mail, or with only a phone."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.text import fold
from kasuhara_plugin.customers import searching

NAME_KEY_LIMIT = 200  # characters; folding can make a name longer
_NAMES = frozenset(["name", "organisation"])


class PartyType(models.TextChoices):
    INDIVIDUAL = "individual", "個人"
    COMPANY = "company", "法人・団体"
    UNKNOWN = "unknown", "不明"


class Customer(models.Model):
    """Who a flag, a note, an inquiry or an incident is about. Outlives the account.

    A customer that was merged points to the one that was kept; no row about it is rewritten.
    ``customers.family`` unites them.
    """

    id = models.BigAutoField(primary_key=True)
    name = models.CharField("お名前", max_length=100, blank=True)
    name_key = models.CharField(
        max_length=NAME_KEY_LIMIT, blank=True, editable=False, db_index=True
    )
    organisation = models.CharField("会社・団体名", max_length=100, blank=True)
    party_type = models.CharField(
        "個人・法人の別", max_length=10, choices=PartyType.choices, default=PartyType.UNKNOWN
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="アカウント",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    merged_into = models.ForeignKey(
        "self",
        verbose_name="統合先",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged",
    )
    search_key = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField("登録日時", default=clock.now, editable=False)

    class Meta:
        verbose_name = "顧客"
        verbose_name_plural = "顧客"
        default_permissions = ("view", "add", "change")
        permissions = [
            ("merge_customer", "顧客を統合・統合解除できる"),
            ("exempt_customer", "顧客の識別情報を対象外にできる"),
            ("hold_customer", "顧客の記録を保全・解除できる"),
            ("disclose_customer", "顧客の開示資料を作成できる"),
        ]
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(party_type__in=PartyType.values), name="kasuhara_customer_party_known"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="kasuhara_customer_not_into_itself",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="kasuhara_customer_newest"),
            models.Index(
                fields=["party_type", "-created_at", "-id"], name="kasuhara_customer_party"
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"顧客 {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = name_key(self.name)
        if self._state.adding:
            self.search_key = searching.named(self.name, self.organisation)
            super().save(*args, **kwargs)
            return
        with transaction.atomic(using=kwargs.get("using")):
            super().save(*args, **kwargs)
            if _NAMES.intersection(kwargs.get("update_fields") or _NAMES):
                searching.refresh(self)


def name_key(name: str) -> str:
    """The key under which equal names meet; 佐藤 一郎 and 佐藤一郎 are one."""
    return fold(name).replace(" ", "")[:NAME_KEY_LIMIT]


class IdentifierKind(models.TextChoices):
    ACCOUNT = "account", "アカウント"
    SUBJECT = "subject", "店舗の顧客データ"
    EMAIL = "email", "メールアドレス"
    PHONE = "phone", "電話番号"


class IdentifierQuerySet(models.QuerySet["Identifier"]):
    def effective(self) -> "IdentifierQuerySet":
        """The marks that find somebody: those that staff exempted do not."""
        return self.filter(exempted_at=None)


class Identifier(models.Model):
    """One mark by which a customer is found: the value as typed, and a key for matching.

    Keys are for finding only: never for logging in or for sending mail. An exempted mark stays
    on record, and neither finds nor restricts anybody.
    """

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey(
        Customer, verbose_name="顧客", on_delete=models.CASCADE, related_name="identifiers"
    )
    kind = models.CharField("種類", max_length=10, choices=IdentifierKind.choices)
    value = models.CharField("値", max_length=320)
    key = models.CharField(max_length=320, editable=False)
    recorded_at = models.DateTimeField("記録日時", default=clock.now, editable=False)
    exempted_at = models.DateTimeField("対象外とした日時", null=True, editable=False)
    exempter_key = models.CharField(max_length=64, blank=True, editable=False)
    exempter_name = models.CharField("対象外とした人", max_length=200, blank=True, editable=False)
    exemption_reason = models.TextField("対象外とした理由", blank=True, editable=False)

    objects = IdentifierQuerySet.as_manager()

    class Meta:
        verbose_name = "識別情報"
        verbose_name_plural = "識別情報"
        default_permissions = ()
        constraints = [
            # A telephone may be shared by a whole office; the others name one customer, unless
            # staff said that the mark is not this one's.
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=~Q(kind=IdentifierKind.PHONE) & Q(exempted_at=None),
                name="kasuhara_identifier_one_customer",
            ),
            models.UniqueConstraint(
                fields=["customer", "kind", "key"], name="kasuhara_identifier_once"
            ),
            models.CheckConstraint(
                condition=(
                    Q(exempted_at=None, exempter_key="", exempter_name="", exemption_reason="")
                    | (
                        Q(exempted_at__isnull=False)
                        & ~Q(exempter_name="")
                        & ~Q(exemption_reason="")
                    )
                ),
                name="kasuhara_exemption_reasoned",
            ),
        ]
        indexes = [models.Index(fields=["kind", "key"], name="kasuhara_identifier_key")]

    def __str__(self) -> str:
        """As staff read it: a row of the host's by the name of its model (得意先 12)."""
        label, _, key = self.value.partition(":")
        if self.kind != IdentifierKind.SUBJECT or not key:
            return self.value
        try:
            return f"{apps.get_model(label)._meta.verbose_name} {key}"
        except (LookupError, ValueError):
            return self.value


class Merge(models.Model):
    """That two customers are one, who said so and why; and who took it back. Never removed."""

    id = models.BigAutoField(primary_key=True)
    kept = models.ForeignKey(
        Customer, verbose_name="統合先", on_delete=models.PROTECT, related_name="merges"
    )
    other = models.ForeignKey(
        Customer, verbose_name="統合した顧客", on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("統合日時", default=clock.now)
    actor_key = models.CharField(max_length=64)
    actor_name = models.CharField("統合した人", max_length=200)
    reason = models.TextField("統合の理由")
    undone_at = models.DateTimeField("解除日時", null=True)
    undoer_key = models.CharField(max_length=64, blank=True)
    undoer_name = models.CharField("解除した人", max_length=200, blank=True)
    undo_reason = models.TextField("解除の理由", blank=True)

    class Meta:
        verbose_name = "顧客の統合"
        verbose_name_plural = "顧客の統合"
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["other"], condition=Q(undone_at=None), name="kasuhara_merged_once"
            ),
            models.CheckConstraint(
                condition=~Q(kept=F("other")), name="kasuhara_merge_not_into_itself"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="kasuhara_merge_reasoned"),
            models.CheckConstraint(
                condition=(
                    Q(undone_at=None, undoer_key="", undoer_name="", undo_reason="")
                    | (Q(undone_at__isnull=False) & ~Q(undoer_name="") & ~Q(undo_reason=""))
                ),
                name="kasuhara_unmerge_reasoned",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.other} → {self.kept}"
