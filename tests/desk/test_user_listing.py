"""Wagtail's list of users leads to the card and to the proposal, for whoever may go there."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

AsUser = Callable[[User], Client]
INDEX = "wagtailusers_users:index"


def offered(client: Client, user: User) -> set[str]:
    """What the list offers of ours for this account."""
    soup = BeautifulSoup(client.get(reverse(INDEX)).content, "html.parser")
    key = str(user.pk)
    return {
        link.text.strip()
        for link in soup.select("a[href]")
        if key in link["href"] and "kasuhara" in link["href"]
    }


def lister(*codenames: str) -> User:
    person = User.objects.create_user("lister@staff.example.jp", name="係")
    wanted = Permission.objects.filter(codename__in=["access_admin", "change_user", *codenames])
    person.user_permissions.set(wanted)
    return person


@pytest.mark.parametrize(
    ("may", "sees"),
    [
        ((), set()),
        (("view_customer",), {"顧客カード"}),
        (("propose_accountflag",), set()),
        (("view_customer", "propose_accountflag"), {"顧客カード", "取引制限を申請する"}),
    ],
)
def test_each_is_offered_what_is_open_to_him(
    as_user: AsUser, setup_done: None, hanako: User, may: tuple[str, ...], sees: set[str]
) -> None:
    assert offered(as_user(lister(*may)), hanako) == sees


def test_what_is_offered_leads_to_a_page(staff: Any, as_user: AsUser, hanako: User) -> None:
    client = as_user(staff("superuser"))
    soup = BeautifulSoup(client.get(reverse(INDEX)).content, "html.parser")
    ours = [link["href"] for link in soup.select(f'a[href*="kasuhara"][href*="{hanako.pk}"]')]
    assert len(ours) == 2
    assert [client.get(url).status_code for url in ours] == [200, 200]


def test_the_list_costs_no_query_more_for_ten_more(
    staff: Any, as_user: AsUser, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    client = as_user(staff("superuser"))

    def fill(first: int, last: int) -> None:
        for number in range(first, last):
            User.objects.create_user(f"m{number}@example.com", name=f"会員{number}")

    fill(0, 3)
    client.get(reverse(INDEX))
    with django_assert_max_num_queries(40) as few:
        client.get(reverse(INDEX))
    fill(3, 13)
    with django_assert_num_queries(len(few)):
        assert "会員12" in client.get(reverse(INDEX)).content.decode()
