"""Who was given threads by somebody else is told by mail, unless they chose not to be: their numbers and the
way to them. No name, no subject and no word of a customer leaves the admin."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from kasuhara_plugin.core import audit, clock, letters, links, outbox
from kasuhara_plugin.core.errors import UnusableAddress
from kasuhara_plugin.core.people import address_of
from kasuhara_plugin.inquiries.inbox.preferences import preference_of
from kasuhara_plugin.inquiries.inbox.states import MINE
from kasuhara_plugin.inquiries.models import Inquiry

KIND = "inquiry.given"
LISTED = 30  # numbers


def tell_given(
    person: Any, threads: Sequence[Inquiry], *, by: Any, now: datetime | None = None
) -> None:
    """One mail for all that were given in one act; none to whoever took them."""
    address, now = address_of(person), now or clock.now()
    if not (threads and address and person.pk != by.pk and preference_of(person).given_mail):
        return
    context = {
        "who": audit.actor(by).name,
        "many": len(threads),
        "numbers": [row.number for row in threads[:LISTED]],
        "further": len(threads[LISTED:]),
        "url": _url(threads),
    }
    subject, body = letters.render("staff_inquiry_given", context)
    with suppress(UnusableAddress):  # it is theirs even so
        outbox.post(
            to=address,
            subject=subject,
            body=body,
            kind=KIND,
            about=threads[0],
            key=f"{KIND}:{person.pk}:{threads[0].pk}:{now.timestamp()}",
            now=now,
        )


def _url(threads: Sequence[Inquiry]) -> str:
    if len(threads) == 1:
        return links.absolute("kasuhara_inquiries:inspect", threads[0].pk)
    return f"{links.absolute('kasuhara_inquiries:index')}?state={MINE}"
