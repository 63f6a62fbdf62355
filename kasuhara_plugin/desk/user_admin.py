"""For the host's own user administration, where Wagtail has no hook for a badge."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button

from kasuhara_plugin.core import clock
from kasuhara_plugin.customers.identity import Identity
from kasuhara_plugin.desk.user_listing import buttons
from kasuhara_plugin.flags.models import AccountFlag
from kasuhara_plugin.flags.offering import in_force_for, in_words, may_read


class FlaggedUserEditMixin:
    """For the edit view of a Wagtail ``UserViewSet``, before Wagtail's own class.

    Says on the page which restrictions are in force for the account, to whoever may view flags,
    and leads to the customer card and to the proposal, for whoever may go there. Two queries.
    """

    request: HttpRequest
    object: Any

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # As late as this: what is said for a page that is not made would turn up on another one.
        if may_read(self.request.user):
            for flag in in_force_for([Identity(user=self.object)], clock.now()):
                _say(self.request, flag)
        return super().get_context_data(**kwargs)  # type: ignore[misc]

    def get_header_more_buttons(self) -> list[Button]:
        ours = buttons(user=self.object, request_user=self.request.user)
        return [*super().get_header_more_buttons(), *ours]  # type: ignore[misc]


def _say(request: HttpRequest, flag: AccountFlag) -> None:
    url = reverse("kasuhara_flags:inspect", args=[flag.pk])
    said = f"この会員には、取引制限フラグ「{in_words(flag)}」が適用されています。"
    messages.warning(request, said, buttons=[messages.button(url, "フラグを見る")])
