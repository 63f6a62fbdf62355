"""お問い合わせ in the Wagtail admin."""

from typing import Any

from django.db.models import QuerySet
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton

from kasuhara_plugin.core.admin import ListView, RoomViewSet
from kasuhara_plugin.core.filters import DaysFilter, choice
from kasuhara_plugin.inquiries import attachment_views
from kasuhara_plugin.inquiries.models import Inquiry
from kasuhara_plugin.inquiries.record import (
    AnswerView,
    InquiryView,
    JoinView,
    LogView,
    PartView,
    ReleaseView,
)
from kasuhara_plugin.inquiries.rules_form import RulesView
from kasuhara_plugin.inquiries.vocabulary import Channel, Kept


class InquiryFilterSet(WagtailFilterSet):
    state = choice(
        "状態",
        [("inbox", "受付（保留を除く）"), ("held", "保留"), ("joined", "同じ内容")],
        method="in_state",
    )
    channel = choice("受付の経路", Channel.choices)
    received_at = DaysFilter("received_at", "受付日")

    class Meta:
        model = Inquiry
        fields: list[str] = []

    def in_state(self, rows: Any, name: str, value: str) -> QuerySet[Inquiry]:
        if value == "joined":
            return rows.filter(outcome=Kept.JOINED)
        return rows.held() if value == "held" else rows.inbox()


class InquiryIndexView(ListView):
    @property
    def header_buttons(self) -> list[Any]:
        if not self.request.user.has_perm("kasuhara_plugin.add_inquiry"):
            return []
        url = reverse("kasuhara_inquiries:log")
        return [HeaderButton("電話・メールを記録", url=url, icon_name="mobile-alt")]


class InquiryViewSet(RoomViewSet):
    model = Inquiry
    name = "kasuhara_inquiries"
    url_prefix = "kasuhara/inquiries"
    icon = "mail"
    menu_label = "お問い合わせ"
    index_view_class = InquiryIndexView
    inspect_view_class = InquiryView
    inspect_template_name = "kasuhara_plugin/admin/inquiry.html"
    filterset_class = InquiryFilterSet
    list_display = [
        "number",
        "subject",
        "name",
        Column("state_label", label="状態"),
        "received_at",
    ]
    search_fields = ["number", "name", "email", "subject", "body"]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("rules/", self.construct_view(RulesView), name="rules"),
            path("log/", self.construct_view(LogView), name="log"),
            attachment_views.pattern,
            path("<int:pk>/release/", self.construct_view(ReleaseView), name="release"),
            path("<int:pk>/part/", self.construct_view(PartView), name="part"),
            path("<int:pk>/join/<int:earlier_pk>/", self.construct_view(JoinView), name="join"),
            path("<int:pk>/answer/", self.construct_view(AnswerView), name="answer"),
        ]
