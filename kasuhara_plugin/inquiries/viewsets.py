"""お問い合わせ in the Wagtail admin."""

from django.urls.resolvers import URLPattern
from wagtail.admin.ui.tables import Column

from kasuhara_plugin.core.admin import RoomViewSet
from kasuhara_plugin.inquiries import attachment_views
from kasuhara_plugin.inquiries.models import Inquiry
from kasuhara_plugin.inquiries.record import InquiryView


class InquiryViewSet(RoomViewSet):
    model = Inquiry
    name = "kasuhara_inquiries"
    url_prefix = "kasuhara/inquiries"
    icon = "mail"
    menu_label = "お問い合わせ"
    inspect_view_class = InquiryView
    inspect_template_name = "kasuhara_plugin/admin/inquiry.html"
    list_filter = ["state"]
    list_display = [
        "number",
        "subject",
        "name",
        Column("get_state_display", label="状態"),
        "received_at",
    ]
    search_fields = ["number", "name", "email", "subject", "body"]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), attachment_views.pattern]
