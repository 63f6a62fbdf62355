"""The customer card: all that the shop knows of one customer, to whoever may read it."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.flags.actions import propose
from kasuhara_plugin.inquiries.actions import receive
from kasuhara_plugin.models import Customer, StaffNote
from kasuhara_plugin.notes.actions import write

AsUser = Callable[[User], Client]
PARTS = {
    "取引制限フラグ": "view_accountflag",
    "対応メモ": "view_staffnote",
    "お問い合わせ": "view_inquiry",
}


def address(customer: Customer) -> str:
    return reverse("kasuhara_customers:inspect", args=[customer.pk])


def parts(client: Client, customer: Customer) -> dict[str, str]:
    """The parts of the card, by heading."""
    soup = BeautifulSoup(client.get(address(customer)).content, "html.parser")
    sections = soup.select(".kasuhara-record section")
    return {section.h2.text: section.get_text(" ", strip=True) for section in sections}


@pytest.fixture
def fill(staff: Callable[..., User], customer: Customer, ichiro: User) -> Callable[[int], None]:
    """``fill(3)``: three flags, three notes and three inquiries more."""

    def make(count: int) -> None:
        author = staff("operator", "記入者")
        for number in range(count):
            propose(customer, reason="暴言", customer_message="お控えください。", by=author)
            write(customer, body=f"<p>メモ{number}</p>", by=author)
            receive(subject=f"件名{number}", body="本文", user=ichiro)

    return make


@pytest.mark.parametrize("role", ["operator", "supervisor", "desk", "superuser"])
def test_the_card_shows_everything_to_these_roles(
    staff: Callable[..., User], as_user: AsUser, customer: Customer,
    fill: Callable[[int], None], role: str,
) -> None:  # fmt: skip
    fill(1)
    shown = parts(as_user(staff(role)), customer)
    assert list(shown) == ["顧客", *PARTS]
    assert "佐藤 一郎" in shown["顧客"]
    assert "ichiro@example.com" in shown["顧客"]
    assert "取引の制限 申請中" in shown["取引制限フラグ"]
    assert "記入者" in shown["対応メモ"]
    assert "件名0" in shown["お問い合わせ"]


def test_the_shop_s_own_row_of_the_customer_is_named_readably(
    staff: Callable[..., User], as_user: AsUser, customer: Customer, ichiro: User
) -> None:
    register(user=ichiro, subject="shop.product:12")
    shown = parts(as_user(staff("operator")), customer)["顧客"]
    assert "店舗の顧客データ 商品 12" in shown
    assert "shop.product" not in shown


@pytest.mark.parametrize("missing", PARTS)
def test_a_part_is_shown_only_to_whoever_may_read_it(
    as_user: AsUser, staff: Callable[..., User], customer: Customer,
    fill: Callable[[int], None], missing: str,
) -> None:  # fmt: skip
    fill(1)
    reader = User.objects.create_user("reader@staff.example.jp", name="読む人")
    wanted = {"access_admin", "view_customer", *PARTS.values()} - {PARTS[missing]}
    reader.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    shown = parts(as_user(reader), customer)
    assert list(shown) == ["顧客", *(part for part in PARTS if part != missing)]


def test_nothing_is_offered_that_the_reader_may_not_do(
    as_user: AsUser, staff: Callable[..., User], customer: Customer
) -> None:
    reader = User.objects.create_user("reader@staff.example.jp", name="読む人")
    wanted = Permission.objects.filter(codename__in=["access_admin", "view_customer"])
    reader.user_permissions.set(wanted)
    page = as_user(reader).get(address(customer)).content.decode()
    for room, act in (("notes", "write"), ("flags", "propose")):
        offer = reverse(f"kasuhara_{room}:{act}", args=[customer.pk])
        assert offer not in page
        assert offer in as_user(staff("operator")).get(address(customer)).content.decode()


@pytest.mark.parametrize("door", ["index", "index_results", "inspect"])
@pytest.mark.parametrize("role", ["legal", "policy_editor", "customer", "nobody"])
def test_these_have_no_door_to_customers(
    staff: Callable[..., User], as_user: AsUser, hanako: User, customer: Customer,
    role: str, door: str,
) -> None:  # fmt: skip
    client = Client()
    if role != "nobody":
        client = as_user(hanako if role == "customer" else staff(role))
    args = [customer.pk] if door == "inspect" else []
    response = client.get(reverse(f"kasuhara_customers:{door}", args=args))
    assert response.status_code == 302
    assert customer.name not in response.content.decode()


def test_the_menu_offers_only_what_can_be_opened(
    staff: Callable[..., User], as_user: AsUser, customer: Customer
) -> None:
    home = reverse("wagtailadmin_home")
    index = reverse("kasuhara_customers:index")
    assert index in as_user(staff("operator")).get(home).content.decode()
    assert index not in as_user(staff("policy_editor")).get(home).content.decode()


def test_another_customers_records_are_not_on_the_card(
    staff: Callable[..., User], as_user: AsUser, customer: Customer, hanako: User
) -> None:
    other = register(user=hanako, name=hanako.name)
    write(other, body="<p>別の方のメモ</p>", by=staff("operator"))
    receive(subject="別の方の件名", body="本文", user=hanako)
    shown = parts(as_user(staff("operator")), customer)
    assert shown["対応メモ"].endswith("対応メモはありません。")
    assert shown["お問い合わせ"].endswith("お問い合わせはありません。")


def test_the_card_costs_the_same_however_much_is_on_it(
    staff: Callable[..., User], as_user: AsUser, customer: Customer, fill: Callable[[int], None],
    django_assert_num_queries: Any, django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    client = as_user(staff("supervisor"))
    fill(3)
    client.get(address(customer))
    with django_assert_max_num_queries(60) as few:
        client.get(address(customer))
    fill(10)
    assert StaffNote.objects.count() == 13
    with django_assert_num_queries(len(few)):
        client.get(address(customer))


def test_the_list_of_customers_costs_the_same_and_is_searched(
    staff: Callable[..., User], as_user: AsUser, customer: Customer,
    django_assert_num_queries: Any, django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    client, index = as_user(staff("operator")), reverse("kasuhara_customers:index")
    for number in range(4):
        register(email=f"c{number}@example.com", name=f"顧客{number}")
    client.get(index)
    with django_assert_max_num_queries(60) as few:
        client.get(index)
    for number in range(4, 14):
        register(email=f"c{number}@example.com", name=f"顧客{number}")
    with django_assert_num_queries(len(few)):
        client.get(index)
    for words in ("佐藤", "ichiro@example"):
        found = client.get(index, {"q": words}).content.decode()
        assert "佐藤 一郎" in found
        assert "顧客13" not in found


@pytest.mark.parametrize("words", ["\x00", "\ud83d", "%", "'", "あ" * 5_000])
def test_no_search_breaks_the_list(
    staff: Callable[..., User], as_user: AsUser, customer: Customer, words: str
) -> None:
    query = words.encode("utf-8", "surrogatepass").decode("latin-1")
    client, index = as_user(staff("operator")), reverse("kasuhara_customers:index")
    client.raise_request_exception = False
    assert client.get(index, {"q": query}).status_code == 200
    assert client.get(index, {"q": words.replace("\ud83d", "?")}).status_code == 200


def test_names_are_shown_as_text(
    staff: Callable[..., User], as_user: AsUser, customer: Customer, fill: Callable[[int], None]
) -> None:
    fill(1)
    Customer.objects.update(name="<script>xss7()</script>", organisation="<img src=xss7>")
    client = as_user(staff("operator"))
    for page in (address(customer), reverse("kasuhara_customers:index")):
        soup = BeautifulSoup(client.get(page).content, "html.parser")
        assert not soup.select("img[src=xss7]")
        assert all("xss7" not in script.text for script in soup.find_all("script"))
