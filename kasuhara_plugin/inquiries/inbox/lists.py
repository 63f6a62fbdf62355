"""受付箱 as a list: the states as tabs with their counts, whose each thread is, and how long it waits."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton

from kasuhara_plugin.core import audit
from kasuhara_plugin.core.paging import NewestFirstView
from kasuhara_plugin.inquiries.inbox import searching
from kasuhara_plugin.inquiries.inbox.filters import LATE, RANGE, InquiryFilterSet
from kasuhara_plugin.inquiries.inbox.rights import readable
from kasuhara_plugin.inquiries.inbox.saved_views import views_for
from kasuhara_plugin.inquiries.inbox.several import ChooseThreadColumn
from kasuhara_plugin.inquiries.inbox.states import (
    COUNTED,
    MINE,
    State,
    business_days_waited,
    counts,
    done_so_far,
    late,
    of_person,
    told,
    with_person,
)
from kasuhara_plugin.inquiries.models import Inquiry
from kasuhara_plugin.inquiries.veiling import veil_of

ON_A_DESK = "kasuhara-on-a-desk"  # a phone has no room for these columns


class InquiryIndexView(NewestFirstView):
    any_permission_required = ["view", "handle_assigned"]
    results_template_name = "kasuhara_plugin/admin/inquiry_index_results.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if any(request.GET.get(name) for name in RANGE):  # in the order of the index of days
            self.newest_first = ("received_at", "id")

    def get_base_queryset(self) -> QuerySet[Inquiry]:
        rows = readable(super().get_base_queryset(), self.request.user)
        return with_person(rows.select_related("first").prefetch_related("taggings__tag"))

    @cached_property
    def numbered(self) -> Q | None:
        """What a number that was given out leads to, where one was typed."""
        return searching.by_number(self.search_query, by=self.request.user)

    def search_queryset(self, queryset: QuerySet[Inquiry]) -> QuerySet[Inquiry]:
        if not self.is_searching:
            return queryset
        return queryset.filter(self.numbered or searching.near(self.search_query))

    def through_index(self, queryset: QuerySet[Inquiry]) -> QuerySet[Inquiry]:
        if not self.is_searching:
            return queryset
        return queryset.filter(searching.through_index(self.search_query, queryset.db))

    def names_its_rows(self) -> bool:
        return self.is_searching and self.numbered is not None

    def get_inspect_url(self, instance: Inquiry) -> str:
        """Of each: who may not read it does not see it."""
        return reverse("kasuhara_inquiries:inspect", args=[instance.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {
            "tabs": self.tabs(),
            "saved": list(self.saved()),
            "may_answer": self.user_has_permission("answer"),
        }
        return {**super().get_context_data(**kwargs), **shown}

    @cached_property
    def asked(self) -> str:
        """What narrows the list, as it is kept under a name."""
        return InquiryFilterSet.asked_of(self.request)

    def saved(self) -> Iterator[dict[str, Any]]:
        for one in views_for(self.request.user):
            own = one.user_id == self.request.user.pk
            label = one.name if own else f"{one.name}（{audit.actor(one.user).name}）"
            yield {
                "pk": one.pk,
                "asked": one.asked,
                "label": label,
                "is_current": one.asked == self.asked,
                "is_own": own,
            }

    @cached_property
    def columns(self) -> list[Any]:
        listed = super().columns
        may_answer = self.user_has_permission("answer")
        return [ChooseThreadColumn("choose", label="選択"), *listed] if may_answer else listed

    def tabs(self) -> list[dict[str, Any]]:
        """The states, and what concerns this person; the one that is open is marked."""
        rows = readable(Inquiry.objects.order_by(), self.request.user)
        current, many = self.request.GET.get("state", ""), counts(rows=rows)
        own = of_person(audit.actor(self.request.user).key).count()
        waits = rows.filter(late()).count()
        shown = [
            *((state.value, state.label, many[state]) for state in COUNTED),
            (State.DONE.value, State.DONE.label, done_so_far(rows)),
            (MINE, "自分の担当", own),
            (LATE, "お待たせ", waits),
            ("", "すべて", None),
        ]
        return [
            {"value": value, "label": label, "many": count, "is_current": value == current}
            for value, label, count in shown
        ]

    @property
    def header_buttons(self) -> list[Any]:
        may, doors = self.request.user.has_perm, []
        if may("kasuhara_plugin.add_inquiry"):
            url = reverse("kasuhara_inquiries:log")
            doors.append(HeaderButton("電話・メールを記録", url=url, icon_name="mobile-alt"))
        return doors

    @property
    def header_more_buttons(self) -> list[Any]:
        more = list(super().header_more_buttons)
        if not self.user_has_permission("view"):
            return more
        if self.asked:
            url = f"{reverse('kasuhara_inquiries:save_view')}?{self.asked}"
            more.append(HeaderButton("この絞り込みを保存", url=url, icon_name="pin"))
        report = reverse("kasuhara_inquiries:report")
        more.append(HeaderButton("集計", url=report, icon_name="history"))
        if self.request.user.has_perm("kasuhara_plugin.answer_inquiry"):
            url = reverse("kasuhara_inquiries:hand_over")
            more.append(HeaderButton("担当を引き継ぐ", url=url, icon_name="group"))
        asked = self.request.GET.copy()
        asked.pop(self.page_kwarg, None)
        for kind in ("csv", "xlsx"):
            url = f"{reverse('kasuhara_inquiries:export', args=[kind])}?{asked.urlencode()}"
            label = f"{kind.upper()}で保存"
            more.append(HeaderButton(label, url=url, icon_name="download"))
        return more


def _waited(inquiry: Inquiry) -> str:
    thread = inquiry.thread()
    days = business_days_waited(thread)
    return f"{days}営業日" if thread.waiting_since and days else ""


class SubjectColumn(Column):
    """Veiled like the message itself."""

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        veil = veil_of(parent_context["request"])
        return {**context, "value": veil.subject(instance.subject)}


def _tags(inquiry: Any) -> str:
    return "、".join(map(str, inquiry.taggings.all()))


COLUMNS: list[Any] = [
    "number",
    SubjectColumn("subject", label="件名"),
    Column("name", label="お名前", classname=ON_A_DESK),
    Column("state", label="状態", accessor=told),
    Column("in_charge_name", label="担当", classname=ON_A_DESK),
    Column("tags", label="タグ", accessor=_tags, classname=ON_A_DESK),
    Column("waited", label="お待たせ", accessor=_waited),
    Column("received_at", label="受付日時", classname=ON_A_DESK),
]
