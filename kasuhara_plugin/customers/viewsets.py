"""顧客 in the Wagtail admin. The card of a customer belongs to ``desk``."""

from django.db.models import QuerySet
from django.urls import path
from django.urls.resolvers import URLPattern

from kasuhara_plugin.core.admin import RoomViewSet
from kasuhara_plugin.core.paging import NewestFirstView
from kasuhara_plugin.customers import searching, views
from kasuhara_plugin.customers.filters import CustomerFilterSet
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.customers.somebody import CardOfAccountView


class CustomerIndexView(NewestFirstView):
    """Customers that were merged are found as the one that was kept."""

    newest_first = ("created_at", "id")

    def get_base_queryset(self) -> QuerySet[Customer]:
        return super().get_base_queryset().filter(merged_into=None)

    def search_queryset(self, queryset: QuerySet[Customer]) -> QuerySet[Customer]:
        if not self.is_searching:
            return queryset
        return queryset.filter(searching.matching(self.search_query))

    def through_index(self, queryset: QuerySet[Customer]) -> QuerySet[Customer]:
        return queryset.filter(searching.through_index(self.search_query, queryset.db))


class CustomerViewSet(RoomViewSet):
    model = Customer
    name = "kasuhara_customers"
    url_prefix = "kasuhara/customers"
    icon = "user"
    index_view_class = CustomerIndexView
    menu_label = "顧客"
    inspect_template_name = "kasuhara_plugin/admin/customer.html"
    filterset_class = CustomerFilterSet
    list_display = ["__str__", "organisation", "created_at"]
    search_fields = ["search_key"]

    def get_urlpatterns(self) -> list[URLPattern]:
        mark = "identifiers/<int:identifier_pk>/"
        acts = {
            "amend": ("amend/", views.AmendView),
            "merge": ("merge/", views.MergeView),
            "unmerge": ("merges/<int:merge_pk>/undo/", views.UnmergeView),
            "hold": ("hold/", views.HoldView),
            "release_hold": ("holds/<int:hold_pk>/release/", views.ReleaseHoldView),
            "exempt": (f"{mark}exempt/", views.ExemptView),
            "reinstate": (f"{mark}reinstate/", views.ReinstateView),
        }
        return [
            *super().get_urlpatterns(),
            *(
                path(f"<int:customer_pk>/{end}", self.construct_view(view), name=name)
                for name, (end, view) in acts.items()
            ),
            path(
                "of-account/<str:user_pk>/",
                self.construct_view(CardOfAccountView),
                name="card_of_account",
            ),
        ]
