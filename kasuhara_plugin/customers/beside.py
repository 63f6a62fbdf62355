"""What a room keeps of a customer, shown beside the records of others (a flag, an inquiry)."""

from typing import Any

from wagtail.admin.ui.components import Component

from kasuhara_plugin.core import slots
from kasuhara_plugin.customers.models import Customer

SLOT = "customer.beside"


def beside(customer: Customer | None, user: Any) -> list[Component]:
    """Each room's part, for whoever may read it: a room registers ``(customer, user) -> Component
    or None``."""
    if customer is None:
        return []
    return [shown for part in slots.parts(SLOT) if (shown := part(customer, user))]
