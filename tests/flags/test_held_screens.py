"""保留した注文 in the Wagtail admin: found on the first page, read, released or cancelled by hand."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from storefront.accounts.models import User
from storefront.shop.models import Order, Product

from kasuhara_plugin import gate
from kasuhara_plugin.flags.holding import HeldOrder, hold
from kasuhara_plugin.models import AccountFlag, AuditRecord

Make = Callable[..., AccountFlag]
LIST = reverse("kasuhara_held_orders:index")


@pytest.fixture
def held(active: Make, ichiro: User, meishi: Product) -> Callable[[], HeldOrder]:
    """One more order that a payment completed."""
    active(scopes=["order"])
    restriction = gate.restriction_for(ichiro, "order")
    assert restriction is not None

    def make() -> HeldOrder:
        order = Order.objects.create(product=meishi, quantity=200, price=1580)
        return hold(order, restriction)

    return make


@pytest.fixture
def supervisors(staff: Callable[..., User], as_user: Callable[[User], Client]) -> Client:
    return as_user(staff("supervisor"))


def page(act: str, row: HeldOrder) -> str:
    return reverse(f"kasuhara_held_orders:{act}", args=[row.pk])


@pytest.mark.parametrize(
    ("act", "outcome", "label"),
    [("release", "released", "保留を解除"), ("cancel", "cancelled", "注文を取り消し")],
)
def test_a_hold_is_ended_with_a_reason_and_an_author(
    held: Callable[[], HeldOrder], supervisors: Client, act: str, outcome: str, label: str
) -> None:
    row = held()
    answer = supervisors.post(page(act, row), {"reason": "お電話で確認"}, follow=True)
    row.refresh_from_db()
    assert (row.outcome, row.actor_name, row.reason) == (outcome, "supervisor", "お電話で確認")
    assert label in answer.content.decode()
    audit = AuditRecord.objects.get(act=f"order.{outcome}")
    assert (audit.actor_name, audit.reason, audit.data) == (
        "supervisor", "お電話で確認", {"order": row.order},
    )  # fmt: skip


@pytest.mark.parametrize("act", ["release", "cancel"])
def test_without_a_reason_nothing_is_ended(
    held: Callable[[], HeldOrder], supervisors: Client, act: str
) -> None:
    row = held()
    answer = supervisors.post(page(act, row), {"reason": "　"})
    assert answer.status_code == 200
    row.refresh_from_db()
    assert row.outcome == ""


def test_the_second_press_is_told_that_it_came_too_late(
    held: Callable[[], HeldOrder], supervisors: Client
) -> None:
    row = held()
    supervisors.post(page("release", row), {"reason": "確認済み"})
    late = supervisors.post(page("cancel", row), {"reason": "お断りする"})
    assert "すでに決定されています" in late.content.decode()
    assert "お断りする" in late.content.decode()  # what was typed is given back
    row.refresh_from_db()
    assert row.outcome == "released"


def test_an_old_page_does_not_end_a_newer_hold(
    held: Callable[[], HeldOrder], supervisors: Client
) -> None:
    row = held()
    supervisors.post(page("release", row), {"reason": "確認済み"})
    newer = HeldOrder.objects.create(order=row.order, scope=row.scope, flag=row.flag)
    supervisors.post(page("cancel", row), {"reason": "二度押し"})
    newer.refresh_from_db()
    assert newer.outcome == ""


def test_the_acts_stand_on_the_page_until_the_hold_is_ended(
    held: Callable[[], HeldOrder], supervisors: Client
) -> None:
    row = held()
    acts = [page("release", row), page("cancel", row)]
    before = supervisors.get(page("inspect", row)).content.decode()
    assert all(act in before for act in acts)
    supervisors.post(page("release", row), {"reason": "確認済み"})
    after = supervisors.get(page("inspect", row)).content.decode()
    assert not any(act in after for act in acts)
    assert "確認済み" in after


@pytest.mark.parametrize("role", ["operator", "legal", "policy_editor"])
def test_whoever_may_not_ends_nothing(
    held: Callable[[], HeldOrder], staff: Callable[..., User],
    as_user: Callable[[User], Client], role: str,
) -> None:  # fmt: skip
    row = held()
    client = as_user(staff(role))
    for act in ("release", "cancel"):
        client.post(page(act, row), {"reason": "確認済み"})
    row.refresh_from_db()
    assert row.outcome == ""
    assert client.get(LIST).status_code == 302  # the admin's home, with "no permission"


@pytest.mark.parametrize("gone", ["the order", "the model"])
def test_the_page_outlives_what_was_ordered(
    held: Callable[[], HeldOrder], supervisors: Client, gone: str
) -> None:
    row = held()
    if gone == "the order":
        Order.objects.all().delete()
    else:
        HeldOrder.objects.update(order="closed_shop.order:1")
    assert str(row) in supervisors.get(page("inspect", row)).content.decode()


@pytest.mark.parametrize("question", ["", "?outcome=released"])
def test_ten_more_held_orders_ask_the_database_no_more(
    held: Callable[[], HeldOrder], supervisors: Client, question: str
) -> None:
    for _ in range(5):
        held()
    queries(supervisors, question)
    before = queries(supervisors, question)
    for _ in range(10):
        held()
    assert queries(supervisors, question) == before


def queries(client: Client, question: str) -> int:
    ContentType.objects.clear_cache()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(LIST + question).status_code == 200
    return len(captured)


def test_what_is_held_is_told_on_the_first_page_of_the_admin(
    held: Callable[[], HeldOrder], supervisors: Client,
    staff: Callable[..., User], as_user: Callable[[User], Client],
) -> None:  # fmt: skip
    row, told = held(), "取引制限のため保留している注文が1件あります。"
    home: Any = reverse("wagtailadmin_home")
    assert told in supervisors.get(home).content.decode()
    assert told not in as_user(staff("operator")).get(home).content.decode()
    supervisors.post(page("release", row), {"reason": "確認済み"})
    assert told not in supervisors.get(home).content.decode()
