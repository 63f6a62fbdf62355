"""保存期間: how long each kind of record is kept. What has no number is kept without end.

We know of no law that names a period for them. 個人情報保護法 22条 asks that personal data be erased without
delay once it is no longer needed; what a claim may still need is kept as long as the claim can be
made (民法 166条, 724条, 724条の2: three to five years from knowing of it).
"""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting

from kasuhara_plugin.core.site_settings import AuditedSettings

MOST_YEARS = 100
KINDS = ("flags", "refusals", "notes", "inquiries", "mails", "audit")  # in the order of the run
HELP = (
    "<p>空欄の記録は、期限なく保存します。年数を入力しても、この画面では何も消去されません。消去は、サーバーで "
    "<code>kasuhara_purge</code> を実行したときだけ行われ、監査記録に残ります。消去した記録は元に戻せません。</p>"
    "<p>次の記録は、期間が過ぎても消去しません：記録を保全している顧客の記録、取引制限フラグが申請中または適用中の顧客の記録、"
    "残っているフラグの「確認した記録」。</p>"
    "<p>個人情報保護法22条は、利用する必要がなくなった個人データを遅滞なく消去するよう努めることを求めています。"
    "損害賠償などの請求に備える場合は、消滅時効（民法166条・724条・724条の2：請求できることや、損害と相手を"
    "知った時から3年から5年）が目安になります。年数は、必要に応じて専門家にご相談のうえお決めください。</p>"
)


def _years(name: str, counted_from: str) -> Any:
    return models.PositiveSmallIntegerField(
        f"{name}（年）",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_YEARS)],
        help_text=counted_from,
    )


class RetentionSettings(AuditedSettings, BaseGenericSetting):
    """Years, or None: without end. One row for the whole shop."""

    id = models.BigAutoField(primary_key=True)
    flags_years = _years(
        "取引制限フラグ",
        "解除、却下、期限切れ、失効の日から数えます。決定の履歴、保留した注文、期間を過ぎたお断りの記録、フラグについてのメールも消去します。3年から5年が目安です。",
    )
    refusals_years = _years("お断りの記録", "お断りした日から数えます。3年から5年が目安です。")
    notes_years = _years(
        "対応メモ",
        "最後の変更または取り下げの日（有効期限がそれより後ならその日）から数えます。すべての版を消去します。3年から5年が目安です。",
    )
    inquiries_years = _years("お問い合わせ", "受け付けた日から数えます。3年から5年が目安です。")
    mails_years = _years(
        "送信メール",
        "作成した日から数えます。お客様にお知らせした内容の控えです。5年以上を目安にしてください。",
    )
    audit_years = _years(
        "監査記録",
        "記録した日から数えます。誰が何をしたかの証拠です。特に必要がなければ空欄にしてください。",
    )

    panels = [
        HelpPanel(content=HELP),
        MultiFieldPanel(
            [
                FieldPanel("flags_years"),
                FieldPanel("refusals_years"),
                FieldPanel("notes_years"),
                FieldPanel("inquiries_years"),
            ],
            heading="お客様についての記録",
        ),
        MultiFieldPanel([FieldPanel("mails_years"), FieldPanel("audit_years")], heading="控え"),
    ]

    class Meta:
        verbose_name = "保存期間"
        default_permissions = ("change",)
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{kind}_years": None}) | Q(**{f"{kind}_years__gte": 1}),
                name=f"kasuhara_{kind}_kept_a_year",
            )
            for kind in KINDS
        ]

    def __str__(self) -> str:
        return "保存期間"

    @classmethod
    def current(cls) -> "RetentionSettings":
        """As it stands; unlike ``load`` it writes nothing."""
        return cls.objects.order_by("pk").first() or cls()

    def years(self, kind: str) -> int | None:
        years: int | None = getattr(self, f"{kind}_years")
        return years

    @property
    def is_set(self) -> bool:
        return any(self.years(kind) is not None for kind in KINDS)
