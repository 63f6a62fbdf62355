"""Who reads what is kept of a customer: whoever may read all that there is of its kind, and somebody to whom
something of this customer was given (法務, for one)."""

from typing import Any

from kasuhara_plugin.core import slots
from kasuhara_plugin.customers.models import Customer

SLOT = "customer.assigned"


def may_read(user: Any, permission: str, customer: Customer) -> bool:
    """A room in which things are given to people registers ``(customer, user) -> bool``."""
    if user.has_perm(f"kasuhara_plugin.{permission}"):
        return True
    return any(is_given(customer, user) for is_given in slots.parts(SLOT))


class OfCustomerMixin:
    """Of a view of one record of a customer: to read it is asked as ``may_read``."""

    def user_has_permission(self: Any, permission: str) -> bool:
        if permission == "view":
            name = f"view_{self.model._meta.model_name}"
            return may_read(self.request.user, name, self.object.customer)
        return bool(super().user_has_permission(permission))  # type: ignore[misc]
