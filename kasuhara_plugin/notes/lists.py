"""The list of notes."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets.button import HeaderButton

from kasuhara_plugin.core.filters import DaysFilter, choice
from kasuhara_plugin.core.paging import NewestFirstView
from kasuhara_plugin.customers.family import family
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.notes.models import StaffNote, StaffNoteQuerySet
from kasuhara_plugin.notes.vocabulary import Importance, Kind


class OfCustomerFilter(django_filters.NumberFilter):
    """By the customer's number, with all that was merged into it."""

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        if value is None:
            return qs
        who = Customer.objects.filter(pk=int(value)).first() if 0 < value < 2**63 else None
        return qs.filter(customer__in=family(who)) if who else qs.none()


class NoteFilterSet(WagtailFilterSet):
    customer = OfCustomerFilter(label="顧客番号")
    kind = choice("種別", Kind.choices)
    importance = choice("重要度", Importance.choices)
    state = choice("状態", [("standing", "有効"), ("withdrawn", "取り下げ済み")], method="of_state")
    author = django_filters.CharFilter("author_name", "icontains", label="記入者")
    written_at = DaysFilter("written_at", "記入日")

    class Meta:
        model = StaffNote
        fields: list[str] = []

    def of_state(self, rows: StaffNoteQuerySet, name: str, value: str) -> StaffNoteQuerySet:
        return rows.filter(withdrawn_at__isnull=value == "standing")


class NoteIndexView(NewestFirstView):
    NEAR = 2_000  # each brings its customer

    @cached_property
    def header_buttons(self) -> list[Any]:
        url = reverse("kasuhara_notes:changes")
        return [HeaderButton("対応メモの変更", url=url, icon_name="history")]

    def get_base_queryset(self) -> QuerySet[StaffNote]:
        return super().get_base_queryset().select_related("customer")
