"""The customer card: everything the shop knows of one customer, on one page."""

from typing import Any

from kasuhara_plugin.core.admin import RecordView
from kasuhara_plugin.inquiries.models import Inquiry
from kasuhara_plugin.notes.models import StaffNote

SHOWN = 20  # rows of each kind


class CustomerCardView(RecordView):
    page_title = "顧客カード"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        customer = self.object
        can = self.request.user.has_perm
        flags = customer.flags.prefetch_related("decisions")
        return super().get_context_data(
            identifiers=customer.identifiers.all(),
            flags=flags[:SHOWN] if can("kasuhara_plugin.view_accountflag") else None,
            notes=StaffNote.objects.filter(customer=customer)[:SHOWN]
            if can("kasuhara_plugin.view_staffnote")
            else None,
            inquiries=Inquiry.objects.filter(customer=customer)[:SHOWN]
            if can("kasuhara_plugin.view_inquiry")
            else None,
            can_propose=can("kasuhara_plugin.propose_accountflag"),
            can_write=can("kasuhara_plugin.add_staffnote"),
            **kwargs,
        )
