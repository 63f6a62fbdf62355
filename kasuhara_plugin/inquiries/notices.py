"""What is told by mail of a message: the sender a receipt, the staff that there is something to read.
In the transaction of the message, through the outbox.

A receipt goes to an address that anybody may have typed: it repeats nothing that was written, and
whoever sends on and on is not answered by a mail each time.
"""

from datetime import datetime
from typing import Any

from kasuhara_plugin.core import clock, letters, links, outbox
from kasuhara_plugin.core.errors import UnusableAddress
from kasuhara_plugin.core.people import address_of
from kasuhara_plugin.core.site_settings import ShopSettings, shop_of_default_site
from kasuhara_plugin.core.text import fold
from kasuhara_plugin.customers.addresses import usable
from kasuhara_plugin.inquiries import guard, mail_link
from kasuhara_plugin.inquiries.inbox.preferences import Mails, readers_who_want
from kasuhara_plugin.inquiries.models import Inquiry
from kasuhara_plugin.inquiries.rules import InquiryRules

RECEIPT = "inquiry.receipt"
STAFF = "inquiry.staff"
FEW = 3  # more recipients than that are not written to while a page waits


def post(
    inquiry: Inquiry, verdict: guard.Verdict, *, rules: InquiryRules, shop: ShopSettings
) -> None:
    """The mails that belong to a message just received."""
    if not verdict.asks_to_wait and (inquiry.proven or verdict.held_until is None):
        _receipt(inquiry, shop)
    if verdict.held_until is None and not verdict.asks_to_wait:
        _tell_staff(inquiry, rules, shop)


def tell_of_released(now: datetime | None = None) -> int:
    """Tells the staff of each held message whose time has come; how many. For the commands that
    run by themselves: the list shows such a message without them."""
    rules, shop = InquiryRules.load(), shop_of_default_site()
    due = Inquiry.objects.filter(notice_due_at__lte=now or clock.now()).order_by("pk")
    for inquiry in due:
        _tell_staff(inquiry, rules, shop, at_once=False)
        Inquiry.objects.filter(pk=inquiry.pk).update(notice_due_at=None)
    return len(due)


def _receipt(inquiry: Inquiry, shop: ShopSettings) -> None:
    site, token = shop.site_or_none(), mail_link.token(inquiry)
    context = {
        "inquiry": inquiry,
        "first": inquiry.first if inquiry.proven else None,
        "shop": shop,
        "url": links.absolute("kasuhara_plugin:inquiry_by_mail", token, site=site),
    }
    _send("inquiry_receipt", context, inquiry, mailbox(inquiry.email), RECEIPT)


def _tell_staff(
    inquiry: Inquiry, rules: InquiryRules, shop: ShopSettings, *, at_once: bool = True
) -> None:
    wanting = map(address_of, readers_who_want(Mails.EACH))
    recipients = list(dict.fromkeys([*rules.recipients.split(), *wanting]))
    at_once = at_once and len(recipients) <= FEW
    url = links.absolute("kasuhara_inquiries:inspect", inquiry.pk, site=shop.site_or_none())
    context = {"inquiry": inquiry, "url": url}
    for address in recipients:
        _send("staff_inquiry", context, inquiry, address, STAFF, at_once=at_once)


def mailbox(typed: str) -> str:
    """What was typed, if a mail can go there; full width is understood."""
    return next(iter(usable([typed.strip(), fold(typed)])), "")


def _send(
    name: str,
    context: dict[str, Any],
    inquiry: Inquiry,
    to: str,
    kind: str,
    *,
    at_once: bool = True,
) -> None:
    if not to:
        return
    subject, body = letters.render(name, context)
    try:
        outbox.post(
            to=to,
            subject=subject,
            body=body,
            kind=kind,
            about=inquiry,
            key=f"{kind}:{inquiry.pk}:{to}"[:200],
            now=inquiry.received_at,
            at_once=at_once,
        )
    except UnusableAddress:
        return  # the page gives the receipt, and the list shows the message
