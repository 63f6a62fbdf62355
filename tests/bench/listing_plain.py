"""What a shop gets from Wagtail alone: the default listing of the same tables, in few lines.

It searches the same column as ours, so that both find the same rows.
"""

from typing import Any

from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet

from kasuhara_plugin.models import AccountFlag, Customer, Inquiry


class PlainCustomerViewSet(ModelViewSet):
    model = Customer
    name = "plain_customers"
    form_fields = ["name"]
    list_display = ["__str__", "organisation", "created_at"]
    list_filter = ["party_type"]
    search_fields = ["search_key"]
    list_per_page = 25


class PlainFlagViewSet(ModelViewSet):
    model = AccountFlag
    name = "plain_flags"
    form_fields = ["reason"]
    list_display = ["customer", "level", "until", "review_on", "proposer_name"]
    list_filter = ["level"]
    search_fields = ["customer__search_key"]
    list_per_page = 25


class PlainInquiryViewSet(ModelViewSet):
    model = Inquiry
    name = "plain_inquiries"
    form_fields = ["name"]
    list_display = ["number", "subject", "name", "channel", "received_at"]
    list_filter = ["channel", "category"]
    search_fields = ["number", "name", "email", "subject", "body"]
    list_per_page = 25


def register() -> None:
    """Before anything asks for an address: Wagtail makes them all at once."""
    hooks.register("register_admin_viewset", viewsets)


def viewsets() -> list[Any]:
    return [PlainCustomerViewSet(), PlainFlagViewSet(), PlainInquiryViewSet()]
