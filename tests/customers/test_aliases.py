"""Further addresses of an account: they restrict it, and do nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import AnonymousUser
from storefront.accounts.models import EmailAddress, User

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.errors import AmbiguousCustomer
from kasuhara_plugin.customers.actions import find, join_account, matching, register
from kasuhara_plugin.customers.identity import Identity
from kasuhara_plugin.models import Customer, Identifier

ALIAS = "second@example.jp"


@pytest.fixture
def alias(ichiro: User) -> EmailAddress:
    return EmailAddress.objects.create(member=ichiro, address=ALIAS)


@pytest.fixture
def guest(db: None) -> Customer:
    """Who is known by the further address alone."""
    return register(email=ALIAS, name="佐藤")


@pytest.mark.parametrize("spelling", [ALIAS, "Second@Example.JP", "ｓｅｃｏｎｄ@example.jp"])
def test_the_account_is_found_by_it(ichiro: User, guest: Customer, spelling: str) -> None:
    EmailAddress.objects.create(member=ichiro, address=spelling)
    assert matching(Identity(user=ichiro)) == [guest]
    assert find(user=ichiro) == guest


def test_every_customer_that_any_of_them_names_is_united(
    customer: Customer, guest: Customer, ichiro: User, alias: EmailAddress
) -> None:
    third = register(email="third@example.jp")
    EmailAddress.objects.create(member=ichiro, address="third@example.jp")
    assert set(matching(Identity(user=ichiro))) == {customer, guest, third}
    with pytest.raises(AmbiguousCustomer):
        find(user=ichiro)


def test_it_is_read_anew_and_gone_when_the_host_removes_it(
    ichiro: User, guest: Customer, alias: EmailAddress
) -> None:
    assert find(user=ichiro) == guest
    alias.delete()
    assert find(user=ichiro) is None


def test_it_is_never_written_down_and_joins_nobody(
    ichiro: User, guest: Customer, alias: EmailAddress
) -> None:
    other = register(user=ichiro)
    assert other != guest
    join_account(guest, by=None, now=clock.now())
    guest.refresh_from_db()
    assert guest.user is None
    assert not Identifier.objects.filter(customer=other, key=ALIAS).exists()


def test_a_guest_is_not_taken_for_the_account_that_names_the_address(
    customer: Customer, alias: EmailAddress
) -> None:
    """Else an account could have a stranger refused by naming the stranger's address."""
    assert matching(Identity(email=ALIAS)) == []


def test_an_exempted_mark_is_not_found_by_it_either(
    staff: Callable[..., User], ichiro: User, guest: Customer, alias: EmailAddress
) -> None:
    Identifier.objects.filter(customer=guest).update(
        exempted_at=clock.now(), exempter_name="上長", exemption_reason="別の方"
    )
    assert matching(Identity(user=ichiro)) == []


@pytest.mark.parametrize("user", [None, AnonymousUser(), User(pk=None, email="new@example.jp")])
def test_whoever_has_no_account_yet_has_none(
    db: None, user: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        marks = Identity(user=user).marks()
    assert {kind for kind, _, _ in marks} <= {"email"}


@pytest.mark.parametrize("count", [0, 1, 2])
def test_each_setting_costs_one_query_and_none_costs_none(
    ichiro: User, alias: EmailAddress, settings: LazySettings, count: int,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    settings.KASUHARA_ALIASES = [("accounts.EmailAddress", "member", "address")] * count
    for number in range(20):
        EmailAddress.objects.create(member=ichiro, address=f"{number}@example.jp")
    with django_assert_num_queries(count + 1):
        matching(Identity(user=ichiro))


def test_the_paths_may_be_dotted(
    ichiro: User, guest: Customer, alias: EmailAddress, settings: LazySettings
) -> None:
    settings.KASUHARA_ALIASES = [("accounts.EmailAddress", "member", "member.email")]
    assert matching(Identity(user=ichiro)) == []
    User.objects.filter(pk=ichiro.pk).update(email=ALIAS)
    assert matching(Identity(user=ichiro)) == [guest]
