"""The customer card: everything the shop knows of one customer, on one page."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages

from kasuhara_plugin.core.admin import RecordView
from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.customers.family import family
from kasuhara_plugin.customers.hints import hints
from kasuhara_plugin.customers.models import Customer, Identifier
from kasuhara_plugin.customers.preserving import holds_of
from kasuhara_plugin.desk.disclosing import disclosures_of
from kasuhara_plugin.flags import beside as flags
from kasuhara_plugin.inquiries import beside as inquiries
from kasuhara_plugin.notes import beside as notes

ROOMS = (flags.of_customer, notes.of_customer, inquiries.of_customer)
SHOWN = 20  # rows of each kind
ACTS = {
    "can_amend": "change_customer",
    "can_disclose": "disclose_customer",
    "can_exempt": "exempt_customer",
    "can_merge": "merge_customer",
    "can_hold": "hold_customer",
    "can_log": "add_inquiry",
    "can_propose": "propose_accountflag",
    "can_write": "add_staffnote",
}


class CustomerCardView(RecordView):
    """What was merged into the customer is shown as its own; a merged one leads to the kept."""

    page_title = "顧客カード"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if kept := self.object.merged_into:
            messages.info(request, f"「{self.object}」は「{kept}」に統合されています。")
            return redirect("kasuhara_customers:inspect", kept.pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        people, holds = family(self.object), holds_of(self.object)
        can = self.request.user.has_perm
        return super().get_context_data(
            identifiers=Identifier.objects.filter(customer__in=people).order_by("kind", "pk"),
            rooms=filter(None, [part(self.object, self.request.user) for part in ROOMS]),
            merges=self.object.merges.filter(undone_at=None).select_related("other"),
            hints=hints(self.object),
            holds=holds,
            is_held=any(hold.released_at is None for hold in holds),
            disclosures=self._disclosures(people),
            has_account=any(one.user_id for one in people),
            **{name: can(f"kasuhara_plugin.{act}") for name, act in ACTS.items()},
            **kwargs,
        )

    def _disclosures(self, people: list[Customer]) -> QuerySet[AuditRecord] | None:
        if not self.request.user.has_perm("kasuhara_plugin.view_auditrecord"):
            return None
        return disclosures_of(people)[:SHOWN]
