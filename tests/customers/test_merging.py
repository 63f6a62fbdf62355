"""Two customers who are one person, and who are taken apart again."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from storefront.accounts.models import User

from kasuhara_plugin import gate
from kasuhara_plugin.core.errors import AlreadyDecided, CannotMerge, NotPermitted, UnusableText
from kasuhara_plugin.customers.actions import find, matching, merge, register, unmerge
from kasuhara_plugin.customers.identity import Identity
from kasuhara_plugin.models import AuditRecord, Customer, Identifier, Merge
from kasuhara_plugin.testing import override_flag

Staff = Callable[..., User]


@pytest.fixture
def guest(db: None) -> Customer:
    return register(email="guest@example.jp", phone="03-1234-5678", name="佐藤")


def test_every_mark_of_either_finds_the_kept_one(
    staff: Staff, customer: Customer, guest: Customer, ichiro: User
) -> None:
    merge(customer, guest, by=staff("supervisor"), reason="同じ方")
    assert find(email="guest@example.jp") == find(phone="03-1234-5678") == customer
    assert find(user=ichiro, email="guest@example.jp") == customer
    assert set(matching(Identity(email="guest@example.jp"))) == {customer, guest}


@pytest.mark.parametrize("flagged", ["ichiro@example.com", "guest@example.jp"])
def test_a_flag_of_either_holds_for_both_until_they_are_taken_apart(
    staff: Staff, customer: Customer, guest: Customer, flagged: str
) -> None:
    row = merge(customer, guest, by=staff("supervisor"), reason="同じ方")
    unmerge(row, by=staff("supervisor"), reason="先に確かめる")
    addresses = ["ichiro@example.com", "guest@example.jp"]
    with override_flag(flagged, "order"):
        row = merge(customer, guest, by=staff("supervisor"), reason="同じ方")
        for who in (*(gate.Identity(email=a) for a in addresses), customer, guest):
            assert gate.restriction_for(who, "order")
        unmerge(row, by=staff("supervisor"), reason="別の方")
        held = [a for a in addresses if gate.restriction_for(gate.Identity(email=a), "order")]
        assert held == [flagged]


def test_the_owner_of_a_merged_account_is_told_what_holds_and_nobody_else(
    staff: Staff, customer: Customer, ichiro: User, hanako: User
) -> None:
    second = register(user=hanako)
    with override_flag(ichiro, "order", message="お控えください。"):
        merge(customer, second, by=staff("supervisor"), reason="同じ方の二つのアカウント")
        told = gate.restriction_for(hanako, "order")
        assert told and told.proven and told.customer_message == "お控えください。"
        typed = gate.restriction_for(gate.Identity(email=hanako.email), "order")
        assert typed and not typed.proven and typed.customer_message == ""


def test_un_merging_leaves_every_row_as_it_was(
    staff: Staff, customer: Customer, guest: Customer, ichiro: User
) -> None:
    before = list(Identifier.objects.order_by("pk").values())
    row = merge(customer, guest, by=staff("supervisor"), reason="同じ方")
    assert register(user=ichiro, email="guest@example.jp") == customer
    unmerge(row, by=staff("supervisor"), reason="別の方")
    assert list(Identifier.objects.order_by("pk").values()) == before
    assert find(email="guest@example.jp") == guest
    guest.refresh_from_db()
    assert (guest.merged_into, guest.user) == (None, None)


def test_what_comes_later_belongs_to_the_kept_one_or_to_the_one_with_the_account(
    staff: Staff, customer: Customer, ichiro: User, hanako: User
) -> None:
    second = register(user=hanako)
    merge(customer, second, by=staff("supervisor"), reason="同じ方")
    assert register(email="guest@example.jp", phone="x") != customer
    assert register(user=ichiro, email="new@example.jp") == customer
    hanako.email = "hanako2@example.jp"
    hanako.save()
    assert register(user=hanako) == customer
    assert customer.identifiers.filter(key="new@example.jp").exists()
    assert second.identifiers.filter(key="hanako2@example.jp").exists()
    customer.refresh_from_db()
    assert customer.user == ichiro


def test_there_are_no_chains_and_no_circles(
    staff: Staff, customer: Customer, guest: Customer
) -> None:
    person, third = staff("supervisor"), register(email="third@example.jp")
    merge(customer, guest, by=person, reason="同じ方")
    for kept, other in ((customer, customer), (guest, customer), (third, guest), (guest, third)):
        with pytest.raises(CannotMerge):
            merge(kept, other, by=person, reason="同じ方")
    with pytest.raises(CannotMerge, match="すでにほかの顧客が統合"):
        merge(third, customer, by=person, reason="同じ方")
    merge(customer, third, by=person, reason="同じ方")
    assert Customer.objects.filter(merged_into=customer).count() == 2


def test_each_is_one_audited_act_with_its_reason(
    staff: Staff, customer: Customer, guest: Customer
) -> None:
    person = staff("supervisor")
    row = merge(customer, guest, by=person, reason="同じ方")
    row = unmerge(row, by=person, reason="別の方")
    with pytest.raises(AlreadyDecided):
        unmerge(row, by=person, reason="別の方")
    acts = AuditRecord.objects.filter(act__in=["customer.merge", "customer.unmerge"])
    data = {"merge": row.pk, "kept": customer.pk, "other": guest.pk}
    assert [(act.act, act.actor_key, act.reason, act.data) for act in acts] == [
        ("customer.unmerge", str(person.pk), "別の方", data),
        ("customer.merge", str(person.pk), "同じ方", data),
    ]
    assert (row.actor_name, row.undoer_name) == (person.name, person.name)


def test_it_needs_the_permission_and_a_reason(
    staff: Staff, customer: Customer, guest: Customer
) -> None:
    with pytest.raises(NotPermitted):
        merge(customer, guest, by=staff("operator"), reason="同じ方")
    with pytest.raises(UnusableText):
        merge(customer, guest, by=staff("supervisor"), reason="\u3000")
    row = merge(customer, guest, by=staff("supervisor"), reason="同じ方")
    with pytest.raises(NotPermitted):
        unmerge(row, by=staff("operator"), reason="別の方")


def test_the_database_holds_the_rules_too(
    staff: Staff, customer: Customer, guest: Customer
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Customer.objects.filter(pk=customer.pk).update(merged_into=customer.pk)
    merge(customer, guest, by=staff("supervisor"), reason="同じ方")
    with pytest.raises(IntegrityError), transaction.atomic():
        Merge.objects.create(kept=customer, other=guest, actor_name="x", reason="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Merge.objects.create(kept=customer, other=customer, actor_name="x", reason="x")
