"""One inquiry on the staff's screen, and what can be begun from it."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from kasuhara_plugin.core.admin import RecordView
from kasuhara_plugin.customers.beside import beside
from kasuhara_plugin.customers.somebody import ORIGIN
from kasuhara_plugin.flags.offering import may_propose


class InquiryView(RecordView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            propose_url=self.propose_url(),
            beside=beside(self.object.customer, self.request.user),
            **kwargs,
        )

    def propose_url(self) -> str:
        """Where a restriction of the sender is proposed; empty where that cannot be done."""
        if not self.object.customer_id or not may_propose(self.request.user):
            return ""
        url = reverse("kasuhara_flags:propose", args=[self.object.customer_id])
        return f"{url}?{urlencode({ORIGIN: f'inquiry:{self.object.pk}'})}"
