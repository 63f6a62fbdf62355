"""取引制限フラグ in the Wagtail admin."""

from django.urls import path
from django.urls.resolvers import URLPattern
from wagtail.admin.ui.tables import BooleanColumn, Column

from kasuhara_plugin.core.admin import RoomViewSet, WordingViewSet
from kasuhara_plugin.flags import views, wording_views
from kasuhara_plugin.flags.bulk import LiftSeveralView
from kasuhara_plugin.flags.choosing import ChooseCustomerView
from kasuhara_plugin.flags.filters import FlagFilterSet, RefusalFilterSet
from kasuhara_plugin.flags.lists import FlagIndexView, RefusalIndexView
from kasuhara_plugin.flags.message import MessageTemplate
from kasuhara_plugin.flags.models import AccountFlag, Refusal
from kasuhara_plugin.flags.refusal_record import RefusalView
from kasuhara_plugin.flags.somebody import ProposeForOrderView, ProposeForUserView
from kasuhara_plugin.flags.wording_forms import TemplateForm


class RefusalViewSet(RoomViewSet):
    """Found by the number that the customer was told."""

    model = Refusal
    name = "kasuhara_refusals"
    url_prefix = "kasuhara/refusals"
    icon = "no-view"
    menu_label = "お断りの記録"
    index_view_class = RefusalIndexView
    inspect_view_class = RefusalView
    inspect_template_name = "kasuhara_plugin/admin/refusal.html"
    list_display = ["reference", "flag", Column("scope_label", label="取引"), "at"]
    search_fields = ["reference"]
    filterset_class = RefusalFilterSet


class AccountFlagViewSet(RoomViewSet):
    model = AccountFlag
    name = "kasuhara_flags"
    url_prefix = "kasuhara/flags"
    icon = "warning"
    menu_label = "取引制限フラグ"
    index_view_class = FlagIndexView
    inspect_view_class = views.FlagView
    inspect_template_name = "kasuhara_plugin/admin/flag.html"
    search_fields = ["customer"]
    filterset_class = FlagFilterSet
    list_display = [
        "customer",
        "level",
        Column("status_label", label="状態"),
        "until",
        "review_on",
        "proposer_name",
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        acts = {
            "amend": wording_views.AmendView,
            "approve": views.ApproveView,
            "ratify": views.RatifyView,
            "reject": views.RejectView,
            "review": views.ReviewView,
            "lift": views.LiftView,
            "appeal": views.AppealView,
            "decide-appeal": views.DecideAppealView,
        }
        return [
            *super().get_urlpatterns(),
            path("lift/", self.construct_view(LiftSeveralView), name="bulk_lift"),
            path("<int:pk>/preview/", self.construct_view(views.PreviewView), name="preview"),
            path("propose/", self.construct_view(ChooseCustomerView), name="choose"),
            path(
                "propose/<int:customer_pk>/",
                self.construct_view(wording_views.ProposeView),
                name="propose",
            ),
            path(
                "propose-for-user/<str:user_pk>/",
                self.construct_view(ProposeForUserView),
                name="propose_for_user",
            ),
            path(
                "propose-for-order/<str:label>/<str:order_pk>/",
                self.construct_view(ProposeForOrderView),
                name="propose_for_order",
            ),
            *(
                path(f"<int:pk>/{act}/", self.construct_view(view), name=act.replace("-", "_"))
                for act, view in acts.items()
            ),
        ]


class MessageTemplateViewSet(WordingViewSet):
    model = MessageTemplate
    name = "kasuhara_templates"
    url_prefix = "kasuhara/templates"
    icon = "doc-full-inverse"
    menu_label = "ご説明の文例"
    list_display = ["name", BooleanColumn("in_use", label="使用する"), "order"]

    def get_form_class(self, for_update: bool = False) -> type[TemplateForm]:
        return TemplateForm
