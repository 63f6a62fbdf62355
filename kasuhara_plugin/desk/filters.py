"""What the desk's list of customers is filtered by: what the rooms above know of them as well."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.filters import choice
from kasuhara_plugin.customers.filters import CustomerFilterSet
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.flags.models import AccountFlag
from kasuhara_plugin.flags.vocabulary import Level


class DeskCustomerFilterSet(CustomerFilterSet):
    """Who is restricted is told to whoever may read flags."""

    flagged = choice(
        "取引制限フラグ",
        [("restricted", "取引制限中"), ("any", "適用中のフラグあり（要注意を含む）")],
        method="with_flag",
    )

    def __init__(self, data: Any = None, queryset: Any = None, *, request: Any, **kwargs: Any):
        super().__init__(data, queryset, request=request, **kwargs)
        if not request.user.has_perm("kasuhara_plugin.view_accountflag"):
            del self.filters["flagged"]

    def with_flag(self, rows: QuerySet[Customer], name: str, value: str) -> QuerySet[Customer]:
        """The customer's own flag, or one of somebody who was merged into it."""
        flags = AccountFlag.objects.in_force(clock.now()).order_by()
        if value == "restricted":
            flags = flags.exclude(level=Level.WATCH)
        own = flags.filter(customer=OuterRef("pk"))
        merged = flags.filter(customer__merged_into=OuterRef("pk"))
        # Not EXISTS: for a short page PostgreSQL would make a table of all flags in force.
        either = Coalesce(*(Subquery(part.values("pk")[:1]) for part in (own, merged)))
        return rows.alias(flag_in_force=either).filter(flag_in_force__isnull=False)
