"""顧客 in the Wagtail admin. The card of a customer belongs to ``desk``."""

from django.db.models import QuerySet
from django.urls import path
from django.urls.resolvers import URLPattern
from wagtail.admin.views import generic

from kasuhara_plugin.core.admin import RoomViewSet
from kasuhara_plugin.customers import views
from kasuhara_plugin.customers.family import ROOT
from kasuhara_plugin.customers.models import Customer


class CustomerIndexView(generic.IndexView):
    """Customers that were merged are found as the one that was kept."""

    any_permission_required = ["view"]

    def get_base_queryset(self) -> QuerySet[Customer]:
        return super().get_base_queryset().filter(merged_into=None)

    def search_queryset(self, queryset: QuerySet[Customer]) -> QuerySet[Customer]:
        """One row a customer, however many identifiers match."""
        if not self.is_searching:
            return super().search_queryset(queryset)
        found = super().search_queryset(Customer.objects.order_by())
        return queryset.filter(pk__in=found.values_list(ROOT))


class CustomerViewSet(RoomViewSet):
    model = Customer
    name = "kasuhara_customers"
    url_prefix = "kasuhara/customers"
    icon = "user"
    index_view_class = CustomerIndexView
    menu_label = "顧客"
    inspect_template_name = "kasuhara_plugin/admin/customer.html"
    list_display = ["__str__", "organisation", "created_at"]
    search_fields = ["name", "organisation", "identifiers__value"]

    def get_urlpatterns(self) -> list[URLPattern]:
        mark = "identifiers/<int:identifier_pk>/"
        acts = {
            "amend": ("amend/", views.AmendView),
            "merge": ("merge/", views.MergeView),
            "unmerge": ("merges/<int:merge_pk>/undo/", views.UnmergeView),
            "exempt": (f"{mark}exempt/", views.ExemptView),
            "reinstate": (f"{mark}reinstate/", views.ReinstateView),
        }
        return [
            *super().get_urlpatterns(),
            *(
                path(f"<int:customer_pk>/{end}", self.construct_view(view), name=name)
                for name, (end, view) in acts.items()
            ),
        ]
