"""What the rooms above share when an act is about one customer."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from kasuhara_plugin.core.admin import ActView, crumbs
from kasuhara_plugin.customers.models import Customer


class AboutCustomerView(ActView):
    """An act about the customer in the URL, for whoever may see that customer."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.customer = get_object_or_404(Customer, pk=kwargs["customer_pk"])

    def user_has_permission(self, permission: str) -> bool:
        may_see = self.request.user.has_perm("kasuhara_plugin.view_customer")
        return may_see and super().user_has_permission(permission)

    def get_page_subtitle(self) -> str:
        return str(self.customer)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        card = reverse("kasuhara_customers:inspect", args=[self.customer.pk])
        return crumbs((str(self.customer), card), (self.page_title, ""))
