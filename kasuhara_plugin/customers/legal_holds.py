"""記録の保全: while it stands, no record of the customer is removed, whatever its retention says."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from kasuhara_plugin.core import clock
from kasuhara_plugin.customers.models import Customer


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def standing(self) -> "LegalHoldQuerySet":
        """Those that nobody released."""
        return self.filter(released_at=None)

    def roots(self) -> "models.QuerySet[LegalHold, int]":
        """The keys of the customers that were kept, whom these hold with all that was merged."""
        return self.order_by().values_list(Coalesce("customer__merged_into", "customer"), flat=True)


class LegalHold(models.Model):
    """Who has the records of a customer kept, when and why; and who released them. Never removed."""

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey(
        Customer, verbose_name="顧客", on_delete=models.PROTECT, related_name="holds"
    )
    at = models.DateTimeField("保全した日時", default=clock.now)
    actor_key = models.CharField(max_length=64)
    actor_name = models.CharField("保全した人", max_length=200)
    reason = models.TextField("保全の理由")
    released_at = models.DateTimeField("解除日時", null=True)
    releaser_key = models.CharField(max_length=64, blank=True)
    releaser_name = models.CharField("解除した人", max_length=200, blank=True)
    release_reason = models.TextField("解除の理由", blank=True)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        verbose_name = "記録の保全"
        verbose_name_plural = "記録の保全"
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(released_at=None), name="kasuhara_hold_stands_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="kasuhara_hold_reasoned"),
            models.CheckConstraint(
                condition=(
                    Q(released_at=None, releaser_key="", releaser_name="", release_reason="")
                    | (Q(released_at__isnull=False) & ~Q(releaser_name="") & ~Q(release_reason=""))
                ),
                name="kasuhara_hold_release_reasoned",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer}：記録の保全"
