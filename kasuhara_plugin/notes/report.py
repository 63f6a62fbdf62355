"""対応メモの変更: who changed what in which note, over all of them."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from kasuhara_plugin.core import audit
from kasuhara_plugin.core.admin import crumbs
from kasuhara_plugin.core.clock import TOKYO
from kasuhara_plugin.core.export import csv_response, xlsx_response
from kasuhara_plugin.core.filters import DaysFilter, choice
from kasuhara_plugin.core.paging import NewestFirstView
from kasuhara_plugin.notes import history
from kasuhara_plugin.notes.lists import OfCustomerFilter
from kasuhara_plugin.notes.models import StaffNote
from kasuhara_plugin.notes.vocabulary import Kind

Version = StaffNote.history.model
MOST = 10_000  # rows of one file
HEADER = (
    "日時", "変更者", "顧客番号", "顧客", "対応メモ", "種別", "変更した項目", "変更前の内容",
    "変更後の内容", "理由",
)  # fmt: skip
_FILES = {"csv": csv_response, "xlsx": xlsx_response}


class ChangesFilterSet(WagtailFilterSet):
    who = django_filters.CharFilter("history_user_name", "icontains", label="変更者")
    customer = OfCustomerFilter(label="顧客番号")
    kind = choice("種別", Kind.choices)
    act = choice("変更", [("+", "新規作成"), ("~", "変更・取り下げ")], field_name="history_type")
    day = DaysFilter("history_date", "変更日")

    class Meta:
        model = Version
        fields: list[str] = []


class ChangesView(NewestFirstView):
    newest_first = ("history_id",)
    filterset_class = ChangesFilterSet
    page_title = "対応メモの変更"
    header_icon = "history"
    paginate_by = 25
    default_ordering = None

    def user_has_any_permission(self, permissions: list[str]) -> bool:
        return bool(self.request.user.has_perm("kasuhara_plugin.view_staffnote"))

    @cached_property
    def columns(self) -> list[Any]:
        return [
            TitleColumn("note", label="対応メモ", accessor=_title, get_url=_url),
            Column("moment", label="日時", accessor=_moment),
            Column("history_user_name", label="変更者"),
            Column("kind", label="種別", accessor=lambda row: row.get_kind_display()),
            Column("what", label="変更した項目", accessor=what),
            Column("history_change_reason", label="理由"),
        ]

    @cached_property
    def header_buttons(self) -> list[Any]:
        asked = self.request.GET.copy()
        asked.pop(self.page_kwarg, None)
        query = f"?{asked.urlencode()}" if asked else ""
        return [
            HeaderButton(
                kind.upper(),
                url=reverse("kasuhara_notes:changes_export", args=[kind]) + query,
                icon_name="download",
            )
            for kind in _FILES
        ]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return crumbs(("対応メモ", reverse("kasuhara_notes:index")), (self.page_title, ""))

    def get_base_queryset(self) -> QuerySet[Any]:
        before = Version.objects.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
        earlier = before.order_by(history.NEWEST_FIRST).values("history_id")[:1]
        rows = Version.objects.annotate(earlier=Subquery(earlier))
        return rows.select_related("customer").order_by(history.NEWEST_FIRST)

    def paginate_queryset(self, queryset: QuerySet[Any], page_size: int) -> tuple[Any, ...]:
        answer = super().paginate_queryset(queryset, page_size)
        compare(self.page.rows)
        return answer


class ExportView(ChangesView):
    """The rows of the list as it is filtered; the export is an act of its own."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if kwargs["kind"] not in _FILES:
            raise Http404
        rows = list(self.order_queryset(self.get_queryset())[: MOST + 1])
        if len(rows) > MOST:
            messages.error(
                request, f"{MOST:,}件を超えるため保存できません。期間などで絞り込んでください。"
            )
            return redirect("kasuhara_notes:changes")
        compare(rows)
        data = {"rows": len(rows), "filter": request.GET.urlencode()[:500]}
        audit.record("note.export", StaffNote(), by=request.user, data=data)
        filename = f"note-changes.{kwargs['kind']}"
        return _FILES[kwargs["kind"]](filename, HEADER, map(_cells, rows))


def compare(rows: Sequence[Any]) -> None:
    """Gives each row its ``change``, with one query for all the versions before them."""
    earlier = Version.objects.in_bulk([row.earlier for row in rows if row.earlier])
    for row in rows:
        row.change = history.change(row, earlier.get(row.earlier))


def what(row: Any) -> str:
    if row.change.first:
        return "新規作成"
    labels = [field.label for field in row.change.fields]
    return "取り下げ" if "状態" in labels else "、".join(labels) or "書式"


def _cells(row: Any) -> list[Any]:
    text = next((field for field in row.change.fields if field.label == "内容"), None)
    return [
        row.history_date,
        row.history_user_name,
        row.customer_id,
        str(row.customer),
        row.id,
        row.get_kind_display(),
        what(row),
        text.before if text else "",
        text.after if text else "",
        row.change.reason,
    ]


def _title(row: Any) -> str:
    return f"{row.customer}：対応メモ {row.id}"


def _url(row: Any) -> str:
    pair = [row.earlier or row.history_id, row.history_id]
    return reverse("kasuhara_notes:compare", args=[row.id, *pair])


def _moment(row: Any) -> str:
    return f"{row.history_date.astimezone(TOKYO):%Y/%m/%d %H:%M}"
