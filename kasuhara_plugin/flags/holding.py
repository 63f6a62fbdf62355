"""保留した注文: an order that a payment completed while its customer was restricted. The row stays,
is marked, and a person releases or cancels it, with a reason."""

from typing import Any

from django.db import models, transaction
from django.db.models import Q

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.errors import AlreadyDecided, NotPermitted
from kasuhara_plugin.core.usable import require_usable
from kasuhara_plugin.flags.looking import Restriction, restriction_of
from kasuhara_plugin.flags.models import AccountFlag
from kasuhara_plugin.flags.vocabulary import scope_label
from kasuhara_plugin.flags.wording import REASON_LIMIT
from kasuhara_plugin.signals import order_held, order_hold_ended


class Outcome(models.TextChoices):
    RELEASED = "released", "保留を解除"
    CANCELLED = "cancelled", "注文を取り消し"


class HeldOrder(models.Model):
    """One order of the host's, by its soft link. Never removed."""

    id = models.BigAutoField(primary_key=True)
    order = models.CharField("注文", max_length=200, db_index=True)  # "shop.order:12"
    order_name = models.CharField("注文", max_length=200, blank=True)
    scope = models.CharField("取引", max_length=40)
    flag = models.ForeignKey(
        AccountFlag, verbose_name="フラグ", on_delete=models.PROTECT, related_name="held_orders"
    )
    at = models.DateTimeField("保留した日時", default=clock.now)
    outcome = models.CharField("結果", max_length=9, choices=Outcome.choices, blank=True)
    ended_at = models.DateTimeField("決定した日時", null=True)
    actor_key = models.CharField(max_length=64, blank=True)
    actor_name = models.CharField("決定した人", max_length=200, blank=True)
    reason = models.TextField("理由", blank=True)

    class Meta:
        verbose_name = "保留した注文"
        verbose_name_plural = "保留した注文"
        default_permissions = ("view",)
        permissions = [("release_heldorder", "保留した注文を解除・取り消しできる")]
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(outcome=""), name="kasuhara_held_once"
            ),
            models.CheckConstraint(
                condition=(
                    Q(outcome="", ended_at=None, actor_name="", reason="")
                    | (~Q(outcome="") & Q(ended_at__isnull=False) & ~Q(reason=""))
                ),
                name="kasuhara_hold_ended_reasoned",
            ),
        ]

    def __str__(self) -> str:
        return self.order_name or self.order

    @property
    def scope_label(self) -> str:
        return scope_label(self.scope)

    def state_label(self) -> str:
        return self.get_outcome_display() if self.outcome else "保留中"


def hold(order: models.Model, restriction: Restriction) -> HeldOrder:
    """Marks an order that is written already, in its transaction."""
    with transaction.atomic():
        row, new = HeldOrder.objects.get_or_create(
            order=link(order),
            outcome="",
            defaults={
                "order_name": str(order)[:200],
                "scope": restriction.scope,
                "flag_id": restriction.flag_id,
            },
        )
        if new:
            audit.record("order.hold", row, by=None, data={"order": row.order})
            _tell(order_held, row)
    return row


def held(order: models.Model) -> Restriction | None:
    """Why the order is held, or None if it is not."""
    row = HeldOrder.objects.filter(order=link(order), outcome="").select_related("flag").first()
    return restriction_of(row.flag, row.scope, proven=False) if row else None


def release(order: models.Model, *, reason: str, by: Any) -> HeldOrder:
    """The order goes on after all. Raises ``NotPermitted``, ``UnusableText``, ``AlreadyDecided``."""
    return end(Q(order=link(order)), Outcome.RELEASED, reason=reason, by=by)


def cancel(order: models.Model, *, reason: str, by: Any) -> HeldOrder:
    """The order does not go on; the host hears of it by ``order_hold_ended`` and acts on it."""
    return end(Q(order=link(order)), Outcome.CANCELLED, reason=reason, by=by)


def end(which: Q, outcome: Outcome, *, reason: str, by: Any) -> HeldOrder:
    if not by.has_perm("kasuhara_plugin.release_heldorder"):
        raise NotPermitted("保留した注文を扱う権限がありません。")
    require_usable(reason, limit=REASON_LIMIT)
    with transaction.atomic():
        row = HeldOrder.objects.select_for_update().filter(which, outcome="").first()
        if row is None:
            raise AlreadyDecided("この注文は保留されていないか、すでに決定されています。")
        who = audit.actor(by)
        row.outcome, row.reason, row.ended_at = outcome, reason, clock.now()
        row.actor_key, row.actor_name = who.key, who.name
        row.save()
        audit.record(f"order.{outcome}", row, by=by, reason=reason, data={"order": row.order})
        _tell(order_hold_ended, row)
    return row


def link(order: models.Model) -> str:
    model = order._meta.concrete_model or type(order)  # of a proxy, its own model
    return f"{model._meta.label_lower}:{order.pk}"


def _tell(signal: Any, row: HeldOrder) -> None:
    transaction.on_commit(lambda: signal.send(sender=HeldOrder, held=row), robust=True)
