"""What the list of customers is filtered by."""

from django.db.models import QuerySet
from wagtail.admin.filters import WagtailFilterSet

from kasuhara_plugin.core.filters import DaysFilter, choice
from kasuhara_plugin.customers.legal_holds import LegalHold
from kasuhara_plugin.customers.models import Customer, PartyType


class CustomerFilterSet(WagtailFilterSet):
    party_type = choice("個人・法人の別", PartyType.choices)
    created_at = DaysFilter("created_at", "登録日")
    held = choice("記録の保全", [("standing", "保全中")], method="under_hold")

    class Meta:
        model = Customer
        fields: list[str] = []

    def under_hold(self, rows: QuerySet[Customer], name: str, value: str) -> QuerySet[Customer]:
        """The customer's own hold, or one of somebody who was merged into it."""
        return rows.filter(pk__in=LegalHold.objects.standing().roots())
