"""Where staff see the order that a message names."""

from typing import Any

from django.db import DatabaseError, transaction
from wagtail.admin.admin_url_finder import AdminURLFinder

from kasuhara_plugin.customers.orders import order_of
from kasuhara_plugin.inquiries.models import Inquiry


def order_url(inquiry: Inquiry, user: Any) -> str:
    """In the host's admin where it has one for this person, else where the host shows it; empty where there
    is no such order. A host's table that cannot be asked keeps nobody from the message."""
    if not inquiry.order_number:
        return ""
    try:
        with transaction.atomic():
            order = order_of(inquiry.order_number)
    except (DatabaseError, ValueError):
        return ""
    if order is None:
        return ""
    edited = AdminURLFinder(user).get_edit_url(order)
    return edited or (order.get_absolute_url() if hasattr(order, "get_absolute_url") else "")
