"""A shop in which every door leads to something."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from attachment_files import pdf, upload
from django.core import signing
from storefront.accounts.models import User
from storefront.shop.models import Order, Product

from kasuhara_plugin.core import clock, outbox
from kasuhara_plugin.customers.actions import merge, register
from kasuhara_plugin.customers.preserving import hold as hold_records
from kasuhara_plugin.customers.preserving import release_hold
from kasuhara_plugin.flags import appeal_link
from kasuhara_plugin.flags.actions import approve, propose
from kasuhara_plugin.flags.gate import restriction_for
from kasuhara_plugin.flags.holding import hold
from kasuhara_plugin.flags.refusals import keep
from kasuhara_plugin.inquiries import mail_link
from kasuhara_plugin.inquiries.actions import receive
from kasuhara_plugin.inquiries.attaching import judge
from kasuhara_plugin.inquiries.inbox.saved_views import save_view
from kasuhara_plugin.models import (
    AuditRecord,
    Customer,
    InquiryTag,
    MessageTemplate,
    PolicyPage,
    PolicyReview,
    PolicyVersion,
    ReplyDraft,
    ReplyTemplate,
    RetentionSettings,
    RuleSettings,
    ShopSettings,
)
from kasuhara_plugin.notes.actions import write
from kasuhara_plugin.notes.redacting import propose_redaction


@pytest.fixture
def shop(
    staff: Callable[..., User], customer: Customer, ichiro: User, hanako: User, store: Path
) -> SimpleNamespace:
    operator, second = staff("operator"), staff("supervisor", "second")
    wording = {"reason": "記録のとおり。", "customer_message": "お控えください。", "by": operator}
    proposed, active = propose(customer, **wording), propose(customer, **wording)
    approve(active, by=second)
    message = {"subject": "納期", "body": "いつ届きますか。", "email": ichiro.email}
    received = receive(**message, user=ichiro, attachments=[judge(upload(pdf()))])
    ReplyDraft.objects.create(
        inquiry=received.inquiry, body="お待たせしました。", author_key="x", author_name="x"
    )
    restriction = restriction_for(ichiro, "order")
    refusal = keep(restriction, door="/shop/")
    job = {"product": Product.objects.create(slug="meishi"), "quantity": 100, "price": 1580}
    order = Order.objects.create(**job)
    page = PolicyPage.objects.get()
    page.save_revision()
    version = PolicyVersion.objects.get()
    in_a_year = {"next_review_on": clock.months_after(clock.day(clock.now()), 12)}
    review = PolicyReview.objects.create(
        trigger="schedule", findings="確認しました。", decision="keep", **in_a_year
    )
    note = write(customer, body="<p>お電話がありました。</p>", by=operator)
    released = release_hold(
        hold_records(customer, reason="訴訟", by=second), reason="和解した", by=second
    )
    merged = merge(customer, register(email="second@example.jp"), by=second, reason="同じ方")
    return SimpleNamespace(
        merge=merged,
        hold=released,
        member=hanako,
        customer=customer,
        proposed=proposed,
        active=active,
        reply_template=ReplyTemplate.objects.first(),
        tag=InquiryTag.objects.create(name="納期"),
        saved_view=save_view("新着", "state=new", by=hanako),  # nobody's of the staff
        template=MessageTemplate.objects.first(),
        token=appeal_link.address_for(active, ichiro.email).rstrip("/").rpartition("/")[2],
        refusal=refusal,
        held=hold(order, restriction),
        order=order,
        note=note,
        redaction=propose_redaction(note, reason="ご本人のご請求", by=second),
        inquiry=received.inquiry,
        inquiry_token=mail_link.token(received.inquiry),
        attachment=received.inquiry.attachments.get(),
        audit=AuditRecord.objects.get(act="note.write"),
        mail=outbox.post(to="a@example.com", subject="お知らせ", body="本文", kind="test"),
        page=page,
        version=version,
        review=review,
        rules=RuleSettings.load(),
        retention=RetentionSettings.load(),
        shop_settings=ShopSettings.objects.get(),
        receipt=signing.dumps({"number": received.number}, salt="kasuhara.receipt"),
    )
