"""Correcting what is said about a customer."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from storefront.accounts.models import User

from kasuhara_plugin.core.errors import NotPermitted, UnusableText
from kasuhara_plugin.customers.actions import add, amend, merge, register
from kasuhara_plugin.customers.hints import hints
from kasuhara_plugin.models import AuditRecord, Customer

Staff = Callable[..., User]
AFTER = {"name": "佐藤 次郎", "organisation": "佐藤印刷", "party_type": "company"}


def test_before_and_after_are_kept(staff: Staff, customer: Customer) -> None:
    person = staff("operator")
    amend(customer, **AFTER, by=person)
    customer.refresh_from_db()
    assert (customer.name, customer.party_type) == ("佐藤 次郎", "company")
    act = AuditRecord.objects.get(act="customer.amend")
    assert act.actor_key == str(person.pk)
    before = {"name": "佐藤 一郎", "organisation": "", "party_type": "unknown"}
    assert act.data == {"before": before, "after": AFTER}


def test_nothing_changed_is_no_act(staff: Staff, customer: Customer) -> None:
    for _ in range(2):
        amend(customer, **AFTER, by=staff("operator"))
    assert AuditRecord.objects.filter(act="customer.amend").count() == 1


def test_it_needs_the_permission_and_a_text_that_can_be_kept(
    staff: Staff, customer: Customer
) -> None:
    with pytest.raises(NotPermitted):
        amend(customer, **AFTER, by=staff("legal"))
    with pytest.raises(UnusableText):
        amend(customer, **{**AFTER, "name": "a\x00"}, by=staff("operator"))


def test_the_database_knows_the_kinds_of_party(customer: Customer) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Customer.objects.filter(pk=customer.pk).update(party_type="alien")


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        ({"phone": "03-1234-5678"}, {"phone": "+81 3 1234 5678"}, ("同じ電話番号",)),
        ({"name": "佐藤 一郎"}, {"name": "佐藤\u3000一郎"}, ("同じお名前",)),
        ({"name": "ＡＢＣ"}, {"name": "abc"}, ("同じお名前",)),
        (
            {"name": "甲", "phone": "03-1234-5678"},
            {"name": "甲", "phone": "0312345678"},
            ("同じ電話番号", "同じお名前"),
        ),
        ({"name": "甲", "phone": "03-1234-5678"}, {"name": "乙", "phone": "03-1234-5679"}, ()),
        ({"phone": "03-1234-5678"}, {"phone": "03-1234-5679"}, ()),
    ],
)
def test_who_else_it_might_be_is_hinted_with_the_reason(
    staff: Staff, one: dict[str, str], other: dict[str, str], reasons: tuple[str, ...]
) -> None:
    person = staff("supervisor")
    first, second = add(**one, by=person), add(**other, by=person)
    found = hints(first)
    assert [(hint.customer, hint.reasons) for hint in found] == (
        [(second, reasons)] if reasons else []
    )
    merge(first, second, by=person, reason="同じ方")
    assert hints(first) == []


def test_a_merged_customer_is_hinted_as_the_kept_one(staff: Staff) -> None:
    person = staff("supervisor")
    kept, other = (
        register(email="k@example.jp", name="甲"),
        register(email="o@example.jp", name="乙"),
    )
    merge(kept, other, by=person, reason="同じ方")
    assert [hint.customer for hint in hints(add(name="乙", by=person))] == [kept]
