"""フラグを選択する: ``FlagChooserWidget`` for a form, also for one of the host's."""

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
from kasuhara_plugin.customers.choosers import matching
from kasuhara_plugin.customers.family import ROOT
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.flags.models import AccountFlag

RECORD = "kasuhara_flags:inspect"


class FlagSearchForm(SearchForm):
    """By the customer's name, organisation or number, whatever was merged with it included, or
    by the flag's own number."""

    def search(self, objects: QuerySet[AccountFlag], words: str) -> QuerySet[AccountFlag]:
        roots = Customer.objects.order_by().filter(matching(words)).values_list(ROOT)
        people = Q(customer__in=roots) | Q(customer__merged_into__in=roots)
        return objects.filter(people | Q(pk=number_of(words)))


class _Columns:
    @property
    def columns(self) -> list[Column]:
        first: Column = self.title_column  # type: ignore[attr-defined]
        first.label = "取引制限フラグ"
        more = [("status_label", "状態"), ("until", "終了日"), ("pk", "フラグ番号")]
        return [first, *(Column(name, label=label) for name, label in more)]


class FlagChooseView(_Columns, ChooseView):
    pass


class FlagResultsView(_Columns, ResultsView):
    pass


class FlagChooser(RecordChooser):
    record_url_name = RECORD


class FlagChooserViewSet(RecordChooserViewSet):
    model = AccountFlag
    name = "kasuhara_flag_chooser"
    url_prefix = "kasuhara/choose-flag"
    icon = "warning"
    choose_one_text = "フラグを選択する"
    choose_another_text = "別のフラグを選択する"
    edit_item_text = "フラグを開く"
    choose_view_class = FlagChooseView
    choose_results_view_class = FlagResultsView
    base_widget_class = FlagChooser
    filter_form_class = FlagSearchForm
    record_url_name = RECORD

    def offered(self) -> QuerySet[AccountFlag]:
        return AccountFlag.objects.select_related("customer").prefetch_related("decisions")


flag_chooser = FlagChooserViewSet()
FlagChooserWidget: Any = flag_chooser.widget_class
