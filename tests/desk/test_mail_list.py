"""送信メール: read by those who may, changed by nobody."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core import clock, outbox
from kasuhara_plugin.core.outbox import OutgoingMail
from kasuhara_plugin.models import Customer, MailAttempt

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
INDEX = "kasuhara_mail:index"


def letter(number: int = 0, **changes: Any) -> OutgoingMail:
    content = {
        "to": f"c{number}@example.com",
        "subject": f"お知らせ {number}",
        "body": "一行目。\n<script>xss7()</script>",
        "kind": "flag.notice",
    }
    row = outbox.post(**{**content, **changes})
    assert row is not None
    return row


def tried(row: OutgoingMail, error: str = "") -> None:
    kind = "SMTPDataError" if error else ""
    MailAttempt.objects.create(mail=row, ok=not error, error_class=kind, error=error)


def page(client: Client, door: str, *args: Any, **query: str) -> BeautifulSoup:
    response = client.get(reverse(f"kasuhara_mail:{door}", args=args), query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def listed(client: Client, **query: str) -> list[tuple[str, str]]:
    rows = page(client, "index", **query).select("main tbody tr")
    return [
        (row.td.a.get_text(strip=True), row.select("td")[2].get_text(strip=True)) for row in rows
    ]


def test_the_list_says_what_became_of_each(staff: Make, as_user: Make) -> None:
    tried(letter(1))
    tried(letter(2), "550 refused")
    letter(3, now=clock.now() - timedelta(days=3))
    assert listed(as_user(staff("desk"))) == [
        ("お知らせ 3", "送信断念"),
        ("お知らせ 2", "送信待ち"),
        ("お知らせ 1", "送信済み"),
    ]


def test_it_is_searched_by_address_and_filtered_by_kind(staff: Make, as_user: Make) -> None:
    letter(1)
    letter(2, kind="reminder")
    client = as_user(staff("supervisor"))
    assert listed(client, q="c1@example") == [("お知らせ 1", "送信待ち")]
    assert listed(client, kind="reminder") == [("お知らせ 2", "送信待ち")]


def test_the_record_shows_what_was_written_and_each_try(
    staff: Make, as_user: Make, customer: Customer
) -> None:
    row = letter(about=customer)
    tried(row, "550 refused")
    tried(row)
    soup = page(as_user(staff("supervisor")), "inspect", row.pk)
    body = soup.select_one(".kasuhara-text")
    assert body is not None
    assert body.text == row.body
    assert not body.select("script")
    tries = [line.text for line in soup.select(".kasuhara-record ol li")]
    assert "SMTPDataError: 550 refused" in tries[0]
    assert "送信しました" in tries[1]
    assert f"kasuhara_plugin.customer（{customer.pk}）" in soup.text


@pytest.mark.parametrize("door", ["index", "index_results", "inspect"])
@pytest.mark.parametrize("role", ["operator", "legal", "policy_editor", "customer"])
def test_these_have_no_door_to_it(
    staff: Make, as_user: Make, hanako: User, role: str, door: str
) -> None:
    client, row = as_user(hanako if role == "customer" else staff(role)), letter()
    args = [row.pk] if door == "inspect" else []
    response = client.get(reverse(f"kasuhara_mail:{door}", args=args))
    assert response.status_code in (302, 403, 404)
    assert row.to not in response.content.decode()


def test_reading_is_all_that_its_pages_do(staff: Make, as_user: Make) -> None:
    client, row = as_user(staff("superuser")), letter()
    for address in (reverse(INDEX), reverse("kasuhara_mail:inspect", args=[row.pk])):
        client.post(address, {"body": "x"})
        client.delete(address)
        assert "/delete/" not in client.get(address).content.decode()
    assert OutgoingMail.objects.get().body == row.body


def test_the_list_costs_the_same_however_long_it_is(
    staff: Make, as_user: Make,
    django_assert_num_queries: Any, django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    client, index = as_user(staff("supervisor")), reverse(INDEX)
    for number in range(5):
        tried(letter(number))
    client.get(index)
    with django_assert_max_num_queries(60) as few:
        client.get(index)
    for number in range(5, 15):
        tried(letter(number))
    with django_assert_num_queries(len(few)):
        client.get(index)
