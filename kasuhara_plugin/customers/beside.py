"""What a room keeps of a customer, shown beside the records of others (a flag, an inquiry)."""

from typing import Any

from django.db.models import Model
from wagtail.admin.ui.components import Component

from kasuhara_plugin.core import slots
from kasuhara_plugin.customers.models import Customer

SLOT = "customer.beside"


def beside(customer: Customer | None, user: Any, record: Model) -> list[Component]:
    """Each room's part, for whoever may read it, without the ``record`` itself: a room registers
    ``(customer, user, record) -> Component or None``."""
    if customer is None:
        return []
    return [shown for part in slots.parts(SLOT) if (shown := part(customer, user, record))]
