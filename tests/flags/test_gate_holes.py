"""Ways around the gate that somebody looked for and found; each is closed here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.db import models, transaction
from django.db.models import Value
from django.db.models.functions import Lower
from django.db.models.signals import pre_save
from django.test import Client, RequestFactory
from django.urls import path
from flags import host_site as host
from storefront import urls as storefront
from storefront.accounts.models import User
from storefront.shop.models import Order, Product

from kasuhara_plugin import gate
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.flags import visit
from kasuhara_plugin.flags.actions import propose
from kasuhara_plugin.models import AccountFlag, Customer, Refusal
from kasuhara_plugin.testing import override_flag

pytestmark = pytest.mark.django_db
Make = Callable[..., AccountFlag]
Job = dict[str, Any]
ICHIRO = "ichiro@example.com"

urlpatterns = [
    path("named/<str:what>/", host.entered, name="named"),
    *storefront.urlpatterns,
]


class Hiding(models.Manager.from_queryset(gate.GuardedQuerySet)):  # type: ignore[misc]
    """It hides rows, and joins what PostgreSQL does not lock."""

    def get_queryset(self) -> Any:
        return super().get_queryset().exclude(note="hidden").select_related("user")


class HidingOrder(Order):
    objects = Hiding()
    every = gate.GuardedQuerySet.as_manager()

    class Meta:
        proxy = True
        app_label = "shop"
        base_manager_name = "objects"


class ReadsElsewhere:
    """A router of a shop that reads its orders from a replica."""

    def db_for_read(self, model: Any, **_: Any) -> str | None:
        return "replica" if issubclass(model, Order) else None


@pytest.fixture
def job(meishi: Product) -> Job:
    return {"product": meishi, "paper": "上質紙", "size": "A4", "quantity": 200, "price": 1580}


@contextmanager
def filled_in(**facts: Any) -> Iterator[None]:
    """A receiver of the host's that runs after the guard."""

    def fill(instance: Order, **_: Any) -> None:
        for name, value in facts.items():
            setattr(instance, name, value)

    pre_save.connect(fill, sender=Order)
    try:
        yield
    finally:
        pre_save.disconnect(fill, sender=Order)


@pytest.mark.parametrize("named", ["user", "address", "expression"])
def test_whom_a_row_names_after_the_guard_has_looked_is_refused_too(
    active: Make, ichiro: User, hanako: User, job: Job, named: str
) -> None:
    active(scopes=["order"])
    facts: Any = {
        "user": {"user_id": ichiro.pk},
        "address": {"guest_email": ICHIRO},
        "expression": {"guest_email": Lower(Value("ICHIRO@example.com"))},
    }[named]
    with pytest.raises(gate.TransactionRestricted), transaction.atomic(), filled_in(**facts):
        Order.objects.create(**job)
    assert not Order.objects.exists()
    with filled_in(user_id=hanako.pk):
        assert Order.objects.create(**job).pk


def test_a_host_that_swallows_it_then_keeps_an_order_that_is_held(
    active: Make, ichiro: User, job: Job
) -> None:
    active(scopes=["order"])
    with pytest.raises(gate.TransactionRestricted), filled_in(user_id=ichiro.pk):
        Order.objects.create(**job)
    assert gate.held(Order.objects.get())


def test_an_address_that_the_database_computes_is_no_failure(active: Make, job: Job) -> None:
    active(scopes=["order"])
    assert Order.objects.create(**job, guest_email=Lower(Value("Free@example.com"))).pk


def test_an_order_whose_account_is_gone_is_finished(hanako: User, job: Job) -> None:
    """As in a shop that keeps its accounts in another database."""
    order = Order.objects.create(**job, user=hanako)
    order.user_id = uuid4()
    order.save(update_fields=["status"])


def test_rows_that_a_manager_of_the_host_hides_are_guarded(
    active: Make, ichiro: User, job: Job
) -> None:
    standing = HidingOrder.every.create(**job, note="hidden", user=ichiro)
    HidingOrder.every.create(**job, note="hidden")
    active(scopes=["order"])
    with pytest.raises(gate.TransactionRestricted):
        HidingOrder.every.update(user=ichiro)
    standing.status = "shipped"
    standing.save()  # and what stands is finished
    assert Order.objects.filter(user=ichiro).get().status == "shipped"


def test_a_shop_that_reads_from_a_replica_is_guarded_where_it_writes(
    settings: LazySettings, active: Make, ichiro: User, job: Job
) -> None:
    standing = Order.objects.create(**job, user=ichiro)
    Order.objects.create(**job)
    active(scopes=["order"])
    settings.DATABASE_ROUTERS = [f"{__name__}.ReadsElsewhere"]
    standing.status = "shipped"
    standing.save()
    with pytest.raises(gate.TransactionRestricted):
        Order.objects.bulk_create([Order(**job, user=ichiro)])
    with pytest.raises(gate.TransactionRestricted):
        Order.objects.update(user=ichiro)
    settings.DATABASE_ROUTERS = []
    assert list(Order.objects.values_list("user", "status")) == [
        (None, "accepted"),
        (ichiro.pk, "shipped"),
    ]


def test_an_update_of_what_a_property_reads_is_guarded(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch, active: Make, ichiro: User, job: Job
) -> None:
    monkeypatch.setattr(Order, "owner", property(lambda order: order.user), raising=False)
    settings.KASUHARA_ORDER_MODELS = {"shop.Order": {"user": "owner"}}
    Order.objects.create(**job)
    active(scopes=["order"])
    with pytest.raises(gate.TransactionRestricted):
        Order.objects.update(user=ichiro)


def test_what_could_not_be_marked_as_held_is_refused(
    settings: LazySettings, active: Make, ichiro: User, job: Job
) -> None:
    settings.KASUHARA_ORDER_MODELS = {"shop.Order": {"user": "user", "mode": "hold"}}
    active(scopes=["order"])
    with pytest.raises(gate.TransactionRestricted):
        Order.objects.bulk_create([Order(**job, user=ichiro)], ignore_conflicts=True)
    assert not Order.objects.exists()


@pytest.mark.parametrize("how", ["save", "update"])
def test_a_guest_takes_an_order_that_stands_into_a_new_account(
    active: Make, job: Job, how: str
) -> None:
    """As shops do at the log-in: it would fail, and nobody could read why."""
    order = Order.objects.create(**job, guest_email="guest@example.com")
    active(register(email="guest@example.com"), level="refuse")
    order.user = User.objects.create_user("guest@example.com", "kami-to-inku-77")
    order.save() if how == "save" else Order.objects.update(user=order.user)
    assert Order.objects.get().user == order.user


def test_an_attempt_at_an_odd_path_is_kept(
    settings: LazySettings, ichiros: Client, active: Make
) -> None:
    settings.ROOT_URLCONF, settings.KASUHARA_GATES = __name__, {"named": "order"}
    active(scopes=["order"])
    assert ichiros.post("/named/a%00b/").status_code == 403
    assert Refusal.objects.get().door == "/named/a\ufffdb/"


def test_who_takes_over_an_address_is_not_told_what_its_owner_was(active: Make) -> None:
    owner = User.objects.create_user("a@example.com", "kami-to-inku-77")
    customer = register(user=owner)
    active(customer, scopes=["order"])
    owner.delete()
    request = RequestFactory().post("/")
    request.user = User.objects.create_user("a@example.com", "kami-to-inku-77")
    register(user=request.user)
    customer.refresh_from_db()
    with visit.visiting(request), pytest.raises(gate.TransactionRestricted) as refused:
        gate.require(customer, "order")
    assert not refused.value.restriction.proven


def test_a_restricted_account_cannot_have_another_one_refused(
    active: Make, ichiro: User, hanako: User
) -> None:
    active(scopes=["order"])
    ichiro.email = "Hanako@example.com"  # a host that does not ask for proof
    ichiro.save()
    assert gate.restriction_for(hanako, "order") is None
    assert gate.restriction_for(ichiro, "order")


def test_a_host_whose_accounts_have_no_address_is_served(
    monkeypatch: pytest.MonkeyPatch, staff: Callable[..., User], proposed: Make
) -> None:
    by = staff("operator")
    monkeypatch.setattr(User, "EMAIL_FIELD", "nothing")
    assert propose(
        register(email="guest@example.com"), reason="暴言", customer_message="控えます", by=by
    ).pk


def test_the_hosts_tests_restrict_who_was_found_free_a_moment_ago(customer: Customer) -> None:
    assert gate.restriction_for(customer.user, "order") is None
    with override_flag(customer.user, "order"):
        assert gate.restriction_for(customer.user, "order")
