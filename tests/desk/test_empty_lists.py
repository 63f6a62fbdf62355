"""A list in which nothing stands says so in the shop's language."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

pytestmark = pytest.mark.django_db
LISTS = [
    "kasuhara_inquiries", "kasuhara_customers", "kasuhara_flags", "kasuhara_refusals",
    "kasuhara_notes", "kasuhara_held_orders", "kasuhara_mail", "kasuhara_policy_reviews",
    "kasuhara_inquiry_tags", "kasuhara_reply_templates", "kasuhara_templates",
]  # fmt: skip


@pytest.fixture
def owner(as_user: Callable[[User], Client]) -> Client:
    return as_user(User.objects.create_superuser("owner@example.jp", "x", name="店主"))


@pytest.mark.parametrize("name", LISTS)
def test_says_that_nothing_is_there_or_was_found(
    setup_done: None, owner: Client, name: str
) -> None:
    url = reverse(f"{name}:index")
    listed = said(owner, url)
    assert "はまだありません。" in listed or BeautifulSoup(listed, "html.parser").select("tbody tr")
    found = said(owner, f"{url}?q=麒麟&p=1")
    for english in ("There are no", "match your query"):
        assert english not in listed + found


def said(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_search_that_finds_nothing_says_of_what(owner: Client) -> None:
    url = reverse("kasuhara_inquiries:index")
    assert "条件に合うお問い合わせは見つかりませんでした。" in said(owner, f"{url}?q=麒麟")
