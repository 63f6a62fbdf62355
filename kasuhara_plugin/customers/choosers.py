"""顧客を選択する: ``CustomerChooserWidget`` for a form, also for one of the host's."""

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.admin.ui.tables import Column

from kasuhara_plugin.core.choosers import (
    ChooseView,
    RecordChooser,
    RecordChooserViewSet,
    ResultsView,
    SearchForm,
)
from kasuhara_plugin.core.lookup import number_of
from kasuhara_plugin.customers import searching
from kasuhara_plugin.customers.family import ROOT
from kasuhara_plugin.customers.models import Customer

CARD = "kasuhara_customers:inspect"


class CustomerSearchForm(SearchForm):
    """Finds customers that were merged as the one that was kept."""

    def search(self, objects: QuerySet[Customer], words: str) -> QuerySet[Customer]:
        found = Customer.objects.order_by().filter(matching(words))
        return objects.filter(pk__in=found.values_list(ROOT))


def matching(words: str) -> Q:
    """By what the list of customers finds, or by number."""
    wanted = searching.matching(words) & searching.through_index(words, Customer.objects.db)
    number = number_of(words)
    return wanted if number is None else wanted | Q(pk=number)


class _Columns:
    @property
    def columns(self) -> list[Column]:
        first: Column = self.title_column  # type: ignore[attr-defined]
        first.label = "顧客"
        return [first, Column("organisation", label="会社・団体名"), Column("pk", label="顧客番号")]


class CustomerChooseView(_Columns, ChooseView):
    pass


class CustomerResultsView(_Columns, ResultsView):
    pass


class CustomerChooser(RecordChooser):
    record_url_name = CARD


class CustomerChooserViewSet(RecordChooserViewSet):
    model = Customer
    name = "kasuhara_customer_chooser"
    url_prefix = "kasuhara/choose-customer"
    icon = "user"
    choose_one_text = "顧客を選択する"
    choose_another_text = "別の顧客を選択する"
    edit_item_text = "顧客カードを開く"
    choose_view_class = CustomerChooseView
    choose_results_view_class = CustomerResultsView
    base_widget_class = CustomerChooser
    filter_form_class = CustomerSearchForm
    record_url_name = CARD

    def offered(self) -> QuerySet[Customer]:
        return Customer.objects.filter(merged_into=None)


customer_chooser = CustomerChooserViewSet()
CustomerChooserWidget: Any = customer_chooser.widget_class
