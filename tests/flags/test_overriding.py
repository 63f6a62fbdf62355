"""A member of staff writes an order for a restricted customer, and says why: kept for good."""

from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from storefront import urls as storefront
from storefront.accounts.models import User
from storefront.shop.models import Order, Product

from kasuhara_plugin import gate
from kasuhara_plugin.core.errors import NotPermitted, UnusableText
from kasuhara_plugin.flags.holding import HeldOrder
from kasuhara_plugin.flags.override_form import ASKED, REFUSED
from kasuhara_plugin.models import AccountFlag, AuditRecord, Refusal

Make = Callable[..., AccountFlag]
MAY = ["supervisor", "desk", "superuser"]
MAY_NOT = ["operator", "legal", "policy_editor"]


class StaffOrderForm(gate.OverrideFormMixin, ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Order
        fields = ("product", "paper", "size", "quantity", "user", "guest_email", "status")


def write_order(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    order = Order.objects.get(pk=pk) if pk else Order(price=1)
    form = StaffOrderForm(request.POST, instance=order)
    if not form.is_valid():
        return HttpResponse(form.as_p())
    form.save()
    return HttpResponse("saved")


urlpatterns = [
    path("staff/orders/", write_order),
    path("staff/orders/<int:pk>/", write_order),
    *storefront.urlpatterns,
]


@pytest.fixture
def job(meishi: Product) -> dict[str, Any]:
    return {"product": meishi, "paper": "上質紙", "size": "A4", "quantity": 200, "price": 1580}


@pytest.fixture
def form_data(meishi: Product, ichiro: User) -> dict[str, Any]:
    return {
        "product": meishi.pk, "paper": "上質紙", "size": "A4", "quantity": 200,
        "user": ichiro.pk, "status": "accepted",
    }  # fmt: skip


@pytest.fixture
def clerk(settings: Any, staff: Callable[..., User], as_user: Callable[[User], Client]) -> Any:
    settings.ROOT_URLCONF = __name__
    return lambda role: as_user(staff(role))


def audited(flag: AccountFlag) -> list[tuple[str, str, Any]]:
    rows = AuditRecord.objects.filter(act="flag.override", subject_key=str(flag.pk))
    return [(row.actor_name, row.reason, row.data) for row in rows.order_by("id")]


ORDER = {"order": "shop.order", "scope": "order"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", MAY)
def test_the_order_is_written_and_kept_with_author_and_reason(
    active: Make, ichiro: User, staff: Callable[..., User], job: dict[str, Any], role: str
) -> None:
    """In autocommit: the guard asks twice there, and neither holds nor audits twice."""
    flag = active(scopes=["order"])
    with gate.overriding(by=staff(role), reason="再印刷のお約束"):
        Order.objects.create(**job, user=ichiro)
    assert audited(flag) == [(role, "再印刷のお約束", ORDER)]
    assert not HeldOrder.objects.exists()
    assert not Refusal.objects.exists()
    with pytest.raises(gate.TransactionRestricted):
        Order.objects.create(**job, user=ichiro)


def test_each_order_is_audited(
    active: Make, ichiro: User, hanako: User, staff: Callable[..., User], job: dict[str, Any]
) -> None:
    flag = active(scopes=["order"])
    rows = [Order(**job, user=user) for user in (ichiro, hanako, ichiro)]
    with gate.overriding(by=staff("desk"), reason="再印刷のお約束"):
        Order.objects.bulk_create(rows)
        Order.objects.filter(user=hanako).update(user=ichiro)
    assert audited(flag) == [("desk", "再印刷のお約束", ORDER)] * 3
    assert Order.objects.filter(user=ichiro).count() == 3


def test_an_order_that_needs_no_answer_is_not_audited(
    hanako: User, active: Make, staff: Callable[..., User], job: dict[str, Any]
) -> None:
    flag = active(scopes=["order"])
    with gate.overriding(by=staff("desk"), reason="念のため"):
        Order.objects.create(**job, user=hanako)
    assert audited(flag) == []


@pytest.mark.parametrize("role", MAY_NOT)
def test_whoever_may_not_writes_nothing(
    active: Make, ichiro: User, staff: Callable[..., User], job: dict[str, Any], role: str
) -> None:
    active()
    with pytest.raises(NotPermitted), gate.overriding(by=staff(role), reason="理由"):
        Order.objects.create(**job, user=ichiro)
    assert not Order.objects.exists()


@pytest.mark.parametrize("reason", ["", " ", "\u3000", "\x00"])
def test_without_a_reason_nothing_is_written(
    active: Make, ichiro: User, staff: Callable[..., User], job: dict[str, Any], reason: str
) -> None:
    active()
    with pytest.raises(UnusableText), gate.overriding(by=staff("desk"), reason=reason):
        Order.objects.create(**job, user=ichiro)
    assert not Order.objects.exists()


def test_it_ends_with_its_block_also_when_that_fails(
    active: Make, ichiro: User, staff: Callable[..., User], job: dict[str, Any]
) -> None:
    active()
    with pytest.raises(ZeroDivisionError), gate.overriding(by=staff("desk"), reason="理由"):
        raise ZeroDivisionError
    with pytest.raises(gate.TransactionRestricted):
        Order.objects.create(**job, user=ichiro)


def test_it_holds_in_async_code_and_only_there(
    active: Make, ichiro: User, staff: Callable[..., User], job: dict[str, Any]
) -> None:
    flag, by = active(scopes=["order"]), staff("desk")

    async def write() -> None:
        async with gate.overriding(by=by, reason="再印刷のお約束"):
            await Order.objects.acreate(**job, user=ichiro)

    async def write_without() -> None:
        await Order.objects.acreate(**job, user=ichiro)

    async_to_sync(write)()
    assert len(audited(flag)) == 1
    with pytest.raises(gate.TransactionRestricted):
        async_to_sync(write_without)()


def test_the_answer_for_an_order_does_not_open_a_gate(
    active: Make, ichiro: User, staff: Callable[..., User]
) -> None:
    """It answers for rows; whether the customer is restricted stays as it is."""
    active()
    with gate.overriding(by=staff("desk"), reason="再印刷のお約束"):
        assert gate.restriction_for(ichiro, "order")


@pytest.mark.parametrize("role", MAY)
def test_the_form_asks_for_a_reason_and_loses_nothing(
    clerk: Any, active: Make, form_data: dict[str, Any], role: str
) -> None:
    flag, client = active(scopes=["order"]), clerk(role)
    asked = client.post("/staff/orders/", form_data | {"paper": "特別な紙"}).content.decode()
    assert ASKED in asked
    assert "特別な紙" in asked
    assert not Order.objects.exists()
    answered = client.post("/staff/orders/", form_data | {"override_reason": "再印刷のお約束"})
    assert answered.content == b"saved"
    assert audited(flag) == [(role, "再印刷のお約束", ORDER)]
    assert not HeldOrder.objects.exists()


@pytest.mark.parametrize("role", MAY_NOT)
def test_the_form_tells_whoever_may_not_whom_to_ask(
    clerk: Any, active: Make, form_data: dict[str, Any], role: str
) -> None:
    flag = active()
    data = form_data | {"override_reason": "どうしても"}
    answer = clerk(role).post("/staff/orders/", data).content.decode()
    assert REFUSED in answer
    assert "どうしても" in answer
    assert audited(flag) == []
    assert not Order.objects.exists()


def test_the_form_of_a_free_customer_asks_nothing(
    clerk: Any, active: Make, form_data: dict[str, Any], hanako: User
) -> None:
    flag = active()
    answer = clerk("operator").post("/staff/orders/", form_data | {"user": hanako.pk})
    assert answer.content == b"saved"
    assert audited(flag) == []


def test_the_form_lets_staff_finish_an_order_that_stands(
    clerk: Any, active: Make, form_data: dict[str, Any], job: dict[str, Any], ichiro: User
) -> None:
    order = Order.objects.create(**job, user=ichiro)
    flag = active(level="refuse")
    answer = clerk("operator").post(f"/staff/orders/{order.pk}/", form_data | {"status": "shipped"})
    assert answer.content == b"saved"
    assert audited(flag) == []


def test_an_answer_is_good_for_one_writing(
    clerk: Any, active: Make, form_data: dict[str, Any], hanako: User, ichiro: User
) -> None:
    active(scopes=["order"])
    clerk("desk").post("/staff/orders/", form_data | {"override_reason": "再印刷のお約束"})
    order = Order.objects.get()
    order.user = hanako
    order.save()
    order.user = ichiro
    with pytest.raises(gate.TransactionRestricted):
        order.save()


def test_outside_a_request_the_form_knows_nobody_who_answers(
    active: Make, form_data: dict[str, Any], staff: Callable[..., User]
) -> None:
    active()
    request = RequestFactory().post("/", form_data | {"override_reason": "理由"})
    request.user = staff("desk")
    form = StaffOrderForm(request.POST, instance=Order(price=1))
    assert not form.is_valid()
    assert form.non_field_errors() == [REFUSED]
