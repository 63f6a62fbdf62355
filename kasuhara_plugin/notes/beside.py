"""The notes about a customer, on the card and beside the records of other rooms."""

from typing import Any

from django.db.models import Model
from django.urls import reverse
from wagtail.admin.ui.components import Component

from kasuhara_plugin.core import clock, slots
from kasuhara_plugin.customers.assigned import may_read
from kasuhara_plugin.customers.beside import SLOT
from kasuhara_plugin.customers.family import family
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.notes.models import StaffNote
from kasuhara_plugin.notes.plain import plain

FEW = 5  # notes beside another record
MANY = 20  # on the customer's own card
EXCERPT = 120  # characters


class NotesOfCustomer(Component):
    template_name = "kasuhara_plugin/admin/_notes.html"

    def __init__(self, customer: Customer, user: Any, *, most: int) -> None:
        self.customer, self.user, self.most = customer, user, most

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        now = clock.now()
        about = StaffNote.objects.filter(customer__in=family(self.customer))
        rows = list(about.as_read(now)[: self.most])
        return {
            "notes": [(note, _excerpt(note), note.is_faded(now)) for note in rows],
            "count": about.standing().count(),
            "more": len(rows) == self.most,
            "all_url": self.all_url(),
            "write_url": write_url(self.customer, self.user),
        }

    def all_url(self) -> str:
        """Empty for whoever may not read all notes."""
        may_list = self.user.has_perm("kasuhara_plugin.view_staffnote")
        url = f"{reverse('kasuhara_notes:index')}?customer={self.customer.pk}"
        return url if may_list else ""


def of_customer(customer: Customer, user: Any, *, most: int = MANY) -> NotesOfCustomer | None:
    """None for whoever may not read notes."""
    may_view = may_read(user, "view_staffnote", customer)
    return NotesOfCustomer(customer, user, most=most) if may_view else None


def write_url(customer: Customer, user: Any) -> str:
    """Where a note about the customer is written; empty for whoever may not."""
    needed = ("kasuhara_plugin.view_customer", "kasuhara_plugin.add_staffnote")
    return reverse("kasuhara_notes:write", args=[customer.pk]) if user.has_perms(needed) else ""


def offer() -> None:
    """Once, from ``AppConfig.ready``."""
    slots.register(SLOT, _beside)


def _beside(customer: Customer, user: Any, record: Model) -> NotesOfCustomer | None:
    return of_customer(customer, user, most=FEW)


def _excerpt(note: StaffNote) -> str:
    text = plain(note.body).replace("\n", "　")
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT]}…"
