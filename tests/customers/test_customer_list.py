"""顧客 in the Wagtail admin: searched, filtered, and of merged customers only the one that was kept."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.customers.actions import merge, register, unmerge
from kasuhara_plugin.models import Customer

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
INDEX = "kasuhara_customers:index"


@pytest.fixture
def client(staff: Make, as_user: Make) -> Client:
    return as_user(staff("operator"))


def screen(client: Client, **query: Any) -> BeautifulSoup:
    response = client.get(reverse(INDEX), query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def listed(client: Client, **query: Any) -> list[str]:
    rows = screen(client, **query).select("main tbody tr")
    return [row.select("td a")[0].get_text(strip=True) for row in rows]


def test_the_newest_is_the_first_and_leads_to_the_card(client: Client, customer: Customer) -> None:
    register(email="guest@example.jp")
    assert listed(client) == [f"顧客 {customer.pk + 1}", "佐藤 一郎"]
    link = screen(client).select("main tbody a")[-1]
    assert link["href"] == reverse("kasuhara_customers:inspect", args=[customer.pk])


@pytest.mark.parametrize(
    "q",
    [
        "佐藤",
        "藤",
        "佐藤　一郎",
        "ICHIRO@",
        "０９０－１２３４－５６７８",
        "+81 90 1234 5678",
        "印刷",
    ],
)
@pytest.mark.parametrize("door", ["index", "index_results"])
def test_it_is_searched_by_a_part_of_whatever_is_known(
    client: Client, ichiro: User, q: str, door: str
) -> None:
    wanted = register(user=ichiro, phone="090-1234-5678", name="佐藤 一郎")
    wanted.organisation = "印刷社"
    wanted.save()
    register(email="hanako@example.jp", name="山田 花子")
    html = client.get(reverse(f"kasuhara_customers:{door}"), {"q": q}).content.decode()
    assert "佐藤 一郎" in html
    assert "山田 花子" not in html


def test_who_was_merged_is_not_listed_and_is_found_as_the_one_that_was_kept(
    client: Client, staff: Make, customer: Customer
) -> None:
    other = register(email="guest@example.jp", name="高橋")
    row = merge(customer, other, by=staff("supervisor"), reason="同じ方")
    for query in ({}, {"q": "高橋"}, {"q": "guest@example.jp"}, {"q": "佐藤"}):
        assert listed(client, **query) == ["佐藤 一郎"]
    unmerge(row, by=staff("supervisor"), reason="別の方")
    assert listed(client) == ["高橋", "佐藤 一郎"]
    assert listed(client, q="高橋") == listed(client, q="guest@") == ["高橋"]
    assert listed(client, q="佐藤") == ["佐藤 一郎"]


@pytest.mark.parametrize("door", ["index", "index_results"])
@pytest.mark.parametrize("role", ["legal", "policy_editor", "customer", "nobody"])
def test_whoever_may_not_view_customers_has_no_door_to_them(
    staff: Make, as_user: Make, hanako: User, customer: Customer, role: str, door: str
) -> None:
    who = hanako if role == "customer" else staff("operator" if role == "nobody" else role)
    client = Client() if role == "nobody" else as_user(who)
    response = client.get(reverse(f"kasuhara_customers:{door}"), {"q": "佐藤"})
    assert response.status_code == 302
    assert customer.name not in response.content.decode()


@pytest.mark.parametrize(
    "q",
    [
        "\x00", "佐藤\x00", b"\xed\xa0\x80", b"\xff", "あ" * 10_000, "%", "_", "\\", "'\"<script>x7()",
        "ﷺ" * 400, "".join(f"{chr(0x4E00 + n)}ﷺ" for n in range(200)), "{{ 7 }}", " ", "\u200b",
    ],
)  # fmt: skip
def test_hostile_words_find_nobody_and_break_nothing(
    client: Client, customer: Customer, q: str | bytes
) -> None:
    response = client.get(reverse(INDEX), {"q": q})
    assert response.status_code == 200
    assert b"<script>x7" not in response.content


def test_no_column_leads_to_another_order(client: Client, customer: Customer) -> None:
    head = screen(client).select_one("main thead")
    assert head is not None
    assert head.get_text(" ", strip=True) == "顧客 会社・団体名 登録日時"
    assert not head.select("a")


@pytest.mark.parametrize("query", [{}, {"q": "客"}, {"q": "@example.com 客"}])
def test_the_list_costs_the_same_however_long_it_is(client: Client, query: dict[str, str]) -> None:
    def cost(first: int, last: int) -> int:
        for number in range(first, last):
            register(email=f"c{number}@example.com", name=f"客{number}")
        with CaptureQueriesContext(connection) as asked:
            assert len(listed(client, **query)) == last
        return len(asked)

    cost(0, 2)
    assert cost(2, 5) == cost(5, 15) <= 60
