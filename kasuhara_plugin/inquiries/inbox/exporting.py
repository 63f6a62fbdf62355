"""The inquiries of a list as a table for a spreadsheet; an act of its own."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from kasuhara_plugin.core import audit
from kasuhara_plugin.core.export import csv_response, xlsx_response
from kasuhara_plugin.inquiries.inbox.lists import InquiryIndexView
from kasuhara_plugin.inquiries.inbox.states import business_days_waited, state_of
from kasuhara_plugin.inquiries.models import Inquiry

MOST = 10_000  # rows of one file
HEADER = (
    "受付番号", "受付日時", "受付の経路", "状態", "担当", "お待たせ（営業日）", "何回目か", "最初の受付番号", "種類", "件名",
    "お名前", "メールアドレス", "電話番号", "ご注文番号", "お問い合わせ内容", "回答の件数", "最初の回答の日時",
)  # fmt: skip
_FILES = {"csv": csv_response, "xlsx": xlsx_response}


class InquiryExportView(InquiryIndexView):
    """The rows of the list as it is filtered."""

    any_permission_required = ["view"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if kwargs["kind"] not in _FILES:
            raise Http404
        listed = self.order_queryset(self.get_queryset()).prefetch_related("answers")
        rows = list(listed[: MOST + 1])
        if len(rows) > MOST:
            messages.error(
                request, f"{MOST:,}件を超えるため保存できません。期間などで絞り込んでください。"
            )
            return redirect("kasuhara_inquiries:index")
        data = {"rows": len(rows), "filter": request.GET.urlencode()[:500]}
        audit.record("inquiry.export", Inquiry(), by=request.user, data=data)
        return _FILES[kwargs["kind"]](f"inquiries.{kwargs['kind']}", HEADER, map(_cells, rows))


def _cells(row: Any) -> list[Any]:
    thread, answers = row.thread(), list(row.answers.all())
    return [
        row.number,
        row.received_at,
        row.get_channel_display(),
        state_of(thread, taken=bool(row.in_charge_name)).label,
        row.in_charge_name or "",
        business_days_waited(thread),
        row.nth,
        row.first.number if row.first else "",
        row.category,
        row.subject,
        row.name,
        row.email,
        row.phone,
        row.order_number,
        row.body,
        len(answers),
        answers[0].at if answers else None,
    ]
