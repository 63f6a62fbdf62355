"""取引制限フラグ in the Wagtail admin."""

from django.urls import path
from django.urls.resolvers import URLPattern
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from kasuhara_plugin.core.admin import RoomViewSet
from kasuhara_plugin.flags import views
from kasuhara_plugin.flags.models import AccountFlag, Refusal


class FlagIndexView(generic.IndexView):
    any_permission_required = ["view"]

    def get_base_queryset(self):  # type: ignore[no-untyped-def]
        return super().get_base_queryset().select_related("customer").prefetch_related("decisions")


class RefusalIndexView(generic.IndexView):
    any_permission_required = ["view"]

    def get_base_queryset(self):  # type: ignore[no-untyped-def]
        return super().get_base_queryset().select_related("flag__customer")


class RefusalViewSet(RoomViewSet):
    """Found by the number that the customer was told."""

    model = Refusal
    name = "kasuhara_refusals"
    url_prefix = "kasuhara/refusals"
    icon = "no-view"
    menu_label = "お断りの記録"
    index_view_class = RefusalIndexView
    inspect_template_name = "kasuhara_plugin/admin/refusal.html"
    list_display = ["reference", "flag", Column("scope_label", label="取引"), "at"]
    search_fields = ["reference"]


class AccountFlagViewSet(RoomViewSet):
    model = AccountFlag
    name = "kasuhara_flags"
    url_prefix = "kasuhara/flags"
    icon = "warning"
    menu_label = "取引制限フラグ"
    index_view_class = FlagIndexView
    inspect_view_class = views.FlagView
    inspect_template_name = "kasuhara_plugin/admin/flag.html"
    list_filter = ["level"]
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
            "amend": views.AmendView,
            "approve": views.ApproveView,
            "ratify": views.RatifyView,
            "reject": views.RejectView,
            "lift": views.LiftView,
            "appeal": views.AppealView,
            "decide-appeal": views.DecideAppealView,
        }
        return [
            *super().get_urlpatterns(),
            path(
                "propose/<int:customer_pk>/",
                self.construct_view(views.ProposeView),
                name="propose",
            ),
            *(
                path(f"<int:pk>/{act}/", self.construct_view(view), name=act.replace("-", "_"))
                for act, view in acts.items()
            ),
        ]
