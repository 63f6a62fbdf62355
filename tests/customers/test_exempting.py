"""A mark that is not this customer's after all."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from storefront.accounts.models import User

from kasuhara_plugin import gate
from kasuhara_plugin.core.errors import (
    AlreadyDecided,
    AmbiguousCustomer,
    NotPermitted,
    UnusableText,
)
from kasuhara_plugin.customers.actions import exempt, find, matching, register, reinstate
from kasuhara_plugin.customers.identity import Identity
from kasuhara_plugin.models import AuditRecord, Customer, Identifier
from kasuhara_plugin.testing import override_flag

Staff = Callable[..., User]


@pytest.fixture
def mark(customer: Customer, ichiro: User) -> Identifier:
    register(user=ichiro, email="office@example.jp", phone="03-1234-5678", subject="C-7")
    return customer.identifiers.get(key="office@example.jp")


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        ("email", {"email": "office@example.jp"}),
        ("phone", {"phone": "03-1234-5678"}),
        ("subject", {"subject": "C-7"}),
    ],
)
def test_an_exempted_mark_finds_nobody_and_stays_on_record(
    staff: Staff, customer: Customer, mark: Identifier, kind: str, named: dict[str, str]
) -> None:
    row = customer.identifiers.filter(kind=kind).exclude(key="ichiro@example.com").get()
    exempt(row, by=staff("supervisor"), reason="別の方の識別情報")
    assert find(**named) is None
    assert matching(Identity(**named)) == []
    assert customer.identifiers.filter(pk=row.pk).exists()
    reinstate(row, by=staff("supervisor"), reason="確認できた")
    assert find(**named) == customer


def test_an_exempted_address_is_not_restricted_and_is_again_when_taken_back(
    staff: Staff, mark: Identifier, ichiro: User
) -> None:
    guest = gate.Identity(email="office@example.jp")
    with override_flag(ichiro, "order"):
        assert gate.restriction_for(guest, "order")
        exempt(mark, by=staff("supervisor"), reason="別の方")
        assert gate.restriction_for(guest, "order") is None
        assert gate.restriction_for(ichiro, "order")
        reinstate(mark, by=staff("supervisor"), reason="本人")
        assert gate.restriction_for(guest, "order")


def test_an_exempted_account_is_unlinked_and_linked_again(
    staff: Staff, customer: Customer, ichiro: User
) -> None:
    account = customer.identifiers.get(kind="account")
    exempt(account, by=staff("supervisor"), reason="別の方")
    customer.refresh_from_db()
    assert customer.user is None
    reinstate(account, by=staff("supervisor"), reason="本人")
    customer.refresh_from_db()
    assert customer.user == ichiro


def test_who_when_and_why_are_kept(staff: Staff, mark: Identifier) -> None:
    person = staff("supervisor")
    row = exempt(mark, by=person, reason="別の方")
    assert (row.exempter_key, row.exempter_name) == (str(person.pk), person.name)
    assert row.exempted_at is not None
    reinstate(row, by=person, reason="本人")
    acts = AuditRecord.objects.filter(act__in=["customer.exempt", "customer.reinstate"])
    said = [(act.act, act.reason, act.actor_key, act.data["identifier"]) for act in acts]
    assert said == [
        ("customer.reinstate", "本人", str(person.pk), mark.pk),
        ("customer.exempt", "別の方", str(person.pk), mark.pk),
    ]


def test_the_mark_may_become_another_s_and_then_does_not_come_back(
    staff: Staff, mark: Identifier, customer: Customer
) -> None:
    exempt(mark, by=staff("supervisor"), reason="別の方")
    other = register(email="office@example.jp")
    assert other != customer
    with pytest.raises(AmbiguousCustomer):
        reinstate(mark, by=staff("supervisor"), reason="本人")
    assert find(email="office@example.jp") == other


def test_the_customer_is_not_given_the_mark_again_by_the_site(
    staff: Staff, mark: Identifier, customer: Customer, ichiro: User
) -> None:
    exempt(mark, by=staff("supervisor"), reason="別の方")
    register(user=ichiro, email="office@example.jp")
    assert customer.identifiers.filter(key="office@example.jp").count() == 1
    assert find(email="office@example.jp") is None


def test_it_is_done_once_with_a_reason_by_who_may(staff: Staff, mark: Identifier) -> None:
    with pytest.raises(NotPermitted):
        exempt(mark, by=staff("operator"), reason="別の方")
    with pytest.raises(UnusableText):
        exempt(mark, by=staff("supervisor"), reason=" ")
    with pytest.raises(AlreadyDecided):
        reinstate(mark, by=staff("supervisor"), reason="本人")
    exempt(mark, by=staff("supervisor"), reason="別の方")
    with pytest.raises(AlreadyDecided):
        exempt(mark, by=staff("desk"), reason="別の方")
    assert AuditRecord.objects.filter(act="customer.exempt").count() == 1


def test_the_database_keeps_no_exemption_without_a_reason(mark: Identifier) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Identifier.objects.filter(pk=mark.pk).update(exempted_at=mark.recorded_at)
