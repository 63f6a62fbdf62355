"""Writing down a customer, and the marks that come to be known of him."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from storefront.accounts.models import User

from kasuhara_plugin.core.errors import AmbiguousCustomer
from kasuhara_plugin.customers.actions import find, register
from kasuhara_plugin.models import AuditRecord, Customer, Identifier


def marks(customer: Customer) -> set[tuple[str, str]]:
    return set(customer.identifiers.values_list("kind", "value"))


def test_registering_twice_makes_one_customer(ichiro: User) -> None:
    first = register(user=ichiro, name="佐藤 一郎")
    assert register(user=ichiro, name="佐藤") == first
    assert Customer.objects.get().name == "佐藤 一郎"


def test_new_marks_are_added_as_they_were_typed(customer: Customer, ichiro: User) -> None:
    register(user=ichiro, email="Shop@Example.org", phone="090-1234-5678")
    assert marks(customer) == {
        ("account", str(ichiro.pk)),
        ("email", "ichiro@example.com"),
        ("email", "Shop@Example.org"),
        ("phone", "090-1234-5678"),
    }


def test_a_known_mark_is_not_added_again(customer: Customer) -> None:
    before = marks(customer)
    register(email="ICHIRO@example.com")
    assert marks(customer) == before


@pytest.mark.parametrize(
    ("signed_in", "typed"),
    [
        (True, {}),
        (True, {"email": "ICHIRO@example.com"}),
        (False, {"email": "ichiro@example.com"}),
        (False, {"email": "ichiro@example.com", "phone": "090-1234-5678"}),
    ],
    ids=["account", "account and address", "address", "address and telephone"],
)
def test_whoever_is_on_record_already_costs_one_query_and_writes_nothing(
    customer: Customer,
    ichiro: User,
    django_assert_num_queries: Any,
    signed_in: bool,
    typed: dict[str, str],
) -> None:
    register(user=ichiro, phone="090-1234-5678")
    colleague = register(email="colleague@example.com", phone="090-1234-5678")
    before = AuditRecord.objects.count()
    with django_assert_num_queries(1):
        assert register(user=ichiro if signed_in else None, **typed) == customer
    assert AuditRecord.objects.count() == before
    assert colleague != customer


def test_another_account_that_has_the_address_is_no_customer_on_record(
    customer: Customer, hanako: User
) -> None:
    other = register(user=hanako, email="ichiro@example.com")
    assert other != customer
    assert marks(other) == {("account", str(hanako.pk)), ("email", "hanako@example.com")}


def test_an_earlier_address_is_kept_when_the_account_changes_it(
    customer: Customer, ichiro: User
) -> None:
    ichiro.email = "new@example.com"
    ichiro.save()
    register(user=ichiro)
    assert find(email="ichiro@example.com") == find(email="new@example.com") == customer


def test_an_account_joins_the_customer_who_had_only_an_address(db: None) -> None:
    guest = register(email="Miho@example.com", name="鈴木 美穂")
    assert guest.user is None
    miho = User.objects.create_user("miho@example.com", name="鈴木 美穂")
    assert register(user=miho) == guest
    guest.refresh_from_db()
    assert guest.user == miho


def test_marks_of_two_customers_are_refused_and_nothing_is_written(
    customer: Customer, hanako: User
) -> None:
    register(user=hanako)
    before = Identifier.objects.count()
    with pytest.raises(AmbiguousCustomer):
        register(user=hanako, email="ichiro@example.com", phone="090-1234-5678")
    assert Identifier.objects.count() == before


def test_registering_keeps_who_did_it(staff: Callable[..., User]) -> None:
    operator = staff("operator")
    customer = register(email="miho@example.com", by=operator)
    act = AuditRecord.objects.get(act="customer.register")
    assert (act.subject_key, act.actor_key) == (str(customer.pk), str(operator.pk))
    assert act.actor_name == operator.name


def test_what_the_site_registers_is_an_act_of_the_system(ichiro: User) -> None:
    register(user=ichiro)
    register(user=ichiro)
    act = AuditRecord.objects.get(act="customer.register")
    assert (act.actor_key, act.actor_name) == ("", "システム")


@pytest.mark.parametrize("kind", ["account", "subject", "email"])
def test_the_database_keeps_a_mark_for_one_customer(customer: Customer, kind: str) -> None:
    other = Customer.objects.create(name="別の方")
    Identifier.objects.create(customer=customer, kind=kind, value="x", key="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Identifier.objects.create(customer=other, kind=kind, value="x", key="x")


def test_the_database_lets_an_office_share_a_telephone(customer: Customer) -> None:
    other = Customer.objects.create(name="別の方")
    for owner in (customer, other):
        Identifier.objects.create(customer=owner, kind="phone", value="x", key="+81312345678")
    with pytest.raises(AmbiguousCustomer):
        find(phone="03-1234-5678")


def test_the_database_keeps_no_mark_twice_for_one_customer(customer: Customer) -> None:
    Identifier.objects.create(customer=customer, kind="phone", value="x", key="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Identifier.objects.create(customer=customer, kind="phone", value="x", key="x")


def test_colleagues_who_share_a_telephone_stay_two_customers(db: None) -> None:
    first = register(email="a@office.example.jp", phone="03-1234-5678", name="甲")
    second = register(email="b@office.example.jp", phone="03-1234-5678", name="乙")
    assert first != second


def test_the_customer_outlives_the_account(customer: Customer, ichiro: User) -> None:
    key = str(ichiro.pk)
    ichiro.delete()
    customer.refresh_from_db()
    assert customer.user is None
    assert customer.identifiers.get(kind="account").key == key
    assert find(email="ichiro@example.com") == customer


def test_an_anonymous_visitor_of_the_host_is_nobody_s_account(db: None) -> None:
    customer = register(AnonymousUser(), "guest@example.jp")
    assert customer.user is None
    assert find(AnonymousUser(), "guest@example.jp") == customer


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("shop.product:12", "商品 12"),
        ("accounts.user:a:b", "会員 a:b"),
        ("no.such:12", "no.such:12"),
        ("shop.product:", "shop.product:"),
        ("C-77", "C-77"),
    ],
)
def test_the_shop_s_own_row_is_named_as_staff_know_it(db: None, subject: str, shown: str) -> None:
    mark = register(subject=subject).identifiers.get()
    assert (str(mark), mark.value) == (shown, subject)
