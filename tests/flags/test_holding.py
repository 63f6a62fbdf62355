"""Mode "hold": an order that a payment completed stays, is marked, and a person ends that."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import transaction
from django.db.models.signals import post_save, pre_save
from django.test import Client
from storefront.accounts.models import User
from storefront.shop.models import Order, Product

from kasuhara_plugin import gate
from kasuhara_plugin.core.errors import AlreadyDecided, NotPermitted, UnusableText
from kasuhara_plugin.flags import backstop
from kasuhara_plugin.flags.holding import HeldOrder
from kasuhara_plugin.models import AccountFlag, AuditRecord, Refusal
from kasuhara_plugin.signals import order_held, order_hold_ended

Make = Callable[..., AccountFlag]


@pytest.fixture(autouse=True)
def holds(settings: LazySettings) -> Iterator[None]:
    """The shop's orders are held; its start is over, so its guards are made anew."""
    row = {"scope": "order", "user": "user", "emails": ["guest_email"], "mode": "hold"}
    shops_own, settings.KASUHARA_ORDER_MODELS = (
        settings.KASUHARA_ORDER_MODELS,
        {"shop.Order": row},
    )
    forget_guards()
    backstop.connect()
    yield
    settings.KASUHARA_ORDER_MODELS = shops_own
    forget_guards()
    backstop.connect()


def forget_guards() -> None:
    for signal in (pre_save, post_save):
        for label in ("shop.Order", "shop.Quote"):
            signal.disconnect(dispatch_uid=f"kasuhara:{label}")


@pytest.fixture
def job(meishi: Product) -> dict[str, Any]:
    return {"product": meishi, "paper": "上質紙", "size": "A4", "quantity": 200, "price": 1580}


@pytest.fixture
def in_hold(active: Make, ichiro: User, job: dict[str, Any]) -> Order:
    active(scopes=["order"])
    return Order.objects.create(**job, user=ichiro)


def ways(job: dict[str, Any], ichiro: User) -> dict[str, Callable[[], Any]]:
    nobodys = Order.objects.create(**job)

    def given() -> None:
        nobodys.user = ichiro
        nobodys.save()

    return {
        "create": lambda: Order.objects.create(**job, user=ichiro),
        "by address": lambda: Order.objects.create(**job, guest_email="ICHIRO@example.com"),
        "save": lambda: Order(**job, user=ichiro).save(),
        "given later": given,
        "bulk_create": lambda: Order.objects.bulk_create([Order(**job, user=ichiro)]),
        "update": lambda: Order.objects.update(user=ichiro),
    }


WAYS = ["create", "by address", "save", "given later", "bulk_create", "update"]


@pytest.mark.parametrize("way", WAYS)
def test_the_order_stays_and_is_marked(
    active: Make, ichiro: User, job: dict[str, Any], way: str,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    write, flag = ways(job, ichiro)[way], active(scopes=["order"])
    heard: list[HeldOrder] = []

    def hear(held: HeldOrder, **_: Any) -> None:
        heard.append(held)

    order_held.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            write()
    finally:
        order_held.disconnect(hear)
    row = HeldOrder.objects.get()
    order = Order.objects.get(pk=row.order.partition(":")[2])
    assert (row.order, row.order_name) == (f"shop.order:{order.pk}", order.number)
    assert (row.flag, row.scope, row.outcome) == (flag, "order", "")
    restriction = gate.held(order)
    assert restriction is not None
    assert (restriction.flag_id, restriction.proven) == (flag.pk, False)
    assert heard == [row]
    assert AuditRecord.objects.get(act="order.hold").data == {"order": row.order}
    assert not Refusal.objects.exists()


@pytest.mark.parametrize("way", WAYS)
def test_the_order_of_a_free_customer_is_not_marked(
    ichiro: User, job: dict[str, Any], way: str
) -> None:
    ways(job, ichiro)[way]()
    assert not HeldOrder.objects.exists()
    assert all(gate.held(order) is None for order in Order.objects.all())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", WAYS)
def test_in_autocommit_it_is_marked_once_too(
    active: Make, ichiro: User, job: dict[str, Any], way: str
) -> None:
    write, _ = ways(job, ichiro)[way], active(scopes=["order"])
    write()
    assert HeldOrder.objects.count() == 1


def test_an_order_that_is_rolled_back_leaves_no_mark(
    active: Make, ichiro: User, job: dict[str, Any]
) -> None:
    active(scopes=["order"])
    with pytest.raises(ValueError, match="declined"), transaction.atomic():
        Order.objects.create(**job, user=ichiro)
        raise ValueError("declined")
    assert not HeldOrder.objects.exists()


def test_saving_a_held_order_again_marks_it_no_second_time(in_hold: Order) -> None:
    in_hold.status = Order.Status.PRINTING
    in_hold.save()
    Order.objects.get().save()
    assert HeldOrder.objects.count() == 1


@pytest.mark.parametrize(
    ("end", "outcome"), [(gate.release, "released"), (gate.cancel, "cancelled")]
)
def test_a_person_ends_it_with_a_reason(
    in_hold: Order, staff: Callable[..., User], end: Any, outcome: str,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    heard: list[tuple[str, str]] = []

    def hear(held: HeldOrder, **_: Any) -> None:
        heard.append((held.order, held.outcome))

    order_hold_ended.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            row = end(in_hold, reason="お電話で確認", by=staff("supervisor"))
    finally:
        order_hold_ended.disconnect(hear)
    assert gate.held(in_hold) is None
    assert (row.outcome, row.reason, row.actor_name) == (outcome, "お電話で確認", "supervisor")
    assert heard == [(row.order, outcome)]
    audit = AuditRecord.objects.get(act=f"order.{outcome}")
    assert (audit.actor_name, audit.reason) == ("supervisor", "お電話で確認")
    with pytest.raises(AlreadyDecided):
        end(in_hold, reason="もう一度", by=staff("supervisor"))


@pytest.mark.parametrize("end", [gate.release, gate.cancel])
@pytest.mark.parametrize("role", ["operator", "legal", "policy_editor"])
def test_whoever_may_not_ends_nothing(
    in_hold: Order, staff: Callable[..., User], end: Any, role: str
) -> None:
    with pytest.raises(NotPermitted):
        end(in_hold, reason="確認", by=staff(role))
    assert gate.held(in_hold) is not None


@pytest.mark.parametrize("reason", ["", "　", "\u200b", "\x00", "あ" * 20_001])
def test_without_a_usable_reason_nothing_is_ended(
    in_hold: Order, staff: Callable[..., User], reason: str
) -> None:
    with pytest.raises(UnusableText):
        gate.release(in_hold, reason=reason, by=staff("supervisor"))
    assert gate.held(in_hold) is not None


def test_an_order_that_is_not_held_cannot_be_released(
    job: dict[str, Any], staff: Callable[..., User]
) -> None:
    order = Order.objects.create(**job)
    with pytest.raises(AlreadyDecided):
        gate.release(order, reason="確認", by=staff("supervisor"))


def test_a_released_order_is_held_anew_when_it_is_given_to_somebody_restricted(
    in_hold: Order, hanako: User, ichiro: User, staff: Callable[..., User]
) -> None:
    gate.release(in_hold, reason="確認", by=staff("supervisor"))
    in_hold.user = hanako
    in_hold.save()
    assert gate.held(in_hold) is None
    in_hold.user = ichiro
    in_hold.save()
    assert gate.held(in_hold) is not None
    assert HeldOrder.objects.count() == 2


def test_who_asks_before_writing_many_is_refused(
    active: Make, ichiro: User, job: dict[str, Any]
) -> None:
    """Nothing would mark the rows that a plain ``bulk_create`` writes next."""
    active(scopes=["order"])
    with pytest.raises(gate.TransactionRestricted):
        gate.require_all([Order(**job, user=ichiro)])


def test_a_gate_refuses_before_the_payment_all_the_same(
    settings: LazySettings, active: Make, ichiros: Client, host_site: None
) -> None:
    active(scopes=["order"])
    assert ichiros.post("/host/gated/").status_code == 403
    assert ichiros.post("/host/place/").status_code == 200  # the webhook of a payment
    assert HeldOrder.objects.count() == Order.objects.count() == 1


def test_an_order_of_a_proxy_is_the_same_order(in_hold: Order) -> None:
    class UrgentOrder(Order):
        class Meta:
            proxy = True
            app_label = "shop"

    assert gate.held(UrgentOrder.objects.get()) == gate.held(in_hold)
