"""axe on every public page, and on the content of each of our admin pages, narrow and wide."""

from collections.abc import Callable
from typing import Any

import pytest

from kasuhara_plugin.inquiries.actions import receive
from kasuhara_plugin.models import (
    AccountFlag,
    AuditRecord,
    Customer,
    Inquiry,
    InquiryRules,
    LegalHold,
    PolicyVersion,
    Redaction,
    Refusal,
    ReplyDraft,
    RuleSettings,
    StaffNote,
)

pytestmark = pytest.mark.once
WIDTHS = pytest.mark.parametrize("width", [360, 1280])
CONTENT = "main"
POLICY = (
    "/customer-harassment-policy/",
    "/en/customer-harassment-policy/",
    "/support/policy/ja/",
    "/support/policy/ja/1/",
    "/support/policy/ja/1/2/",
)


def look(person: Any, within: str | None = None) -> list[str]:
    overflow = ["the page overflows sideways"] if person.overflows() else []
    return [f"{person.page.url}: {row}" for row in person.violations(within) + overflow]


@WIDTHS
def test_the_public_pages_have_no_violation(visitor: Callable[..., Any], width: int) -> None:
    person = visitor(width=width)
    found = []
    for path in (*POLICY, "/support/inquiry/"):
        person.goto(path)
        found += look(person)
    person.press("送信する")
    found += look(person)  # with errors
    for name in ("name", "subject", "body"):
        person.page.fill(f"[name={name}]", "納期について")
    person.page.fill("[name=email]", "guest@example.jp")
    person.press("送信する")
    found += look(person)  # the receipt
    person.log_in("flagged@example.com")
    person.goto("/support/inquiries/")
    found += look(person)
    person.page.locator(".care dt a").first.click()
    person.page.wait_for_load_state("networkidle")
    assert person.sees("受付番号")
    found += look(person)
    person.goto("/shop/products/meishi/")
    person.page.fill("[name=address]", "東京都架空区見本町1-2-3")
    person.press("注文を確定する")
    found += look(person)  # the refusal
    found += [row for look_at in (limited, neutral) for row in look_at(visitor(width=width))]
    assert not found, "\n".join(found)


def limited(person: Any) -> list[str]:
    """The held receipt, and the text given back."""
    InquiryRules.objects.update(network_limit=2, sender_limit=1)
    found = []
    for time in range(3):
        person.goto("/support/inquiry/")
        for name in ("name", "subject", "body"):
            person.page.fill(f"[name={name}]", f"納期について{time}")
        person.page.fill("[name=email]", "held@example.jp")
        person.page.get_by_role("button", name="送信する").click()
        person.page.wait_for_load_state("networkidle")
        found += look(person)
    assert person.sees("お使いの回線から")
    return found


def neutral(person: Any) -> list[str]:
    person.goto("/shop/products/meishi/")
    for name, value in {"guest_name": "佐藤", "guest_email": "flagged@example.com"}.items():
        person.page.fill(f"[name={name}]", value)
    person.page.fill("[name=address]", "東京都架空区見本町1-2-3")
    person.press("注文を確定する")
    assert person.sees("R-")
    return look(person)


def waiting_thread() -> Inquiry:
    """With a reply that a second person has to read."""
    thread = Inquiry.objects.get(subject="折り加工")
    ReplyDraft.objects.get_or_create(
        inquiry=thread,
        decided_at=None,
        defaults={"body": "承ります。", "author_key": "x", "author_name": "小川"},
    )
    return thread


def harsh() -> Inquiry:
    return receive(body="まだ届かない。馬鹿野郎。", email="harsh@example.jp").inquiry  # type: ignore[return-value]


def admin_pages() -> list[str]:
    customer = Customer.objects.get(name="佐藤 一郎")
    flag = AccountFlag.objects.get(customer=customer)
    waiting = AccountFlag.objects.waiting().first()
    note = a_note()
    older, newer = note.history.order_by("history_id").values_list("history_id", flat=True)[:2]
    inquiry = Inquiry.objects.earliest("pk")
    held = Inquiry.objects.filter(held_until__isnull=False).first() or inquiry
    audit = AuditRecord.objects.latest("id")
    refusal = Refusal.objects.create(
        reference="R-TEST", scope="order", door="/shop/", flag=flag, proven=True
    )
    redaction = Redaction.objects.create(
        note=note, reason="ご本人からのご請求", proposer_key="legal", proposer_name="法務"
    )
    rooms = (
        "customers", "flags", "refusals", "held-orders", "templates", "notes", "inquiries", "audit", "policy", "mail",
    )  # fmt: skip
    return [
        *(f"kasuhara/{room}/" for room in rooms),
        f"kasuhara/customers/{customer.pk}/",
        f"kasuhara/flags/{flag.pk}/",
        f"kasuhara/flags/propose/{customer.pk}/",
        f"kasuhara/flags/{waiting.pk}/approve/",
        f"kasuhara/flags/{waiting.pk}/reject/",
        f"kasuhara/flags/{flag.pk}/lift/",
        f"kasuhara/flags/{flag.pk}/review/",
        f"kasuhara/flags/{flag.pk}/appeal/",
        f"kasuhara/flags/lift/?flag={flag.pk}",
        f"kasuhara/flags/{waiting.pk}/amend/",
        "kasuhara/flags/propose/",
        f"kasuhara/customers/{customer.pk}/amend/",
        f"kasuhara/customers/{customer.pk}/merge/",
        f"kasuhara/customers/{customer.pk}/hold/",
        f"kasuhara/customers/{customer.pk}/holds/{a_hold(customer).pk}/release/",
        "kasuhara/customers/phone-note/",
        "kasuhara/disclosure/",
        "kasuhara/disclosure/?q=%E4%BD%90%E8%97%A4",
        f"kasuhara/disclosure/{customer.pk}/",
        f"kasuhara/notes/{note.pk}/",
        f"kasuhara/notes/{note.pk}/history/",
        f"kasuhara/notes/{note.pk}/compare/{older}/{newer}/",
        f"kasuhara/notes/{note.pk}/redact/",
        f"kasuhara/notes/redactions/{redaction.pk}/erase/",
        f"kasuhara/notes/redactions/{redaction.pk}/reject/",
        "kasuhara/notes/changes/",
        "kasuhara/audit/?room=permission",
        f"kasuhara/notes/write/{customer.pk}/",
        f"kasuhara/refusals/{refusal.pk}/",
        f"kasuhara/inquiries/{inquiry.pk}/",
        f"kasuhara/inquiries/{inquiry.pk}/answer/",
        f"kasuhara/inquiries/{waiting_thread().pk}/",
        f"kasuhara/inquiries/{waiting_thread().pk}/return-draft/",
        f"kasuhara/inquiries/{harsh().pk}/",
        *(
            f"kasuhara/inquiries/{inquiry.pk}/{act}/"
            for act in ("reply", "assign", "close", "take", "remark", "tag")
        ),
        "kasuhara/inquiries/?state=new",
        "kasuhara/inquiries/hand-over/",
        "kasuhara/inquiries/report/",
        "kasuhara/inquiries/views/save/?state=new",
        "kasuhara/inquiry-tags/",
        "kasuhara/inquiry-tags/add/",
        f"kasuhara/inquiries/several/?inquiry={waiting_thread().pk}",
        "kasuhara/reply-templates/",
        "kasuhara/reply-templates/add/",
        "account/",
        f"kasuhara/inquiries/{held.pk}/release/",
        "kasuhara/inquiries/log/",
        "kasuhara/inquiries/rules/",
        f"kasuhara/audit/{audit.pk}/",
        f"kasuhara/policy/{version_key()}/",
        "kasuhara/policy-reviews/",
        "kasuhara/policy-reviews/record/",
        "kasuhara/attestations/",
        "kasuhara/attestations/confirm/",
        "settings/kasuhara_plugin/rulesettings/",
        "settings/kasuhara_plugin/retentionsettings/",
        "settings/kasuhara_plugin/shopsettings/",
    ]


def a_hold(customer: Customer) -> LegalHold:
    details = {"customer": customer, "actor_name": "法務", "reason": "訴訟に備えるため"}
    return LegalHold.objects.get_or_create(released_at=None, **details)[0]


def a_note() -> StaffNote:
    """Of two versions."""
    return StaffNote.objects.standing().filter(customer__name="佐藤 一郎").earliest("pk")


def version_key() -> int:
    return PolicyVersion.objects.get(language="ja", number=2).pk


@WIDTHS
def test_the_admin_pages_have_no_violation(visitor: Callable[..., Any], width: int) -> None:
    supervisor = visitor(width=width)
    supervisor.log_in("supervisor@example.com", staff=True)
    RuleSettings.objects.update(attestation=True)
    found = []
    for path in admin_pages():
        supervisor.goto(f"/admin/{path}")
        supervisor.page.wait_for_load_state("networkidle")
        found += look(supervisor, CONTENT)
    operator = visitor(width=width)
    operator.log_in("operator@example.com", staff=True)
    note = a_note()
    operator.goto(f"/admin/kasuhara/notes/{note.pk}/revise/")
    operator.page.wait_for_load_state("networkidle")
    found += look(operator, CONTENT)
    editor = visitor(width=width)
    editor.log_in("policy@example.com", staff=True)
    for path in (f"policy/{version_key()}/bases/", "policy/import/"):
        editor.goto(f"/admin/kasuhara/{path}")
        editor.page.wait_for_load_state("networkidle")
        found += look(editor, CONTENT)
    assert not found, "\n".join(found)
