from collections.abc import Callable

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from storefront.accounts.models import User

from kasuhara_plugin.inquiries.actions import receive

ADDRESS = "/admin/kasuhara/inquiries/"


@pytest.fixture
def operator(staff: Callable[..., User], as_user: Callable[[User], Client]) -> Client:
    return as_user(staff("operator"))


def send(count: int) -> None:
    for n in range(count):
        receive(
            subject=f"件名{n}",
            body=f"本文{n}",
            email=f"{n}@example.jp",
            name=f"客{n}",
            category="その他",
        )


def queries(client: Client, address: str = ADDRESS) -> int:
    ContentType.objects.clear_cache()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    "question",
    ["", "?q=客", "?q=Q-7KM4-X2TW-9", "?state=new", "?state=late", "?state=mine", "?person=1", "?category=その他",
     "?channel=web_inquiry", "?received_at_from=2026-01-01", "?state=new&q=本文", "?p=older-999999"],
)  # fmt: skip
def test_ten_more_messages_ask_the_database_no_more(operator: Client, question: str) -> None:
    send(5)
    queries(operator, ADDRESS + question)
    before = queries(operator, ADDRESS + question)
    send(10)
    assert queries(operator, ADDRESS + question) == before


@pytest.mark.parametrize(
    ("question", "found"),
    [("客1", 1), ("本文", 3), ("2@example.jp", 1), ("件名0", 1), ("見当たらない", 0)],
)
def test_a_message_is_found_by_a_part_of_it(operator: Client, question: str, found: int) -> None:
    send(3)
    page = operator.get(ADDRESS, {"q": question})
    assert len(page.context["object_list"]) == found


@pytest.mark.parametrize(
    "question",
    ["?q=%00", "?q=%FF", "?q=%ED%A0%80", "?state=%00", "?state=x", "?p=x", "?p=99", "?p=%00",
     "?ordering=x", "?ordering=%00", "?ordering=customer__user__password"],
)  # fmt: skip
def test_a_strange_question_is_no_failure(operator: Client, question: str) -> None:
    send(1)
    operator.raise_request_exception = False
    assert operator.get(ADDRESS + question).status_code in (200, 404)


@pytest.mark.parametrize("role", ["operator", "supervisor", "desk"])
def test_who_may_read_messages_sees_the_list(
    staff: Callable[..., User], as_user: Callable[[User], Client], role: str
) -> None:
    send(1)
    assert "件名0" in as_user(staff(role)).get(ADDRESS).content.decode()


@pytest.mark.parametrize("page", ["", "results/", "1/"])
def test_nobody_else_does(
    staff: Callable[..., User], as_user: Callable[[User], Client], page: str
) -> None:
    send(1)
    response = as_user(staff("policy_editor")).get(ADDRESS + page)
    assert response.status_code in (302, 403, 404)
    assert "件名0" not in response.content.decode()


def test_a_visitor_is_sent_to_the_login(client: Client, db: None) -> None:
    assert client.get(ADDRESS).status_code == 302


@pytest.mark.parametrize("question", ["?q=客", "?state=new"])
def test_a_list_says_how_many_were_found_and_a_screen_reader_hears_it(
    operator: Client, question: str
) -> None:
    send(3)
    page = operator.get(ADDRESS + question).content.decode()
    assert '<div class="nice-padding" role="status"><h2>3件見つかりました</h2></div>' in page
    assert "There are" not in page
