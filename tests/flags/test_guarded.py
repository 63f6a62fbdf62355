"""``bulk_create`` and ``update`` send no signal; the queryset guards them, all or nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import transaction
from django.db.models import Case, F, Value, When
from storefront.accounts.models import User
from storefront.shop.models import Order, Product, Quote

from kasuhara_plugin import gate
from kasuhara_plugin.models import AccountFlag

pytestmark = pytest.mark.django_db
Make = Callable[..., AccountFlag]


@pytest.fixture
def job(meishi: Product) -> dict[str, Any]:
    return {"product": meishi, "paper": "上質紙", "size": "A4", "quantity": 200, "price": 1580}


@pytest.fixture
def orders(job: dict[str, Any], hanako: User) -> list[Order]:
    """Three that stand: nobody's, Hanako's, a guest's."""
    return [
        Order.objects.create(**job),
        Order.objects.create(**job, user=hanako),
        Order.objects.create(**job, guest_email="guest@example.com"),
    ]


def written() -> list[tuple[Any, str, int]]:
    return sorted(Order.objects.values_list("user", "guest_email", "quantity"), key=str)


@pytest.mark.parametrize("how", ["bulk_create", "abulk_create", "in batches"])
@pytest.mark.parametrize("named", ["account", "address"])
def test_one_restricted_row_stops_all_of_them(
    active: Make, ichiro: User, hanako: User, job: dict[str, Any], how: str, named: str
) -> None:
    active(scopes=["order"])
    his = {"user": ichiro} if named == "account" else {"guest_email": "ICHIRO@example.com"}
    rows = [Order(**job, user=hanako) for _ in range(5)] + [Order(**job, **his)]
    write = {
        "bulk_create": Order.objects.bulk_create,
        "abulk_create": lambda rows: async_to_sync(Order.objects.all().abulk_create)(rows),
        "in batches": lambda rows: Order.objects.bulk_create(rows, batch_size=2),
    }[how]
    with pytest.raises(gate.TransactionRestricted):
        write(rows)
    assert written() == []
    assert len(write(rows[:5])) == 5
    assert Order.objects.count() == 5


def test_rows_of_another_kind_have_their_own_scope(
    active: Make, ichiro: User, job: dict[str, Any]
) -> None:
    active(scopes=["order"])
    assert len(Quote.objects.bulk_create([Quote(**job, user=ichiro)])) == 1
    assert len(Product.objects.bulk_create([Product(slug="flyer")])) == 1


def changes(ichiro: User) -> dict[str, dict[str, Any]]:
    return {
        "user": {"user": ichiro},
        "user_id": {"user_id": ichiro.pk},
        "the key as user": {"user": ichiro.pk},
        "an address": {"guest_email": "ICHIRO@example.com"},
        "a value": {"guest_email": Value("ichiro@example.com")},
        "F()": {"guest_email": F("note")},
        "Case": {"user_id": Case(When(quantity=200, then=Value(ichiro.pk)))},
        "with others": {"quantity": 7, "user": ichiro},
    }


@pytest.mark.parametrize("change", list(changes(User())))
@pytest.mark.parametrize("how", ["update", "aupdate"])
def test_an_update_that_gives_an_order_to_a_restricted_customer_changes_nothing(
    active: Make, ichiro: User, orders: list[Order], how: str, change: str
) -> None:
    active(scopes=["order"])
    Order.objects.update(note="ichiro@example.com")
    before = written()
    chosen = Order.objects.all()
    write = chosen.update if how == "update" else async_to_sync(chosen.aupdate)
    with pytest.raises(gate.TransactionRestricted):
        write(**changes(ichiro)[change])
    assert written() == before


@pytest.mark.parametrize("change", list(changes(User())))
def test_the_same_update_is_made_for_a_customer_who_is_free(
    ichiro: User, orders: list[Order], change: str
) -> None:
    Order.objects.update(note="ichiro@example.com")
    before = written()
    assert Order.objects.update(**changes(ichiro)[change]) == 3
    assert written() != before


@pytest.mark.parametrize(
    "choose",
    [
        lambda: Order.objects.select_related("user"),
        lambda: Order.objects.exclude(user__email="x"),
        lambda: Order.objects.filter(product__slug="meishi"),
        lambda: Order.objects.distinct(),
        lambda: Order.objects.values("number"),
        lambda: Order.objects.only("number").order_by("user__name"),
    ],
    ids=["joined", "excluded", "filtered over a join", "distinct", "values", "ordered"],
)
def test_every_choice_of_rows_that_django_updates_is_guarded(
    active: Make, ichiro: User, orders: list[Order], choose: Callable[[], Any]
) -> None:
    active(scopes=["order"])
    assert choose().update(guest_email="new@example.com") == 3
    with pytest.raises(gate.TransactionRestricted):
        choose().update(user=ichiro)
    assert not Order.objects.filter(user=ichiro).exists()


OTHER_WAYS: dict[str, Callable[[User, Order], Any]] = {
    "bulk_update": lambda user, order: Order.objects.bulk_update([named(order, user)], ["user"]),
    "the customer's orders.add": lambda user, order: user.orders.add(order),
    "the customer's orders.set": lambda user, order: user.orders.set([order]),
    "update_or_create": lambda user, order: Order.objects.update_or_create(
        pk=order.pk, defaults={"user": user}
    ),
    "the customer's orders.create": lambda user, order: user.orders.create(
        product=order.product, quantity=1, price=1
    ),
}


def named(order: Order, user: User) -> Order:
    order.user = user
    return order


@pytest.mark.parametrize("way", list(OTHER_WAYS))
def test_the_other_ways_of_django_are_guarded(
    active: Make, ichiro: User, orders: list[Order], way: str
) -> None:
    active(scopes=["order"])
    with pytest.raises(gate.TransactionRestricted), transaction.atomic():
        OTHER_WAYS[way](ichiro, orders[0])
    assert not Order.objects.filter(user=ichiro).exists()


def test_staff_finish_what_stands(
    active: Make, ichiro: User, job: dict[str, Any], django_assert_num_queries: Any
) -> None:
    Order.objects.create(**job, user=ichiro, guest_email="ichiro@example.com")
    active(level="refuse")
    with django_assert_num_queries(1):  # what names nobody is not even looked at
        assert Order.objects.update(status="shipped", price=F("price") + 1) == 1
    assert Order.objects.update(user=ichiro) == 1  # whose it was before


@pytest.mark.parametrize(
    "change",
    [{"guest_email": "office@example.com"}, {"guest_email": ""}, {"user": None}],
    ids=["a contact", "no contact", "no account"],
)
@pytest.mark.parametrize("how", ["save", "update"])
def test_staff_correct_the_address_of_an_order_that_stands(
    active: Make, ichiro: User, job: dict[str, Any], how: str, change: dict[str, Any]
) -> None:
    """It is nobody else's for it: only whom a row names anew is asked about."""
    order = Order.objects.create(**job, user=ichiro, guest_email="ichiro@example.com")
    active(level="refuse")
    if how == "update":
        Order.objects.update(**change)
    else:
        for name, value in change.items():
            setattr(order, name, value)
        order.save()
    assert Order.objects.filter(**change).exists()


def test_a_refused_update_leaves_the_hosts_own_transaction_usable(
    active: Make, ichiro: User, orders: list[Order]
) -> None:
    active(scopes=["order"])
    with transaction.atomic():
        with pytest.raises(gate.TransactionRestricted):
            Order.objects.update(user=ichiro)
        Order.objects.update(note="承れません")
    assert Order.objects.filter(note="承れません").count() == 3
