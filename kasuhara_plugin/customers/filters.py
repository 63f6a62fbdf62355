"""What the list of customers is filtered by."""

from wagtail.admin.filters import WagtailFilterSet

from kasuhara_plugin.core.filters import DaysFilter, choice
from kasuhara_plugin.customers.models import Customer, PartyType


class CustomerFilterSet(WagtailFilterSet):
    party_type = choice("個人・法人の別", PartyType.choices)
    created_at = DaysFilter("created_at", "登録日")

    class Meta:
        model = Customer
        fields: list[str] = []
