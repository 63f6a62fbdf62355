"""保留した注文 in the Wagtail admin: looked at, and released or cancelled with a reason."""

from typing import Any

from django.apps import apps
from django.db.models import Q
from django.forms import Form
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from wagtail.admin.ui.tables import Column

from kasuhara_plugin.core.admin import ActView, ListView, RecordView, RoomViewSet, crumbs
from kasuhara_plugin.flags import holding
from kasuhara_plugin.flags.forms import ReasonedDecisionForm
from kasuhara_plugin.flags.holding import HeldOrder, Outcome


class HeldIndexView(ListView):
    any_permission_required = ["view"]

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("flag__customer")


class HeldView(RecordView):
    page_title = "保留した注文"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        open_still = not self.object.outcome
        return super().get_context_data(
            order_url=_address(self.object.order),
            can_end=open_still and self.user_has_permission("release"),
            **kwargs,
        )


class EndHoldView(ActView):
    """Each subclass names its outcome."""

    model = HeldOrder
    permission_required = "release"
    form_class: type[Form] = ReasonedDecisionForm
    header_icon = "time"
    outcome: Outcome

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.held = get_object_or_404(HeldOrder, pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.held)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return crumbs((str(self.held), self.get_success_url()), (self.page_title, ""))

    def act(self, form: Form) -> HeldOrder:
        this, by = Q(pk=self.held.pk), self.request.user  # the order may be held anew meanwhile
        return holding.end(this, self.outcome, by=by, **form.cleaned_data)

    def get_success_url(self) -> str:
        return reverse("kasuhara_held_orders:inspect", args=[self.held.pk])


class ReleaseView(EndHoldView):
    page_title = submit_label = "保留を解除する"
    success_message = "保留を解除しました。"
    outcome = Outcome.RELEASED


class CancelView(EndHoldView):
    page_title = submit_label = "注文を取り消しとして記録する"
    success_message = (
        "取り消しとして記録しました。注文そのものは、店舗の受注画面で取り消してください。"
    )
    outcome = Outcome.CANCELLED


class HeldOrderViewSet(RoomViewSet):
    model = HeldOrder
    name = "kasuhara_held_orders"
    url_prefix = "kasuhara/held-orders"
    icon = "time"
    menu_label = "保留した注文"
    index_view_class = HeldIndexView
    inspect_view_class = HeldView
    inspect_template_name = "kasuhara_plugin/admin/held_order.html"
    list_display = [
        "__str__",
        Column("scope_label", label="取引"),
        Column("flag.customer", label="顧客"),
        Column("state_label", label="状態"),
        "at",
    ]
    list_filter = ["outcome"]

    def get_urlpatterns(self) -> list[URLPattern]:
        release, cancel = self.construct_view(ReleaseView), self.construct_view(CancelView)
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/release/", release, name="release"),
            path("<int:pk>/cancel/", cancel, name="cancel"),
        ]


def _address(order: str) -> str:
    """Where the host shows the order, if its model says so."""
    label, _, pk = order.partition(":")
    try:
        row = apps.get_model(label)._base_manager.filter(pk=pk).first()
    except LookupError:  # the host gave the model up
        return ""
    return row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
