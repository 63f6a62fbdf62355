"""Nothing that is kept about a person is missing in the file: model by model, and word by word."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from attachment_files import pdf
from bs4 import BeautifulSoup
from desk.disclosure import content
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from storefront.accounts.models import User
from storefront.shop.models import Order, Product

from kasuhara_plugin import gate
from kasuhara_plugin.core import clock
from kasuhara_plugin.customers.actions import exempt, merge, register
from kasuhara_plugin.customers.family import family
from kasuhara_plugin.customers.preserving import hold as hold_records
from kasuhara_plugin.desk.disclosed import SECTIONS
from kasuhara_plugin.desk.marking import known_of
from kasuhara_plugin.flags.actions import appeal, approve, decide_appeal, propose
from kasuhara_plugin.flags.holding import hold
from kasuhara_plugin.flags.readings import confirm
from kasuhara_plugin.flags.refusals import keep
from kasuhara_plugin.inquiries.actions import (
    answer,
    assign,
    close,
    part,
    receive,
    reply,
    return_draft,
)
from kasuhara_plugin.inquiries.attaching import judge
from kasuhara_plugin.inquiries.inbox.replying import seen
from kasuhara_plugin.inquiries.models import Inquiry
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.models import Customer
from kasuhara_plugin.notes.actions import revise, withdraw, write
from kasuhara_plugin.notes.redacting import approve_redaction, propose_redaction

Staff = Callable[..., User]
TOLD_INSIDE = {
    "MailAttempt": "with its mail",
    "Assignment": "with its inquiry",
    "Closure": "with its inquiry",
    "Remark": "with its inquiry",
    "Tagging": "with its inquiry",
    "Presence": "for minutes, who of the staff has a page open",
    "ReplyDraft": "with its inquiry",
    "SearchText": "its inquiry's text once more, folded",
    "SketchMark": "numbers made of its inquiry's text, which is told",
}
# Why a model holds nothing about a customer that the file would have to tell.
NOT_PERSONAL = {
    "Attestation": "staff's own confirmation of the policy",
    "ClauseBasis": "the policy's clauses",
    "Erasure": "which kept row was erased by which act; the act and the note's redaction are told",
    "IdentityLock": "a lock under a hash; says nothing",
    "InquiryPage": "the form",
    "InquiryRules": "the shop's rules",
    "RetentionSettings": "the shop's rules",
    "InquiryTag": "the shop's words for what inquiries are about",
    "SavedView": "what one of the staff looks for in a list",
    "MailClaim": "for minutes, that a mail is being sent",
    "MessageTemplate": "wordings without a customer",
    "PolicyApproval": "the policy's versions",
    "PolicyApprovalTask": "the policy's workflow",
    "PolicyPage": "the policy",
    "PolicyReview": "the policy",
    "PolicyVersion": "the policy",
    "RefusedOnDay": "how many messages were given back on a day",
    "ReplyTemplate": "wordings without a customer",
    "RuleSettings": "the shop's rules",
    "Seal": "digests of kept rows",
    "SealShape": "names of columns",
    "SenderLock": "repeats the address and the moment of the sender's newest inquiry, told there",
    "ShopSettings": "the shop",
    "StaffPreference": "what staff chose to be shown",
    "StopList": "numbers of expressions that many inquiries have in common",
    "Unlock": "empty outside a transaction",
}
# Columns that repeat what is told, or only the machine reads.
UNTOLD = {
    "search_key", "name_key", "salt", "digest", "sender_key", "token", "schema", "history_type",
    "network_key", "text_key", "stored_as", "substance", "outline", "substance_version",
    "rules_version",
    "history_change_reason_id", "key",
}  # fmt: skip


def told_models() -> set[str]:
    return {section.rows([]).model.__name__ for section in SECTIONS}


def test_every_model_is_told_of_or_is_said_to_be_about_nobody() -> None:
    ours = {model.__name__ for model in apps.get_app_config("kasuhara_plugin").get_models()}
    accounted = [*told_models(), *TOLD_INSIDE, *NOT_PERSONAL]
    assert sorted(accounted) == sorted(ours)


def test_no_model_that_leads_to_a_customer_is_said_to_be_about_nobody() -> None:
    for model in apps.get_app_config("kasuhara_plugin").get_models():
        if _leads_to_a_customer(model, set()):
            assert model.__name__ not in NOT_PERSONAL.keys() - {"MailClaim"}


def _leads_to_a_customer(model: Any, seen: set[Any]) -> bool:
    seen.add(model)
    if {"subject_key", "customer"} & {field.name for field in model._meta.fields}:
        return True
    ends = {field.related_model for field in model._meta.fields if field.is_relation}
    return model is Customer or any(
        _leads_to_a_customer(end, seen)
        for end in ends - seen
        if end._meta.app_label == "kasuhara_plugin"
    )


@pytest.fixture
def full(staff: Staff, customer: Customer, ichiro: User) -> Customer:
    """佐藤 一郎, of whom every kind of record is kept."""
    operator, second, third = staff("operator"), staff("supervisor"), staff("desk")
    Customer.objects.filter(pk=customer.pk).update(organisation="佐藤印刷")
    register(user=ichiro, phone="090-1234-5678", subject="shop.product:1")
    exempt(customer.identifiers.get(kind="phone"), reason="家族の番号", by=second)
    other = register(email="second@example.jp", name="サトウ")
    merge(customer, other, by=second, reason="同じ方と確認")
    for number in range(6):  # the last ones are held
        receive(
            user=ichiro, subject=f"件名{number}", body=f"本文{number}", name="佐藤", phone="03-1",
            order_number=f"T-{number}", token=f"t{number}",
        )  # fmt: skip
    asked_again = receive(
        user=ichiro, body="別の本文", category="納期", extra={"会社名": "佐藤商会"}, form="shop.form",
        attachments=[judge(SimpleUploadedFile("a.pdf", pdf()))],
    )  # fmt: skip
    answer(asked_again.inquiry, body="お答えします", way="phone", by=operator)
    part(receive(user=ichiro, body="別の本文です。").inquiry, by=operator)
    thanked = receive(user=ichiro, body="おかげさまで無事に間に合いました。").inquiry
    assign(thanked, third, by=second)
    close(thanked, reason="お礼のご連絡", by=third)
    InquiryRules.objects.update_or_create(defaults={"second_reader": True})
    asked_again = asked_again.inquiry
    draft = reply(asked_again, body="下書きの文", seen=seen(asked_again), by=operator)
    return_draft(draft, reason="言葉を改める", by=second)
    hold_records(customer, reason="訴訟のため", by=second)
    _flags(customer, ichiro, operator, second, third)
    note = write(customer, body="<p>はじめの文</p>", kind="opinion", by=operator)
    note = revise(note, body="<p>つぎの文</p>", reason="聞き直し", until=None, by=operator)
    withdraw(note, reason="誤記のため", by=operator)
    secret = write(customer, body="<p>残してはならない文</p>", by=operator)
    asked = propose_redaction(secret, reason="ご本人のご請求", by=second)
    approve_redaction(asked, by=third)
    return customer


def _flags(customer: Customer, owner: User, *people: User) -> None:
    operator, second, third = people
    wording = {"customer_message": "しばらくお控えください。", "by": operator}
    flag = propose(customer, reason="暴言が続いた", **wording)
    approve(flag, by=second, reason="記録を確認")
    confirm(flag, by=owner)
    restriction = gate.restriction_for(owner, "order")
    assert restriction
    keep(restriction, door="/shop/checkout/")
    job = {"product": Product.objects.create(slug="meishi"), "quantity": 100, "price": 1580}
    hold(Order.objects.create(**job), restriction)
    appeal(flag, reason="身に覚えがありません", by=owner)
    decide_appeal(flag, granted=False, reason="記録のとおりです", by=third)
    until = clock.day(clock.now()) + timedelta(days=30)
    propose(customer, level="refuse", reason="二つめの理由", until=until, **wording)
    propose(customer, level="watch", reason="様子を見る", by=operator)


def test_every_kind_of_record_is_there(full: Customer) -> None:
    """So that the next test means something."""
    empty = [one.heading for one in SECTIONS if not one.rows(family(full)).exists()]
    assert empty == []


def test_every_text_of_every_record_is_in_the_file(staff: Staff, full: Customer) -> None:
    people = family(full)
    kept = [row for section in SECTIONS for row in section.rows(people)]
    shown = BeautifulSoup(content(full, staff("legal")).decode(), "html.parser").get_text(" ")
    missing = [(row, text) for row in kept for text in texts(row) if text not in shown]
    assert missing == []
    for text in ("お礼のご連絡", "下書きの文", "言葉を改める"):
        assert text in shown
    assert "残してはならない文" not in shown


def texts(row: models.Model) -> list[str]:
    """The words in its columns, as a reader would look for them; codes are shown by their label."""
    said = []
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        text = isinstance(field, models.CharField | models.TextField) and not field.choices
        if text and value and field.name not in UNTOLD and not field.name.endswith(("_key", "_id")):
            said += [one for one in as_words(field.name, value) if one]
    return said


def as_words(name: str, value: str) -> list[str]:
    if name in ("scope", "subject_type", "history_user_id"):
        return []
    return [part.strip() for part in value.replace("<p>", "").replace("</p>", "").splitlines()]


def test_an_inquiry_that_nobody_could_be_named_for_is_told(
    staff: Staff, customer: Customer, ichiro: User
) -> None:
    lost = receive(user=ichiro, subject="宙に浮いた件", body="本文").inquiry
    strange = receive(email="other@example.jp", subject="別の方の件", body="本文").inquiry
    Inquiry.objects.filter(pk__in=[lost.pk, strange.pk]).update(customer=None)
    text = content(customer, staff("legal")).decode()
    assert "宙に浮いた件" in text
    assert "別の方の件" not in text


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.heading)
def test_a_section_asks_no_more_for_ten_times_the_records(
    full: Customer, staff: Staff, ichiro: User, section: Any
) -> None:
    people = family(full)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            list(section.items(people))
        return len(asked)

    few = queries()
    author = staff("operator")
    for number in range(10):
        note = write(full, body=f"<p>メモ{number}</p>", by=author)
        revise(note, body="<p>改めた</p>", reason="理由", by=author)
        flag = propose(full, reason="理由", customer_message="お控えください。", by=author)
        approve(flag, by=staff("supervisor"))
        confirm(flag, by=ichiro)
        receive(user=ichiro, subject="件名", body="本文")
        register(user=ichiro, email=f"more{number}@example.jp")
    assert queries() == few


def test_what_is_known_of_a_person_takes_as_many_questions_for_a_large_family(
    staff: Staff, customer: Customer
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            known_of(family(customer))
        return len(asked)

    few = queries()
    for number in range(5):
        other = register(email=f"more{number}@example.jp")
        merge(customer, other, by=staff("supervisor"), reason="同じ方")
    assert queries() == few
