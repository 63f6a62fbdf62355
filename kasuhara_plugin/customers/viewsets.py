"""顧客 in the Wagtail admin. The card of a customer belongs to ``desk``."""

from django.db.models import QuerySet
from wagtail.admin.views import generic

from kasuhara_plugin.core.admin import RoomViewSet
from kasuhara_plugin.customers.models import Customer


class CustomerIndexView(generic.IndexView):
    any_permission_required = ["view"]

    def search_queryset(self, queryset: QuerySet[Customer]) -> QuerySet[Customer]:
        """One row a customer, however many identifiers match."""
        found = super().search_queryset(queryset)
        return queryset.filter(pk__in=found.values("pk")) if self.is_searching else found


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
