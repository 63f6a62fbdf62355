"""取引制限フラグ: what is restricted, and the decisions that people made about it."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.db.models.functions import Cast

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.append_only import AppendOnly
from kasuhara_plugin.core.site_settings import DecisionRule
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.flags import scopes
from kasuhara_plugin.flags.vocabulary import (
    APPEAL_VERDICTS,
    REASONED,
    VERDICTS,
    Act,
    Level,
    Status,
    scope_label,
    scope_label_for_customer,
)
from kasuhara_plugin.policy.models import PolicyVersion


class AccountFlagQuerySet(models.QuerySet["AccountFlag"]):
    def in_force(self, now: datetime) -> "AccountFlagQuerySet":
        """Flags that act at this moment. The clock decides; nothing has to run for an end."""
        return self.not_over(now).filter(starts_at__lte=now)

    def not_over(self, now: datetime) -> "AccountFlagQuerySet":
        """Those in force, and those decided on that will be."""
        return self._began(now).filter(
            ~Exists(_decision(Act.REJECTED, Act.LIFTED)),
            Q(until=None) | Q(until__gte=clock.day(now)),
        )

    def waiting(self, now: datetime | None = None) -> "AccountFlagQuerySet":
        """Flags that nobody has decided on yet, the urgent ones that still act included."""
        now = now or clock.now()
        acting = Q(lapses_at__gt=now) & (Q(until=None) | Q(until__gte=clock.day(now)))
        # Two questions: PostgreSQL answers each from the index that its constraint has anyway.
        undecided = (~Exists(_decision(*VERDICTS)), ~Exists(_decision(Act.LIFTED)))
        return self.exclude(level=Level.WATCH).filter(Q(lapses_at=None) | acting, *undecided)

    def with_status(self, status: str, now: datetime) -> "AccountFlagQuerySet":
        """The flags of which ``AccountFlag.status`` says this at this moment."""
        rejected, lifted = (Exists(_decision(act)) for act in (Act.REJECTED, Act.LIFTED))
        if status == Status.REJECTED:
            return self.filter(rejected)
        if status == Status.LIFTED:
            return self.filter(lifted, ~rejected)
        rows = self.filter(~Exists(_decision(Act.REJECTED, Act.LIFTED)))
        confirmed = Exists(_decision(Act.APPROVED, Act.RATIFIED))
        if status == Status.PROPOSED:
            return rows.exclude(level=Level.WATCH).filter(~confirmed, lapses_at=None)
        if status == Status.LAPSED:
            return rows.exclude(level=Level.WATCH).filter(~confirmed, lapses_at__lte=now)
        ended = Q(until__lt=clock.day(now))
        rows = rows.filter(ended if status == Status.EXPIRED else Q(until=None) | ~ended)
        return rows._began(now)

    def _began(self, now: datetime) -> "AccountFlagQuerySet":
        """Those that need no confirmation, or have one. It is joined, since PostgreSQL reads all
        the decisions there are for an EXISTS that stands after OR."""
        acts = Q(decisions__act__in=[Act.APPROVED, Act.RATIFIED])
        rows = self.alias(confirmation=FilteredRelation("decisions", condition=acts))
        of_itself = Q(level=Level.WATCH) | Q(lapses_at__gt=now)
        return rows.filter(of_itself | Q(confirmation__isnull=False))

    def in_scope(self, scope: str) -> "AccountFlagQuerySet":
        """The flags that say no to this, or would if they were in force (``covers``)."""
        said = Cast("scopes", models.TextField())  # SQLite has no question for a list's element
        rows = self.annotate(said=said).filter(~Q(level=Level.WATCH))
        as_kept, as_read = (json.dumps(scope, ensure_ascii=escaped) for escaped in (True, False))
        named = Q(said__contains=as_kept) | Q(said__contains=as_read)  # PostgreSQL writes 特急 out
        return rows.filter(Q(level=Level.REFUSE) | named)

    def appealed(self) -> "AccountFlagQuerySet":
        """Flags with an appeal that nobody has decided on yet."""
        return self.filter(
            Exists(_decision(Act.APPEALED)), ~Exists(_decision(*APPEAL_VERDICTS, Act.LIFTED))
        )


class AccountFlag(models.Model):
    """A restriction of one customer. Its status is derived, never stored."""

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey(
        Customer, verbose_name="顧客", on_delete=models.PROTECT, related_name="flags"
    )
    level = models.CharField("区分", max_length=6, choices=Level.choices, default=Level.LIMIT)
    scopes = models.JSONField("制限する取引", default=list, blank=True)
    reason = models.TextField("理由（社内用）")
    customer_message = models.TextField("お客様へのご説明", blank=True)
    policy_version = models.ForeignKey(
        PolicyVersion,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="flags",
        verbose_name="根拠となる方針の版",
    )
    clauses = models.JSONField("根拠となる方針の条項", default=list, blank=True)
    evidence = models.JSONField("確認した記録", default=list, blank=True)
    notify = models.BooleanField("メールでお知らせする", default=True)
    lapses_at = models.DateTimeField("追認の期限", null=True, blank=True, editable=False)
    starts_at = models.DateTimeField("開始日時", default=clock.now)
    until = models.DateField("終了日", null=True, blank=True, help_text="この日の終わりまで。")
    review_on = models.DateField("見直し日", null=True, blank=True)
    proposer_key = models.CharField(max_length=64, editable=False)
    proposer_name = models.CharField("申請者", max_length=200, editable=False)
    proposed_at = models.DateTimeField("申請日時", default=clock.now, editable=False)

    objects = AccountFlagQuerySet.as_manager()

    class Meta:
        verbose_name = "取引制限フラグ"
        verbose_name_plural = "取引制限フラグ"
        default_permissions = ("view",)
        permissions = [
            ("propose_accountflag", "取引制限を申請できる"),
            ("approve_accountflag", "取引制限を承認・却下できる"),
            ("lift_accountflag", "取引制限を解除できる"),
            ("urgent_accountflag", "取引制限を緊急に適用できる"),
            ("appeal_accountflag", "お客様の異議を受け付けられる"),
            ("decide_appeal_accountflag", "異議を決定できる"),
            ("override_restriction", "制限されたお客様の注文を、理由を記して登録できる"),
        ]
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=Level.values), name="kasuhara_flag_level_known"
            ),
            # Law 3: whoever is refused something is told why, and for how long.
            models.CheckConstraint(
                condition=Q(level=Level.WATCH)
                | (~Q(customer_message="") & (Q(until__isnull=False) | Q(review_on__isnull=False))),
                name="kasuhara_flag_explained_and_bounded",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="kasuhara_flag_reasoned"),
            models.CheckConstraint(
                condition=~Q(level=Level.LIMIT) | ~Q(scopes=[]), name="kasuhara_flag_scoped"
            ),
        ]
        indexes = [
            models.Index(fields=["until"], name="kasuhara_flag_until"),
            models.Index(fields=["review_on"], name="kasuhara_flag_review"),
        ]

    def __str__(self) -> str:
        return f"{self.customer}：{self.get_level_display()}"

    def status(self, now: datetime | None = None) -> Status:
        """Derived from the decision rows and the clock. Prefetch ``decisions`` in lists."""
        acts = {decision.act for decision in self.decisions.all()}
        now = now or clock.now()
        for act, status in ((Act.REJECTED, Status.REJECTED), (Act.LIFTED, Status.LIFTED)):
            if act in acts:
                return status
        if self.level != Level.WATCH and acts.isdisjoint((Act.APPROVED, Act.RATIFIED)):
            if self.lapses_at is None:
                return Status.PROPOSED
            if self.lapses_at <= now:
                return Status.LAPSED
        ended = self.until is not None and clock.day(now) > self.until
        return Status.EXPIRED if ended else Status.ACTIVE

    def awaits_ratification(self, now: datetime | None = None) -> bool:
        """Acts already, on one person's word, and lapses unless another stands by it."""
        acts = {decision.act for decision in self.decisions.all()}
        urgent = self.lapses_at is not None and acts.isdisjoint(VERDICTS)
        return urgent and self.status(now) == Status.ACTIVE

    @property
    def status_label(self) -> str:
        return self.status().label

    def covers(self, scope: str) -> bool:
        if self.level == Level.WATCH:
            return False
        return self.level == Level.REFUSE or scope in self.scopes

    def grounds(self) -> list[tuple[str, str]]:
        """The clauses it rests on, in the words of the version that held when it was proposed."""
        version = self.policy_version
        return [(clause, (version and version.clause(clause)) or "") for clause in self.clauses]

    def scope_labels(self) -> list[str]:
        return [scope_label(scope) for scope in self.all_scopes()]

    def scope_labels_for_customer(self) -> list[str]:
        return [scope_label_for_customer(scope) for scope in self.all_scopes()]

    def all_scopes(self) -> Sequence[str]:
        """The scopes that it closes, those included that the host added."""
        return scopes.known() if self.level == Level.REFUSE else self.scopes


class FlagDecision(AppendOnly):
    """Who decided what about a flag, when, why, and under which rule (law 2)."""

    id = models.BigAutoField(primary_key=True)
    flag = models.ForeignKey(
        AccountFlag, verbose_name="フラグ", on_delete=models.PROTECT, related_name="decisions"
    )
    act = models.CharField("決定", max_length=16, choices=Act.choices)
    rule = models.CharField("決裁", max_length=3, choices=DecisionRule.choices)
    actor_key = models.CharField(max_length=64)
    actor_name = models.CharField("決定者", max_length=200)
    proposer_key = models.CharField(max_length=64)
    amender_key = models.CharField(max_length=64, blank=True)
    approver_key = models.CharField(max_length=64, blank=True)
    reason = models.TextField("理由", blank=True)
    content = models.JSONField("内容", default=dict, blank=True)
    at = models.DateTimeField("日時", default=clock.now)

    class Meta:
        verbose_name = "フラグの決定"
        verbose_name_plural = "フラグの決定"
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["flag"],
                condition=Q(act__in=VERDICTS),
                name="kasuhara_decision_once",
            ),
            models.UniqueConstraint(
                fields=["flag"], condition=Q(act=Act.APPEALED), name="kasuhara_appealed_once"
            ),
            models.UniqueConstraint(
                fields=["flag"],
                condition=Q(act__in=APPEAL_VERDICTS),
                name="kasuhara_appeal_decided_once",
            ),
            models.UniqueConstraint(
                fields=["flag"], condition=Q(act=Act.LIFTED), name="kasuhara_lifted_once"
            ),
            models.CheckConstraint(
                condition=~Q(act__in=[*VERDICTS, *APPEAL_VERDICTS])
                | Q(rule=DecisionRule.ONE)
                | (~Q(actor_key=F("proposer_key")) & ~Q(actor_key=F("amender_key"))),
                name="kasuhara_decision_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(act__in=APPEAL_VERDICTS)
                | Q(rule=DecisionRule.ONE)
                | ~Q(actor_key=F("approver_key")),
                name="kasuhara_appeal_third_person",
            ),
            models.CheckConstraint(
                condition=~Q(act__in=REASONED) | ~Q(reason=""),
                name="kasuhara_decision_reasoned",
            ),
        ]
        indexes = [models.Index(fields=["act", "flag"], name="kasuhara_decision_act")]

    def __str__(self) -> str:
        return f"{self.get_act_display()}（{self.actor_name}）"


class Refusal(AppendOnly):
    """One attempt that the gate refused. Staff find it by the number that the customer was told."""

    id = models.BigAutoField(primary_key=True)
    reference = models.CharField("受付番号", max_length=20, unique=True)
    at = models.DateTimeField("日時", default=clock.now)
    scope = models.CharField("取引", max_length=40)
    door = models.CharField("お断りした画面", max_length=200)
    flag = models.ForeignKey(
        AccountFlag, verbose_name="フラグ", on_delete=models.PROTECT, related_name="refusals"
    )
    proven = models.BooleanField("ご本人（ログイン済み）")
    actor_key = models.CharField(max_length=64, blank=True)
    actor_name = models.CharField("ログイン中のアカウント", max_length=200, blank=True)

    class Meta:
        verbose_name = "お断りの記録"
        verbose_name_plural = "お断りの記録"
        default_permissions = ("view",)
        ordering = ["-id"]
        indexes = [models.Index(fields=["-at", "-id"], name="kasuhara_refusal_newest")]

    def __str__(self) -> str:
        return self.reference

    @property
    def scope_label(self) -> str:
        return scope_label(self.scope)


def _decision(*acts: Act) -> models.QuerySet[Any]:
    return FlagDecision.objects.filter(flag=OuterRef("pk"), act__in=acts)
