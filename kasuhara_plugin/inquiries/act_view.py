"""The furniture of an act upon one inquiry."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from kasuhara_plugin.core.admin import ActView, crumbs
from kasuhara_plugin.inquiries.inbox.rights import may
from kasuhara_plugin.inquiries.models import Inquiry


class InquiryActView(ActView):
    """An act on the inquiry in the URL, for whoever may read it."""

    model = Inquiry
    header_icon = "mail"
    consequence = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.inquiry = get_object_or_404(Inquiry, pk=kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"inquiry": self.inquiry, "consequence": self.consequence}
        return super().get_context_data(**shown, **kwargs)

    def user_has_permission(self, permission: str) -> bool:
        return all(may(self.request.user, act, self.inquiry) for act in ("view", permission))

    def get_page_subtitle(self) -> str:
        return str(self.inquiry)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return crumbs((str(self.inquiry), self.get_success_url()), (self.page_title, ""))

    def get_success_url(self) -> str:
        if not may(self.request.user, "view", self.inquiry):  # it was given to somebody else
            return reverse("kasuhara_inquiries:index")
        return reverse("kasuhara_inquiries:inspect", args=[self.inquiry.pk])
