"""What a shop changes from day to day, in the Wagtail admin under 設定."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, BaseSiteSetting
from wagtail.log_actions import get_active_log_context
from wagtail.models import Site

from kasuhara_plugin.core.audit import record


class AuditedSettings(models.Model):
    """A changed setting is an act: who changed what is kept (law 4)."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            before = type(self).objects.filter(pk=self.pk).first()  # type: ignore[attr-defined]
            super().save(*args, **kwargs)
            if changed := _difference(before or type(self)(), self):
                act = f"{self._meta.model_name}.change"
                record(act, self, by=get_active_log_context().user, data=changed)


class ShopSettings(AuditedSettings, BaseSiteSetting):
    """Who the shop is, on one site: shown in the policy, at the form and in notices."""

    id = models.BigAutoField(primary_key=True)
    company = models.CharField("会社名", max_length=100, blank=True)
    contact_name = models.CharField("お客様窓口の名称", max_length=100, blank=True)
    contact_phone = models.CharField("お客様窓口の電話番号", max_length=30, blank=True)
    contact_email = models.EmailField("お客様窓口のメールアドレス", blank=True)
    contact_hours = models.CharField(
        "受付時間", max_length=100, blank=True, help_text="例：平日 10:00～17:00（土日祝日を除く）"
    )

    panels = [
        FieldPanel("company"),
        MultiFieldPanel(
            [
                FieldPanel("contact_name"),
                FieldPanel("contact_phone"),
                FieldPanel("contact_email"),
                FieldPanel("contact_hours"),
            ],
            heading="お客様窓口",
        ),
    ]

    class Meta:
        verbose_name = "会社とお客様窓口"
        default_permissions = ("change",)

    def __str__(self) -> str:
        return self.company or "会社とお客様窓口"

    def site_or_none(self) -> Site | None:
        """None where no Wagtail site answers."""
        return self.site if self.site_id else None


def shop_of(request: HttpRequest) -> ShopSettings:
    """The shop's data for this request; empty where no Wagtail site answers for it."""
    try:
        return ShopSettings.for_request(request)
    except ShopSettings.DoesNotExist:
        return ShopSettings()


def shop_of_default_site() -> ShopSettings:
    """For what is written without a request: a mail, a message that is kept. Its site comes along."""
    rows = ShopSettings.objects.select_related("site")
    if shop := rows.filter(site__is_default_site=True).first():
        return shop
    site = Site.objects.filter(is_default_site=True).first()
    return ShopSettings.for_site(site) if site else ShopSettings()


class DecisionRule(models.TextChoices):
    """Law 2: how many people a restriction takes."""

    TWO = "two", "二人（申請した人とは別の人が承認する）"
    ONE = "one", "一人（責任者が一人の店。申請した人も承認できる）"


class RuleSettings(AuditedSettings, BaseGenericSetting):
    """How the shop works. One row for the whole shop: a flag does not stop at a site's border."""

    id = models.BigAutoField(primary_key=True)
    decision_rule = models.CharField(
        "決裁", max_length=3, choices=DecisionRule.choices, default=DecisionRule.TWO
    )
    review_after_days = models.PositiveSmallIntegerField(
        "見直しまでの日数",
        default=90,
        validators=[MinValueValidator(1)],
        help_text="終了日も見直し日も決めずに申請したとき、この日数の後に見直します。",
    )
    appeal_days = models.PositiveSmallIntegerField(
        "異議をお受けする期間（日）",
        default=30,
        validators=[MinValueValidator(1)],
        help_text="取引制限が適用された日から数えます。",
    )
    must_read = models.BooleanField(
        "次のご訪問時のお知らせ",
        default=False,
        help_text="有効にすると、取引制限が適用されたお客様が次にログインしてサイトを開いたときにお知らせを表示し、確認した日時を記録します。",
    )
    staff_mail = models.BooleanField(
        "決裁のお願いのメール",
        default=True,
        help_text="申請、緊急の適用、異議の申立てがあったとき、決裁できる人にメールでお知らせします。",
    )
    policy_review_months = models.PositiveSmallIntegerField(
        "方針を見直す間隔（か月）",
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text="施行日または前の見直しからこの期間が過ぎる前に、お知らせします。",
    )
    attestation = models.BooleanField(
        "従業員による方針の確認",
        default=False,
        help_text="有効にすると、従業員一人ひとりに方針を読んだことの確認をお願いします。",
    )
    attestation_months = models.PositiveSmallIntegerField(
        "確認をお願いする間隔（か月）",
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("decision_rule"),
                FieldPanel("review_after_days"),
                FieldPanel("appeal_days"),
                FieldPanel("must_read"),
                FieldPanel("staff_mail"),
            ],
            heading="取引制限",
        ),
        MultiFieldPanel(
            [
                FieldPanel("policy_review_months"),
                FieldPanel("attestation"),
                FieldPanel("attestation_months"),
            ],
            heading="方針の見直しと確認",
        ),
    ]

    class Meta:
        verbose_name = "運用ルール"
        default_permissions = ("change",)

    def __str__(self) -> str:
        return "運用ルール"


def _difference(before: models.Model, after: models.Model) -> dict[str, list[Any]]:
    """What a person could have changed, as ``{name: [before, after]}``."""
    names = [
        field.attname for field in after._meta.fields if field.editable and not field.primary_key
    ]
    pairs = {name: [getattr(before, name), getattr(after, name)] for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
