"""The inquiries of a customer, on the card and beside the records of other rooms."""

from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from wagtail.admin.ui.components import Component

from kasuhara_plugin.core import slots
from kasuhara_plugin.customers import assigned
from kasuhara_plugin.customers.beside import SLOT
from kasuhara_plugin.customers.family import family
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.inquiries.inbox.rights import ALL, given, readable
from kasuhara_plugin.inquiries.inbox.states import told, with_person
from kasuhara_plugin.inquiries.models import Inquiry

FEW = 5  # beside another record
MANY = 20  # on the customer's own card


class InquiriesOfCustomer(Component):
    """``all_url`` leads to the rest of them."""

    template_name = "kasuhara_plugin/admin/_inquiries.html"

    def __init__(self, rows: QuerySet[Inquiry], *, all_url: str, others: bool = False) -> None:
        self.rows = list(with_person(rows.select_related("first")))
        self.all_url, self.others = all_url, others

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        for row in self.rows:
            row.told = told(row)  # type: ignore[attr-defined]
        shown = {"inquiries": self.rows, "all_url": self.all_url, "others": self.others}
        # A subject is veiled for whoever the page is for.
        return {**shown, "request": (parent_context or {}).get("request")}


def of_customer(customer: Customer, user: Any) -> InquiriesOfCustomer | None:
    """All of them; None for whoever may not read each."""
    if not user.has_perm(ALL):
        return None
    return InquiriesOfCustomer(_about(customer)[:MANY], all_url=_all_url(customer, user))


def offer() -> None:
    """Once, from ``AppConfig.ready``."""
    slots.register(SLOT, _beside)
    slots.register(assigned.SLOT, _is_given)


def _beside(customer: Customer, user: Any, record: Model) -> InquiriesOfCustomer | None:
    """Threads, since an inquiry shows its own by itself."""
    own = {record.thread().pk} if isinstance(record, Inquiry) else set()
    rows = readable(_about(customer).filter(first=None), user).exclude(pk__in=own)
    url = _all_url(customer, user)
    shown = InquiriesOfCustomer(rows[:FEW], all_url=url, others=bool(own))
    return shown if shown.rows else None


def _is_given(customer: Customer, user: Any) -> bool:
    return given(_about(customer).order_by(), user).exists()


def _about(customer: Customer) -> QuerySet[Inquiry]:
    return Inquiry.objects.filter(customer__in=family(customer))


def _all_url(customer: Customer, user: Any) -> str:
    """Empty for whoever may not ask for a customer."""
    if not user.has_perm("kasuhara_plugin.view_customer"):
        return ""
    return f"{reverse('kasuhara_inquiries:index')}?customer={customer.pk}"
