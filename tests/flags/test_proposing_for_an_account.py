"""From an account of the host to the proposal about its customer, and to the customer's card."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.customers.actions import merge, register
from kasuhara_plugin.models import AuditRecord, Customer

AsUser = Callable[[User], Client]
DOORS = [
    ("kasuhara_flags:propose_for_user", "kasuhara_flags:propose"),
    ("kasuhara_customers:card_of_account", "kasuhara_customers:inspect"),
]
both_doors = pytest.mark.parametrize(("door", "goal"), DOORS)


def address(door: str, user: User) -> str:
    return reverse(door, args=[str(user.pk)])


def page(response: Any) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").select_one("main")


def clerk(*codenames: str) -> User:
    """Staff with these permissions and no others."""
    person = User.objects.create_user("clerk@staff.example.jp", name="係")
    wanted = Permission.objects.filter(codename__in=["access_admin", *codenames])
    person.user_permissions.set(wanted)
    return person


@both_doors
def test_a_customer_is_reached_at_once(
    staff: Any, as_user: AsUser, customer: Customer, ichiro: User, door: str, goal: str
) -> None:
    operator = staff("operator")
    acts = AuditRecord.objects.count()
    response = as_user(operator).get(address(door, ichiro))
    assert (response.status_code, response.url) == (302, reverse(goal, args=[customer.pk]))
    assert AuditRecord.objects.count() == acts


@both_doors
def test_a_merged_customer_is_reached_as_the_one_that_was_kept(
    staff: Any, as_user: AsUser, customer: Customer, ichiro: User, door: str, goal: str
) -> None:
    kept = register(email="office@example.jp")
    merge(kept, customer, by=staff("supervisor"), reason="同じ方")
    response = as_user(staff("operator")).get(address(door, ichiro))
    assert response.url == reverse(goal, args=[kept.pk])


def test_where_it_was_begun_travels_along(
    staff: Any, as_user: AsUser, customer: Customer, ichiro: User, hanako: User
) -> None:
    client = as_user(staff("operator"))
    origin = {"from": "inquiry:7&x=1", "other": "no"}
    response = client.get(address(DOORS[0][0], ichiro), origin)
    assert response.url.endswith(f"/propose/{customer.pk}/?from=inquiry%3A7%26x%3D1")
    response = client.post(address(DOORS[0][0], hanako) + "?from=inquiry:7", {"name": ""})
    assert response.url.endswith("/?from=inquiry%3A7")


@both_doors
def test_who_is_no_customer_yet_is_registered_by_the_person_who_says_so(
    staff: Any, as_user: AsUser, hanako: User, door: str, goal: str
) -> None:
    person = staff("operator")
    client, url = as_user(person), address(door, hanako)
    assert "まだ顧客として登録されていません" in page(client.get(url)).text
    assert not Customer.objects.exists()
    response = client.post(url, {"name": "山田 花子"})
    made = Customer.objects.get()
    assert (made.user, made.name) == (hanako, "山田 花子")
    assert response.url == reverse(goal, args=[made.pk])
    act = AuditRecord.objects.get(act="customer.register")
    assert (act.actor_name, act.subject_key) == (person.name, str(made.pk))


def test_a_second_press_registers_nobody_twice(staff: Any, as_user: AsUser, hanako: User) -> None:
    client, url = as_user(staff("operator")), address(DOORS[0][0], hanako)
    assert client.post(url, {"name": "花子"}).url == client.post(url, {"name": "花子"}).url
    assert Customer.objects.count() == 1


def test_a_name_that_cannot_be_kept_is_given_back(
    staff: Any, as_user: AsUser, hanako: User
) -> None:
    response = as_user(staff("operator")).post(address(DOORS[0][0], hanako), {"name": "あ" * 101})
    assert "100文字以内" in page(response).text
    assert response.context["form"]["name"].value() == "あ" * 101
    assert not Customer.objects.exists()


@both_doors
def test_without_the_permission_nobody_is_registered(
    as_user: AsUser, setup_done: None, hanako: User, door: str, goal: str
) -> None:
    client = as_user(clerk("view_customer", "propose_accountflag"))
    shown = page(client.get(address(door, hanako)))
    assert "顧客を登録する権限のある担当者にご依頼ください" in shown.text
    assert not shown.select("form[method=POST]")
    refused = client.post(address(door, hanako), {"name": "花子"})
    assert refused.status_code == 403
    assert "顧客を登録する権限がありません。" in refused.content.decode()
    assert not Customer.objects.exists()


@pytest.mark.parametrize(("more", "shown"), [((), False), (("view_user",), True)])
def test_an_account_is_described_to_whoever_may_see_accounts(
    as_user: AsUser, setup_done: None, hanako: User, more: tuple[str, ...], shown: bool
) -> None:
    person = clerk("view_customer", "propose_accountflag", "add_customer", *more)
    answer = as_user(person).get(address(DOORS[0][0], hanako)).content.decode()
    assert (hanako.email in answer, hanako.name in answer) == (shown, shown)


@both_doors
def test_several_customers_are_offered_to_choose_from(
    staff: Any, as_user: AsUser, hanako: User, door: str, goal: str
) -> None:
    by_account = register(user=hanako, name="山田 花子")
    by_address = register(email="other@example.com", name="やまだ")
    User.objects.filter(pk=hanako.pk).update(email="other@example.com")
    client, url = as_user(staff("operator")), address(door, hanako)
    shown = page(client.get(url))
    assert "当てはまる顧客が複数います" in shown.text
    links = {link["href"] for link in shown.select("li a")}
    assert {reverse(goal, args=[one.pk]) for one in (by_account, by_address)} <= links
    assert not shown.select("form[method=POST]")
    assert "複数の顧客が該当します" in page(client.post(url, {"name": ""})).text
    assert Customer.objects.count() == 2


def test_an_address_that_was_anothers_before_leads_nowhere_unasked(
    staff: Any, as_user: AsUser, customer: Customer, ichiro: User
) -> None:
    User.objects.filter(pk=ichiro.pk).update(email="ichiro.new@example.com")
    newcomer = User.objects.create_user("ichiro@example.com", name="別の 一郎")
    client, url = as_user(staff("operator")), address(DOORS[0][0], newcomer)
    shown = page(client.get(url))
    assert "別のアカウントの顧客のもの" in shown.text
    assert shown.select(f'a[href="{reverse("kasuhara_flags:propose", args=[customer.pk])}"]')
    client.post(url, {"name": "別の 一郎"})
    assert Customer.objects.exclude(pk=customer.pk).get().user == newcomer


@both_doors
@pytest.mark.parametrize("role", ["legal", "policy_editor", "customer"])
def test_whoever_may_not_learns_not_even_whether_the_account_exists(
    staff: Any, as_user: AsUser, hanako: User, customer: Customer, ichiro: User,
    role: str, door: str, goal: str,
) -> None:  # fmt: skip
    client = as_user(hanako if role == "customer" else staff(role))
    for key in (ichiro.pk, uuid.uuid4(), "x"):
        response = client.get(reverse(door, args=[str(key)]))
        assert response.status_code == 302
        assert response.url != reverse(goal, args=[customer.pk])


@both_doors
@pytest.mark.parametrize("key", ["0b8f6a52-6d0f-4f5e-8b0e-2f5c1d8f9a11", "1", "x" * 300, "a%00b"])
def test_no_account_is_no_page(staff: Any, as_user: AsUser, door: str, goal: str, key: str) -> None:
    url = reverse(door, args=["KEY"]).replace("KEY", key)
    assert as_user(staff("operator")).get(url).status_code == 404
