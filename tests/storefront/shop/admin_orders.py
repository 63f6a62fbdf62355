"""The shop's orders in Wagtail's admin, to read only."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern
from django.utils import timezone
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet

from storefront.shop.models import Order


class OrderIndexView(IndexView):
    any_permission_required = ("view",)

    def get_base_queryset(self) -> QuerySet[Order]:
        return Order.objects.select_related("product", "user")


class OrderView(InspectView):
    any_permission_required = ("view",)
    page_title = "注文の詳細"

    def get_created_display_value(self) -> datetime:
        return timezone.localtime(self.object.created)


class OrderViewSet(ModelViewSet):
    model = Order
    name = "shop_orders"
    url_prefix = "orders"
    icon = "doc-full"
    menu_label = "注文"
    menu_order = 140
    add_to_admin_menu = True
    index_view_class = OrderIndexView
    inspect_view_class = OrderView
    inspect_view_enabled = True
    inspect_template_name = "shop/admin/order.html"
    inspect_view_fields = (
        "number", "created", "status", "product", "paper", "size", "quantity", "price",
        "user", "guest_name", "guest_email", "address", "note",
    )  # fmt: skip
    list_display = (
        "number",
        Column("customer_name", label="お客様"),
        "product",
        "status",
        "created",
    )
    list_filter = ("status",)
    search_fields = ("number", "guest_name", "guest_email", "user__name", "user__email")
    add_to_reference_index = False
    copy_view_enabled = False
    form_fields = ()

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = ("add", "edit", "delete", "history", "usage")
        return super().get_common_view_kwargs(
            **{f"{name}_url_name": None for name in absent}, **kwargs
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        wanted = ("index", "index_results", "inspect")
        return [each for each in super().get_urlpatterns() if each.name in wanted]
