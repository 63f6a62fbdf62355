"""What the policy room keeps: versions, the approvals behind them, reviews, confirmations."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.append_only import AppendOnly, AppendOnlyQuerySet
from kasuhara_plugin.core.site_settings import DecisionRule
from kasuhara_plugin.policy.importer import read_text
from kasuhara_plugin.policy.outline import Section, numbered


class PolicyApproval(AppendOnly):
    """Somebody agreed that a draft becomes public, exactly as it was (``digest``).

    Law 2 stands as a constraint: the approver is not the author, unless the shop ran by 一人.
    Both are empty where the system published the first version of all.
    """

    id = models.BigAutoField(primary_key=True)
    page_key = models.CharField("ページのキー", max_length=64)
    revision_key = models.CharField("下書きのキー", max_length=64)
    digest = models.CharField("下書きのダイジェスト", max_length=64)
    author_key = models.CharField("作成者のキー", max_length=64, blank=True)
    author_name = models.CharField("作成者", max_length=200)
    approver_key = models.CharField("承認者のキー", max_length=64, blank=True)
    approver_name = models.CharField("承認者", max_length=200)
    rule = models.CharField("決裁", max_length=3, choices=DecisionRule.choices)
    reason = models.TextField("コメント", blank=True)
    at = models.DateTimeField("承認日時", default=clock.now)

    class Meta:
        verbose_name = "方針の承認"
        verbose_name_plural = "方針の承認"
        default_permissions = ()
        indexes = [models.Index(fields=["page_key", "digest"], name="kasuhara_policy_approval")]
        constraints = [
            models.CheckConstraint(
                name="kasuhara_policy_two_people",
                condition=Q(rule=DecisionRule.ONE)
                | (~Q(author_key=F("approver_key")) & ~Q(author_key=""))
                | Q(author_key="", approver_key=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.author_name} → {self.approver_name}"


class ReviewTrigger(models.TextChoices):
    """Why the policy is looked at again (policy s9)."""

    SOCIETY = "society", "社会情勢の変化"
    LAW = "law", "法令の改正"
    OPERATION = "operation", "運用の状況"
    SCHEDULE = "schedule", "定期の見直し"


class ReviewDecision(models.TextChoices):
    KEEP = "keep", "今の方針を続ける"
    REVISE = "revise", "方針を改定する"


class PolicyReview(AppendOnly):
    """The policy was reviewed (policy s9). The version that came of it points here."""

    id = models.BigAutoField(primary_key=True)
    trigger = models.CharField("きっかけ", max_length=10, choices=ReviewTrigger.choices)
    findings = models.TextField("確認したこと", max_length=4_000)
    decision = models.CharField("結論", max_length=6, choices=ReviewDecision.choices)
    next_review_on = models.DateField("次の見直し日")
    reviewer_key = models.CharField("記録者のキー", max_length=64)
    reviewer_name = models.CharField("記録者", max_length=200)
    at = models.DateTimeField("記録日時", default=clock.now)

    class Meta:
        verbose_name = "方針の見直し"
        verbose_name_plural = "方針の見直し"
        default_permissions = ("add", "view")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{clock.day(self.at):%Y-%m-%d} {self.get_trigger_display()}"


class PolicyVersionQuerySet(AppendOnlyQuerySet):
    def series(self, site_key: int, language: Any) -> Self:
        """The versions of one site in one language, the newest first."""
        return self.filter(site_key=site_key, language=language).order_by("-number")

    def in_force(self, day: date) -> Self:
        """Those whose 施行日 has come; the first row of a series is the one that holds."""
        return self.filter(effective_on__lte=day)

    def light(self) -> Self:
        """Without the texts: for lists."""
        return self.defer("text", "clauses", "notices", "contact")


class PolicyVersion(AppendOnly):
    """The policy as it was published. It outlives its page, and nobody changes it.

    ``text`` is the whole text in the importer's format, the shop's data filled in; ``digest``
    its SHA-256 (UTF-8). ``clauses`` are the ids that this version's clauses have, in reading
    order, as ``[[id, text], …]``. ``notices`` and ``contact`` are what stood beside the text.
    """

    id = models.BigAutoField(primary_key=True)
    site_key = models.PositiveIntegerField("サイト")
    language = models.CharField("言語", max_length=20)
    number = models.PositiveIntegerField("版")
    title = models.CharField("題名", max_length=255)
    text = models.TextField("本文")
    digest = models.CharField("SHA-256", max_length=64)
    clauses = models.JSONField("条項", default=list)
    notices = models.JSONField("本文のほかの掲載事項", default=dict)
    contact = models.JSONField("会社とお客様窓口", default=dict)
    established_on = models.DateField("制定日")
    revised_on = models.DateField("改定日", null=True)
    effective_on = models.DateField("施行日")
    published_at = models.DateTimeField("公開日時", default=clock.now)
    change_summary = models.TextField("変更した点", blank=True)
    change_reason = models.TextField("変更の理由", blank=True)
    approval = models.ForeignKey(
        PolicyApproval, models.PROTECT, related_name="versions", verbose_name="承認"
    )
    review = models.ForeignKey(
        PolicyReview, models.PROTECT, null=True, related_name="versions", verbose_name="見直し"
    )
    translates = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="translations", verbose_name="原文の版"
    )

    objects = PolicyVersionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "方針の版"
        verbose_name_plural = "方針の版"
        default_permissions = ("view",)
        ordering = ["site_key", "language", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["site_key", "language", "number"], name="kasuhara_policy_version_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} 第{self.number}版"

    @property
    def sections(self) -> tuple[Section, ...]:
        return numbered(read_text(self.text).sections)

    def clause(self, clause_id: str) -> str | None:
        """What the clause says in this version; None if it has no such clause."""
        return dict(self.clauses).get(clause_id)


class ClauseBasis(models.Model):
    """Which clause of a version a type of behaviour, or a reason to end a talk, rests on."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="bases")
    code = models.CharField("行為の類型・中断の理由", max_length=40)
    clause = models.CharField("条項", max_length=20, blank=True)

    class Meta:
        verbose_name = "条項の対応"
        verbose_name_plural = "条項の対応"
        default_permissions = ("change",)
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="kasuhara_clause_basis_code")
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.clause or '—'}"


class Attestation(AppendOnly):
    """A member of staff confirmed to have read a version. Nobody can do it for another."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="attestations")
    person_key = models.CharField("職員のキー", max_length=64, db_index=True)
    person_name = models.CharField("職員", max_length=200)
    at = models.DateTimeField("確認日時", default=clock.now)

    class Meta:
        verbose_name = "方針の確認"
        verbose_name_plural = "方針の確認"
        default_permissions = ("add", "view")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.person_name}（第{self.version.number}版）"
