"""What Wagtail's list of users offers for each account."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from wagtail.admin.widgets.button import Button

from kasuhara_plugin.core.lookup import key_of
from kasuhara_plugin.flags.offering import may_propose, url_for_account


def buttons(user: Any, request_user: Any) -> Iterator[Button]:
    """For ``register_user_listing_buttons``. No query for a row: who is a customer is found out
    when the button is pressed."""
    if request_user.has_perm("kasuhara_plugin.view_customer"):
        card = reverse("kasuhara_customers:card_of_account", args=[key_of(user)])
        yield Button("顧客カード", url=card, icon_name="user", priority=40)
    if may_propose(request_user):
        url = url_for_account(user)
        yield Button("取引制限を申請する", url=url, icon_name="warning", priority=50)
