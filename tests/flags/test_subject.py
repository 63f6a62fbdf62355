"""Orders that name their customer by the shop's own customer row, whatever else they hold."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.db.models.signals import pre_save
from storefront.accounts.models import EmailAddress, User
from storefront.shop.models import Order, Product
from wagtail.models import Page, Site

from kasuhara_plugin import gate
from kasuhara_plugin.core.conf import OrderModel
from kasuhara_plugin.customers.actions import find, register
from kasuhara_plugin.customers.identity import Identity, subject_of
from kasuhara_plugin.flags import backstop
from kasuhara_plugin.models import AccountFlag, Customer

Make = Callable[..., AccountFlag]


@pytest.fixture
def guarded(settings: LazySettings) -> Iterator[None]:
    """A model whose rows name only a row: each further address stands for an order here."""
    settings.KASUHARA_ORDER_MODELS = {"accounts.EmailAddress": {"subject": "member"}}
    backstop.connect()
    yield
    pre_save.disconnect(dispatch_uid="kasuhara:accounts.EmailAddress")


@pytest.fixture
def linked(hanako: User) -> Customer:
    """A customer whom only the shop's own row names."""
    return register(subject=subject_of(hanako), name="得意先")


def test_the_soft_link_is_the_model_and_the_key(hanako: User, meishi: Product) -> None:
    class Member(User):
        class Meta:
            proxy = True
            app_label = "accounts"

    assert subject_of(hanako) == f"accounts.user:{hanako.pk}"
    assert subject_of(Member.objects.get()) == subject_of(hanako)
    assert subject_of(meishi) == f"shop.product:{meishi.pk}"
    assert subject_of(Product()) == ""


def test_a_new_row_of_a_restricted_customer_is_refused(
    guarded: None, active: Make, linked: Customer, hanako: User, ichiro: User
) -> None:
    EmailAddress.objects.create(member=hanako, address="before@example.jp")
    active(linked)
    with pytest.raises(gate.TransactionRestricted) as refused:
        EmailAddress.objects.create(member=hanako, address="after@example.jp")
    assert not refused.value.restriction.proven
    given = EmailAddress.objects.create(member=ichiro, address="other@example.jp")
    given.member = hanako
    with pytest.raises(gate.TransactionRestricted):
        given.save()
    standing = EmailAddress.objects.get(address="before@example.jp")
    standing.address = "moved@example.jp"
    standing.save()
    assert EmailAddress.objects.filter(member=hanako).count() == 1


@pytest.mark.parametrize("way", ["row", "key", "key as text"])
def test_whom_the_row_names_costs_no_query(
    hanako: User, way: str, django_assert_num_queries: Any
) -> None:
    named = {
        "row": {"member": hanako},
        "key": {"member_id": hanako.pk},
        "key as text": {"member_id": hanako.pk.hex},
    }[way]
    with django_assert_num_queries(0):
        found = backstop.identities(EmailAddress(**named), OrderModel("x", subject="member"))
    assert found == [Identity(subject=f"accounts.user:{hanako.pk}")]


def test_it_stands_beside_user_and_addresses(hanako: User, meishi: Product) -> None:
    order = Order(user=hanako, product=meishi, guest_email="a@example.jp")
    model = OrderModel("shop.Order", "order", "user", ("guest_email",), "product")
    subject = f"shop.product:{meishi.pk}"
    assert backstop.identities(order, model) == [
        Identity(user=hanako),
        Identity(subject=subject),
        Identity(email="a@example.jp"),
    ]


@pytest.mark.parametrize(
    ("row", "path"),
    [
        (Order(), "product"),
        (Order(), "user"),
        (Order(), "customer_name"),  # a property that gives no row
        (Site(), "root_page.owner"),
    ],
)
def test_a_row_that_names_nobody_has_no_subject(db: None, row: Any, path: str) -> None:
    assert backstop.identities(row, OrderModel("x", subject=path)) == []


def test_the_path_may_be_dotted(hanako: User) -> None:
    for owner, named in ((hanako, [Identity(subject=subject_of(hanako))]), (None, [])):
        site = Site(root_page=Page(owner=owner))
        assert backstop.identities(site, OrderModel("x", subject="root_page.owner")) == named


def test_the_link_outlives_the_row(active: Make, linked: Customer, hanako: User) -> None:
    active(linked)
    link = subject_of(hanako)
    hanako.delete()
    assert find(subject=link) == linked
    assert gate.restriction_for(Identity(subject=link), "order")
    assert linked.identifiers.get().value == link
