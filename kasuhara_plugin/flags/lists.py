"""The lists of flags and of refusals: of any length, found by customer or by a number."""

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property

from kasuhara_plugin.core.paging import NewestFirstView
from kasuhara_plugin.flags import finding
from kasuhara_plugin.flags.bulk import ChooseFlagColumn
from kasuhara_plugin.flags.choosing import OffersProposal
from kasuhara_plugin.flags.models import AccountFlag, AccountFlagQuerySet, Refusal


class FlagIndexView(OffersProposal, NewestFirstView):
    NEAR = 2_000  # each brings its customer
    results_template_name = "kasuhara_plugin/admin/flag_index_results.html"

    @cached_property
    def columns(self) -> list[Any]:
        listed = super().columns
        return [ChooseFlagColumn("choose", label="選択"), *listed] if self.may_lift else listed

    @property
    def may_lift(self) -> bool:
        return self.user_has_permission("lift")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_lift=self.may_lift, **kwargs)

    def get_base_queryset(self) -> AccountFlagQuerySet:
        rows: AccountFlagQuerySet = super().get_base_queryset()
        return rows.select_related("customer").prefetch_related("decisions")

    def names_its_rows(self) -> bool:
        return bool(self.request.GET.get("waiting"))

    def search_queryset(self, queryset: AccountFlagQuerySet) -> AccountFlagQuerySet:
        return queryset.filter(finding.flags(self.search_query))

    def through_index(self, queryset: QuerySet[AccountFlag]) -> QuerySet[AccountFlag]:
        return queryset.filter(finding.flags(self.search_query, using=queryset.db))


class RefusalIndexView(NewestFirstView):
    NEAR = 1_500  # each brings its flag and its customer
    newest_first = ("at", "id")

    def get_base_queryset(self) -> QuerySet[Refusal]:
        return super().get_base_queryset().select_related("flag__customer")

    def search_queryset(self, queryset: QuerySet[Refusal]) -> QuerySet[Refusal]:
        return queryset.filter(finding.refusals(self.search_query))

    def through_index(self, queryset: QuerySet[Refusal]) -> QuerySet[Refusal]:
        return queryset.filter(finding.refusals(self.search_query, using=queryset.db))
