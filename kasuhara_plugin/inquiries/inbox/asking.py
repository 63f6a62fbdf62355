"""Somebody who should not have to read a message asks a colleague to: the link alone is mailed."""

from datetime import datetime
from typing import Any

from django.db import transaction

from kasuhara_plugin.core import audit, clock, letters, links, outbox
from kasuhara_plugin.core.errors import NotPermitted, UnusableAddress
from kasuhara_plugin.core.people import address_of, staff_who_may
from kasuhara_plugin.inquiries.inbox.rights import require
from kasuhara_plugin.inquiries.models import Inquiry

KIND = "inquiry.ask"


def ask_to_read(inquiry: Inquiry, colleague: Any, *, by: Any, now: datetime | None = None) -> None:
    """At most one mail a day for each message and colleague. Raises ``NotPermitted`` where either may
    not read it, and ``UnusableAddress`` where the colleague has no address."""
    require(by, "view", inquiry, "お問い合わせを読む権限がありません。")
    if not staff_who_may("view_inquiry").filter(pk=colleague.pk).exists():
        raise NotPermitted("お問い合わせを読む権限がない人には、依頼できません。")
    if not address_of(colleague):
        raise UnusableAddress("この担当者のメールアドレスが登録されていません。")
    now = now or clock.now()
    context = {
        "who": audit.actor(by).name,
        "inquiry": inquiry,
        "url": links.absolute("kasuhara_inquiries:inspect", inquiry.pk),
    }
    subject, body = letters.render("staff_inquiry_ask", context)
    with transaction.atomic():
        outbox.post(
            to=address_of(colleague),
            subject=subject,
            body=body,
            kind=KIND,
            about=inquiry,
            key=f"{KIND}:{inquiry.pk}:{colleague.pk}:{clock.day(now)}",
            now=now,
        )
        data = {"colleague": audit.actor(colleague).name}
        audit.record("inquiry.ask", inquiry, by=by, data=data)
