"""方針の版, 方針の見直し and 方針の確認 in the Wagtail admin."""

from django.urls import path
from django.urls.resolvers import URLPattern
from wagtail.admin.ui.tables import Column

from kasuhara_plugin.core.admin import RoomViewSet
from kasuhara_plugin.policy import attestation_screens, import_screens, screens
from kasuhara_plugin.policy.models import Attestation, PolicyReview, PolicyVersion


class PolicyVersionViewSet(RoomViewSet):
    model = PolicyVersion
    name = "kasuhara_policy"
    url_prefix = "kasuhara/policy"
    icon = "doc-full"
    menu_label = "方針の版"
    index_view_class = screens.VersionIndexView
    inspect_view_class = screens.VersionView
    inspect_template_name = "kasuhara_plugin/admin/policy_version.html"
    list_display = [
        "__str__",
        "language",
        "effective_on",
        Column("approval.author_name", label="作成者"),
        Column("approval.approver_name", label="承認者"),
        "published_at",
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/bases/", screens.BasesView.as_view(), name="bases"),
            path("import/", import_screens.UploadView.as_view(), name="upload"),
            path("import/draft/", import_screens.TakeInView.as_view(), name="take_in"),
        ]


class PolicyReviewViewSet(RoomViewSet):
    model = PolicyReview
    name = "kasuhara_policy_reviews"
    url_prefix = "kasuhara/policy-reviews"
    icon = "calendar-check"
    menu_label = "方針の見直し"
    index_view_class = screens.ReviewIndexView
    inspect_view_class = screens.ReviewView
    inspect_template_name = "kasuhara_plugin/admin/policy_review.html"
    list_display = ["at", "trigger", "decision", "next_review_on", "reviewer_name"]

    def get_urlpatterns(self) -> list[URLPattern]:
        record = self.construct_view(screens.RecordReviewView)
        return [*super().get_urlpatterns(), path("record/", record, name="record")]


class AttestationViewSet(RoomViewSet):
    model = Attestation
    name = "kasuhara_attestations"
    url_prefix = "kasuhara/attestations"
    icon = "check"
    menu_label = "方針の確認"
    inspect_view_enabled = False

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.construct_view(attestation_screens.StandingsView), name="index"),
            path("export/", attestation_screens.ExportView.as_view(), name="export"),
            path("confirm/", self.construct_view(attestation_screens.ConfirmView), name="confirm"),
        ]
