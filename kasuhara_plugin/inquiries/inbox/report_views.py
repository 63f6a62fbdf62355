"""集計 on the staff's screens, and as a table for a spreadsheet."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.admin import crumbs
from kasuhara_plugin.core.export import csv_response, xlsx_response
from kasuhara_plugin.core.lookup import number_of
from kasuhara_plugin.inquiries.inbox.report import Line, Period, by_category, by_week
from kasuhara_plugin.inquiries.models import Inquiry
from kasuhara_plugin.inquiries.rules import InquiryRules

WEEKS = (4, 13, 26, 52)
FILES = {"csv": csv_response, "xlsx": xlsx_response}
HEADER = (
    "週・種類", "受付", "同じ内容としてまとめた", "保留にした", "お待たせしている", "回答した", "回答までの時間（時間・中央値）",
    "お返事の目安に間に合った（％）", "お断りした（回線の上限）",
)  # fmt: skip


class ReportView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """``?weeks=`` says how far back."""

    model = Inquiry
    permission_required = "view"
    template_name = "kasuhara_plugin/admin/inquiry_report.html"
    page_title = "お問い合わせの集計"
    header_icon = "history"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        asked = number_of(request.GET.get("weeks", ""))
        self.weeks = asked if asked in WEEKS else WEEKS[1]
        self.period = Period.until(clock.day(clock.now()), self.weeks)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        index = reverse("kasuhara_inquiries:index")
        return crumbs(("お問い合わせ", index), (self.page_title, ""))

    @property
    def header_more_buttons(self) -> list[Any]:
        return [
            HeaderButton(
                f"{kind.upper()}で保存",
                url=f"{reverse('kasuhara_inquiries:report_file', args=[kind])}?weeks={self.weeks}",
                icon_name="download",
            )
            for kind in FILES
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            period=self.period,
            choices=[(weeks, weeks == self.weeks) for weeks in WEEKS],
            tables=[
                ("週ごと", by_week(self.period), True),
                ("種類ごと", by_category(self.period), False),
            ],
            within=InquiryRules.load().answer_within,
            **kwargs,
        )


class ReportFileView(ReportView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kind = kwargs["kind"]
        if kind not in FILES:
            raise Http404
        rows = map(_cells, [*by_week(self.period), *by_category(self.period)])
        return FILES[kind](f"inquiry-report.{kind}", HEADER, rows)


def _cells(line: Line) -> list[Any]:
    hours = None if line.median_s is None else round(line.median_s / 3600, 1)
    return [*line[:6], hours, line.in_time, line.refused]
