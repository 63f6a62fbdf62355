"""What the list of inquiries is narrowed by."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.filters import WagtailFilterSet

from kasuhara_plugin.core import audit
from kasuhara_plugin.core.filters import DaysFilter, choice
from kasuhara_plugin.customers.choosers import CustomerChooserWidget
from kasuhara_plugin.customers.family import family
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.inquiries.inbox.assigning import open_persons
from kasuhara_plugin.inquiries.inbox.rights import ALL
from kasuhara_plugin.inquiries.inbox.saved_views import asked_of
from kasuhara_plugin.inquiries.inbox.states import MINE, State, in_state, late, of_person
from kasuhara_plugin.inquiries.inbox.tags import InquiryTag, Tagging
from kasuhara_plugin.inquiries.models import Inquiry
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.inquiries.vocabulary import Channel, Kept

RANGE = ("received_at_from", "received_at_to")
LATE, JOINED = "late", "joined"


def persons() -> list[tuple[str, str]]:
    return [(key, f"{name}（{many}件）") for key, name, many in open_persons()]


def tags() -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in InquiryTag.objects.values_list("pk", "name")]


def categories() -> list[tuple[str, str]]:
    return [(one, one) for one in InquiryRules.load().category_list()]


class InquiryFilterSet(WagtailFilterSet):
    state = choice(
        "状態",
        [*State.choices, (MINE, "自分の担当"), (LATE, "お待たせ"), (JOINED, "同じ内容")],
        method="in_state",
    )
    person = choice("担当", persons, method="of_person")
    tag = choice("タグ", tags, method="with_tag")
    category = choice("種類", categories)
    channel = choice("受付の経路", Channel.choices)
    customer = django_filters.ModelChoiceFilter(
        label="顧客",
        queryset=Customer.objects.all(),
        widget=CustomerChooserWidget,
        method="of_customer",
    )
    received_at = DaysFilter("received_at", "受付日")

    class Meta:
        model = Inquiry
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.request.user.has_perm("kasuhara_plugin.view_customer"):
            del self.filters["customer"]  # it would say who that is
        if not self.request.user.has_perm(ALL):
            del self.filters["person"]  # how much the others have

    @classmethod
    def asked_of(cls, request: HttpRequest) -> str:
        """What narrows the list in this request, as it is kept under a name."""
        return asked_of(request.GET, (*cls.base_filters, *RANGE))

    def told(self) -> str:
        """The same for a person, such as 状態：新着."""
        fields, chosen = self.form.fields, self.form.cleaned_data if self.is_valid() else {}
        said = [(fields[name], value) for name, value in chosen.items() if value]
        return "、".join(f"{field.label}：{_shown(field, value)}" for field, value in said)

    def in_state(self, rows: Any, name: str, value: str) -> QuerySet[Inquiry]:
        if value == JOINED:
            return rows.filter(outcome=Kept.JOINED)
        if value == MINE:
            return self.of_person(rows, name, audit.actor(self.request.user).key)
        return rows.filter(late()) if value == LATE else in_state(rows, value)

    def of_person(self, rows: Any, name: str, value: str) -> QuerySet[Inquiry]:
        return rows.filter(pk__in=of_person(value).values("pk"))

    def with_tag(self, rows: Any, name: str, value: str) -> QuerySet[Inquiry]:
        return rows.filter(pk__in=Tagging.objects.filter(tag_id=int(value)).values("inquiry"))

    def of_customer(self, rows: Any, name: str, value: Customer) -> QuerySet[Inquiry]:
        """Also what came in under one that was merged."""
        return rows.filter(customer__in=[one.pk for one in family(value)])


def _shown(field: Any, value: Any) -> str:
    if isinstance(value, slice):
        ends = (f"{day:%Y/%m/%d}" if day else "" for day in (value.start, value.stop))
        return "〜".join(ends)
    is_customer = isinstance(value, Customer)  # whose choices would be all of them
    return str(value if is_customer else dict(field.choices).get(value, value))
