"""お問い合わせ: every message that was received, also the joined and the held ones."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.append_only import AppendOnly
from kasuhara_plugin.core.prepared import Given, Prepared
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.inquiries.vocabulary import Channel, Kept, Way, sentence
from kasuhara_plugin.inquiries.wording.harsh import HARSH
from kasuhara_plugin.policy.models import PolicyVersion


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    def held(self, now: datetime | None = None) -> "InquiryQuerySet":
        """What waits until its hour or until somebody releases it."""
        return self.filter(held_until__gt=now or clock.now(), released_at=None)

    def inbox(self, now: datetime | None = None) -> "InquiryQuerySet":
        """What is to be read now: the threads, without what is held."""
        waiting = Q(held_until__gt=now or clock.now(), released_at=None)
        return self.filter(first=None).exclude(waiting)


class Inquiry(models.Model):
    """One message, as typed. A receipt means that this row is committed (law 1).

    What was said before stands in a row of its own that points at the ``first`` of its thread. That one
    is ``waiting_since`` the moment from which the customer waits for an answer, until there is one.
    """

    id = models.BigAutoField(primary_key=True)
    number = models.CharField("受付番号", max_length=20, unique=True, editable=False)
    channel = models.CharField(
        "受付の経路", max_length=20, choices=Channel.choices, default=Channel.WEB_INQUIRY
    )
    form = models.CharField("フォーム", max_length=100, blank=True, editable=False)
    customer = models.ForeignKey(
        Customer, verbose_name="顧客", null=True, on_delete=models.PROTECT, related_name="inquiries"
    )
    proven = models.BooleanField("ログイン済み", default=False)
    name = models.CharField("お名前", max_length=100, blank=True)
    email = models.CharField("メールアドレス", max_length=320, blank=True)
    phone = models.CharField("電話番号", max_length=30, blank=True)
    order_number = models.CharField("ご注文番号", max_length=50, blank=True)
    category = models.CharField("種類", max_length=100, blank=True)
    subject = models.CharField("件名", max_length=100, blank=True)
    body = models.TextField("お問い合わせ内容")
    extra = models.JSONField("追加の項目", default=dict, blank=True)
    outcome = models.CharField(
        "受付時の判定", max_length=8, choices=Kept.choices, default=Kept.ACCEPTED, db_index=True
    )
    reasons = models.JSONField("判定の理由", default=list, blank=True)
    first = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="最初のお問い合わせ",
        null=True,
        related_name="repeats",
        editable=False,
        db_index=False,  # almost all of it would be empty; below is one of the others
    )
    nth = models.PositiveIntegerField("何回目か", default=1, editable=False)
    held_until = models.DateTimeField("保留の期限", null=True, blank=True)
    released_at = models.DateTimeField("保留を解いた日時", null=True, editable=False)
    released_key = models.CharField(max_length=64, blank=True, editable=False)
    released_name = models.CharField("保留を解いた人", max_length=200, blank=True, editable=False)
    notice_due_at = models.DateTimeField(null=True, editable=False)
    waiting_since = models.DateTimeField("お待たせしている日時", null=True, editable=False)
    received_at = models.DateTimeField("受付日時", default=clock.now)
    policy_version = models.ForeignKey(
        PolicyVersion,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="inquiries",
        verbose_name="受付時の方針の版",
    )
    logged_key = models.CharField(max_length=64, blank=True, editable=False)
    logged_name = models.CharField("記録した人", max_length=200, blank=True, editable=False)
    sender_key = models.CharField(max_length=330, editable=False)
    network_key = models.CharField(max_length=64, blank=True, editable=False)
    text_key = models.CharField(max_length=64, blank=True, editable=False)
    substance = models.TextField(blank=True, editable=False)
    outline = models.BinaryField(max_length=256, default=b"", editable=False)
    substance_version = models.PositiveSmallIntegerField(default=0, editable=False, db_index=True)
    token = models.CharField(max_length=64, null=True, unique=True, editable=False)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = "お問い合わせ"
        verbose_name_plural = "お問い合わせ"
        default_permissions = ("view", "add")
        permissions = [
            ("release_inquiry", "保留のお問い合わせを解除する"),
            ("answer_inquiry", "お問い合わせへの回答を記録する"),
            ("handle_assigned_inquiry", "担当になったお問い合わせを閲覧し、回答する"),
        ]
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["sender_key", "received_at"], name="kasuhara_inquiry_sender"),
            models.Index(
                fields=["first"],
                name="kasuhara_inquiry_thread",
                condition=Q(first__isnull=False),
            ),
            models.Index(
                fields=["network_key", "received_at"],
                name="kasuhara_inquiry_network",
                condition=~Q(network_key=""),
            ),
            models.Index(
                fields=["channel", "id"],
                name="kasuhara_inquiry_channel",
                condition=~Q(channel=Channel.WEB_INQUIRY),  # which almost all are
            ),
            models.Index(fields=["received_at", "id"], name="kasuhara_inquiry_received"),
            models.Index(
                fields=["category", "id"],
                name="kasuhara_inquiry_category",
                condition=~Q(category=""),
            ),
            models.Index(
                fields=["id", "waiting_since"],
                name="kasuhara_inquiry_waiting",
                condition=Q(waiting_since__isnull=False),
            ),
            models.Index(
                fields=["notice_due_at"],
                name="kasuhara_inquiry_notice",
                condition=Q(notice_due_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=Kept.HELD, held_until__isnull=False)
                | (~Q(outcome=Kept.HELD) & Q(held_until=None)),
                name="kasuhara_inquiry_held",
            ),
            models.CheckConstraint(
                condition=Q(released_at=None) | Q(held_until__isnull=False),
                name="kasuhara_inquiry_released",
            ),
            models.CheckConstraint(
                condition=Q(first=None) | ~Q(first=F("id")), name="kasuhara_inquiry_first"
            ),
            models.CheckConstraint(condition=Q(nth__gte=1), name="kasuhara_inquiry_nth"),
        ]

    def __str__(self) -> str:
        """Where somebody may see it who did not ask to: without a harsh subject."""
        subject = "" if HARSH.kinds(self.subject) else self.subject
        return f"{self.number} {subject}".strip()

    def is_held(self, now: datetime | None = None) -> bool:
        waits = self.held_until is not None and self.held_until > (now or clock.now())
        return waits and self.released_at is None

    def state_label(self) -> str:
        """What a person reads in a list."""
        if self.outcome == Kept.HELD and not self.is_held():
            return "受付（保留を解除）"
        return str(self.get_outcome_display())

    def state_for_customer(self) -> str:
        if self.is_held():
            return "お預かりしています"
        return "回答済み" if self.thread().answers.all() else "受け付けました"

    def reason_sentences(self) -> list[str]:
        return [sentence(reason) for reason in self.reasons]

    def thread(self) -> "Inquiry":
        return self.first or self

    def times_said(self) -> int:
        """Of the first of a thread: how often it was said by now."""
        counted = _REPEATS.rows(first=self.pk)
        return 1 + (counted[0][0] if counted else 0)


_REPEATS = Prepared(
    Inquiry,
    lambda: (
        Inquiry.objects.filter(first=Given("first", models.BigIntegerField()))
        .order_by()
        .values("first")
        .annotate(times=models.Count("pk"))
        .values_list("times")
    ),
)


class Answer(AppendOnly):
    """What the shop answered to a thread, and how. Shown to the customer who is proven."""

    id = models.BigAutoField(primary_key=True)
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="answers")
    way = models.CharField("回答の方法", max_length=10, choices=Way.choices)
    body = models.TextField("回答の内容")
    at = models.DateTimeField("回答日時", default=clock.now)
    actor_key = models.CharField(max_length=64)
    actor_name = models.CharField("回答した人", max_length=200)

    class Meta:
        verbose_name = "回答"
        verbose_name_plural = "回答"
        default_permissions = ()
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.actor_name}"


class SenderLock(models.Model):
    """One row per sender or network: writing it makes their messages wait for one another."""

    key = models.CharField(max_length=330, primary_key=True)
    touched_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.key
