"""The row in a link from which a list goes on; whatever else somebody writes there is none."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import reverse

from kasuhara_plugin.core.paging import Cursor
from kasuhara_plugin.models import Customer

pytestmark = pytest.mark.django_db
KEYS = ("created_at", "id")
THEN = datetime(2026, 11, 23, 1, 0, 0, 123456, tzinfo=UTC)


@pytest.mark.parametrize("older", [True, False])
@pytest.mark.parametrize(
    "at", [THEN, datetime(1, 1, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]
)
def test_a_cursor_is_read_as_it_was_written(at: datetime, older: bool) -> None:
    cursor = Cursor.at(Customer(pk=10**17, created_at=at), KEYS, older=older)
    assert Cursor.read(str(cursor), Customer, KEYS) == cursor
    assert str(cursor).startswith("older-" if older else "newer-")


@pytest.mark.parametrize(
    "text",
    [
        "", "1", "older", "older-", "older-1", "older-1-2-3", "older-1-2-", "older--1-2",
        "Older-1-2", "oldest-1-2", " older-1-2", "older-1-2\n", "older-１-２", "older-1-x",
        "older-1.5-2", "older-1e3-2", "older-" + "9" * 18 + "-1", "newer-1-" + "9" * 19,
        "older-1-2\x00", "older-1-2' OR 1=1", "older-\ud800-2", "9" * 100_000,
        "older" + "-1" * 50_000,
    ],
)  # fmt: skip
def test_whatever_no_list_wrote_is_no_cursor(text: str) -> None:
    assert Cursor.read(text, Customer, KEYS) is None


@pytest.mark.parametrize("keys", [("id",), ("created_at", "id", "party_type")])
def test_a_cursor_of_another_order_is_none(keys: tuple[str, ...]) -> None:
    written = str(Cursor.at(Customer(pk=1, created_at=THEN), KEYS, older=True))
    assert Cursor.read(written, Customer, keys) is None


@pytest.mark.parametrize(
    "p", ["", "1", "older-1", "older-x-2", "older-1-2\x00", "older-0-0", "newer-0-0"]
)
@pytest.mark.parametrize("door", ["index", "index_results"])
def test_a_link_that_names_no_page_leads_to_the_first_one(
    staff: Any, as_user: Any, door: str, p: str
) -> None:
    Customer.objects.create(name="佐藤 一郎")
    client = as_user(staff("operator"))
    response = client.get(reverse(f"kasuhara_customers:{door}"), {"p": p})
    assert response.status_code == 200
    assert "佐藤 一郎" in response.content.decode()
