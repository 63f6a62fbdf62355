"""Customers of the small shop, and the two people who decide about one of them."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from hosts.shop import views

from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.flags.actions import approve, lift, propose
from kasuhara_plugin.models import AccountFlag

PASSWORD = "kami-to-inku-77"
EMAIL = "taro@example.com"
MESSAGE = "恐れ入りますが、当面のご注文を控えさせていただきます。"
COMPANY = {
    "company": "つばめプリント株式会社",
    "contact_name": "お客様サポート",
    "contact_phone": "03-0000-0000",
    "contact_email": "support@example.jp",
    "contact_hours": "平日 10:00～17:00",
}


@pytest.fixture(autouse=True)
def payments() -> Iterator[list[str]]:
    yield views.payments
    views.payments.clear()


@pytest.fixture
def taro(db: None) -> User:
    return User.objects.create_user("taro", EMAIL, PASSWORD)


@pytest.fixture
def hanako(db: None) -> User:
    return User.objects.create_user("hanako", "hanako@example.com", PASSWORD)


@pytest.fixture
def people(db: None) -> tuple[User, User]:
    call_command("kasuhara_setup", verbosity=0, **COMPANY)
    names = ("tantou@example.jp", "sekininsha@example.jp")
    first, second = (User.objects.create_superuser(name, name, PASSWORD) for name in names)
    return first, second


@pytest.fixture
def flagged(people: tuple[User, User]) -> Callable[..., AccountFlag]:
    """``flagged(user)``: two people decided that this customer places no orders."""
    proposer, approver = people

    def flag(user: User, *scopes: str) -> AccountFlag:
        row = propose(
            register(user=user),
            scopes=scopes or ("order", "reorder"),
            reason="電話での暴言が続いたため",
            customer_message=MESSAGE,
            by=proposer,
        )
        approve(row, by=approver)
        return row

    return flag


@pytest.fixture
def lifted(people: tuple[User, User]) -> Callable[[AccountFlag], None]:
    def end(row: AccountFlag) -> None:
        lift(row, by=people[1], reason="お話し合いができたため")

    return end
