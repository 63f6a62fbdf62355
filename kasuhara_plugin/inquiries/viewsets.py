"""お問い合わせ in the Wagtail admin."""

from django.urls import path, reverse
from django.urls.resolvers import URLPattern

from kasuhara_plugin.core.admin import RoomViewSet
from kasuhara_plugin.inquiries import attachment_views, record
from kasuhara_plugin.inquiries.inbox import reply_views, views
from kasuhara_plugin.inquiries.inbox.exporting import InquiryExportView
from kasuhara_plugin.inquiries.inbox.filters import InquiryFilterSet
from kasuhara_plugin.inquiries.inbox.lists import COLUMNS, InquiryIndexView
from kasuhara_plugin.inquiries.inbox.report_views import ReportFileView, ReportView
from kasuhara_plugin.inquiries.inbox.saved_view_views import ForgetViewView, SaveViewView
from kasuhara_plugin.inquiries.inbox.several import SeveralView
from kasuhara_plugin.inquiries.models import Inquiry
from kasuhara_plugin.inquiries.rules_form import RulesView


class InquiryViewSet(RoomViewSet):
    model = Inquiry
    name = "kasuhara_inquiries"
    url_prefix = "kasuhara/inquiries"
    icon = "mail"
    menu_label = "お問い合わせ"
    index_view_class = InquiryIndexView
    inspect_view_class = record.InquiryView
    inspect_template_name = "kasuhara_plugin/admin/inquiry.html"
    filterset_class = InquiryFilterSet
    list_display = COLUMNS
    search_fields = ["number"]  # ``inbox.searching`` knows where to look

    @property
    def menu_url(self) -> str:
        """Where the morning begins."""
        return f"{reverse('kasuhara_inquiries:index')}?state=new"

    def get_urlpatterns(self) -> list[URLPattern]:
        acts = {
            "release": record.ReleaseView,
            "answer": record.AnswerView,
            "part": record.PartView,
            "assign": views.AssignView,
            "take": views.TakeView,
            "ask": views.AskView,
            "close": views.CloseView,
            "remark": views.RemarkView,
            "tag": views.TagView,
            "reply": reply_views.ReplyView,
            "send-draft": reply_views.SendDraftView,
            "return-draft": reply_views.ReturnDraftView,
        }
        export = self.construct_view(InquiryExportView, **self.get_index_view_kwargs())
        presence = self.construct_view(record.PresenceView)
        join = self.construct_view(record.JoinView)
        return [
            *super().get_urlpatterns(),
            path("rules/", self.construct_view(RulesView), name="rules"),
            path("log/", self.construct_view(record.LogView), name="log"),
            path("several/", self.construct_view(SeveralView), name="several"),
            path("hand-over/", self.construct_view(views.HandOverView), name="hand_over"),
            path("report/", self.construct_view(ReportView), name="report"),
            path("report/<str:kind>/", self.construct_view(ReportFileView), name="report_file"),
            path("views/save/", self.construct_view(SaveViewView), name="save_view"),
            path(
                "views/<int:view_pk>/forget/",
                self.construct_view(ForgetViewView),
                name="forget_view",
            ),
            path("export/<str:kind>/", export, name="export"),
            attachment_views.pattern,
            path("<int:pk>/presence/", presence, name="presence"),
            path("<int:pk>/join/<int:earlier_pk>/", join, name="join"),
            *(
                path(f"<int:pk>/{act}/", self.construct_view(view), name=act.replace("-", "_"))
                for act, view in acts.items()
            ),
        ]
