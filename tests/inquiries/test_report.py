"""What came in by week and by category, what became of it, and how long an answer took."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from storefront.accounts.models import User

from kasuhara_plugin.inquiries import refused
from kasuhara_plugin.inquiries.actions import answer, receive
from kasuhara_plugin.inquiries.inbox.report import Period, by_category, by_week
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.models import Inquiry, RefusedOnDay

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 15, 15, tzinfo=UTC)  # its first moment in Japan
LATE = "注文した名刺が予定日を過ぎても届いていません。発送の状況を早急に教えてください。"
ELSE = "封筒の色が画面で見た色とずいぶん違います。刷り直しをお願いできますか。"
TWO_WEEKS = Period(date(2026, 11, 9), 2)
REPORT = reverse("kasuhara_inquiries:report")


@pytest.fixture
def operator(staff: Callable[..., User]) -> User:
    return staff("operator")


@pytest.fixture
def client(operator: User, as_user: Callable[[User], Client]) -> Client:
    return as_user(operator)


def send(body: str = LATE, hours: float = 1, who: str = "a", **more: object) -> Inquiry:
    row = receive(
        body=body, email=f"{who}@example.jp", now=MONDAY + timedelta(hours=hours), **more
    ).inquiry
    assert row is not None
    return row


def test_a_week_begins_on_monday_in_japan(db: None) -> None:
    assert Period.until(date(2026, 11, 22), 2) == TWO_WEEKS
    assert Period.until(date(2026, 11, 16), 2) == TWO_WEEKS
    assert TWO_WEEKS.last == date(2026, 11, 22)
    send(hours=-0.1)
    send(ELSE, hours=0)
    send(ELSE, hours=7 * 24, who="b")
    assert [(line.label, line.received) for line in by_week(TWO_WEEKS)] == [
        ("2026/11/16の週", 1),
        ("2026/11/09の週", 1),
    ]


def test_each_message_is_counted_as_what_became_of_it(db: None) -> None:
    InquiryRules.objects.update_or_create(pk=1, defaults={"sender_limit": 1})
    for hours in (1, 1.1, 1.2):
        send(hours=hours)
    send(ELSE, hours=1.3)
    week, before = by_week(TWO_WEEKS)
    assert (week.received, week.joined, week.held, week.waiting) == (4, 2, 1, 2)
    assert before.received == 0


def test_the_time_to_the_first_answer(operator: User) -> None:
    for place, hours in enumerate((2, 6, 100)):
        row = send(hours=0, who=str(place))
        for later in (hours, hours + 50):
            answer(
                row,
                body="発送しました。",
                way="email",
                by=operator,
                now=MONDAY + timedelta(hours=later),
            )
    send(ELSE)
    week = by_week(TWO_WEEKS)[0]
    assert (week.answered, week.median_s, week.in_time) == (3, 6 * 3600, 67)
    InquiryRules.objects.update_or_create(pk=1, defaults={"answer_within": 0})
    assert by_week(TWO_WEEKS)[0].in_time is None
    assert by_week(TWO_WEEKS)[1].median_s is None


def test_by_category_the_most_frequent_first(operator: User) -> None:
    send(category="納期・配送")
    send(ELSE, who="b")
    answer(
        send(ELSE, who="c"),
        body="はい。",
        way="phone",
        by=operator,
        now=MONDAY + timedelta(hours=3),
    )
    none, delivery = by_category(TWO_WEEKS)
    assert (none.label, none.received, none.answered, none.median_s) == ("種類なし", 2, 1, 7200)
    assert (delivery.label, delivery.received, delivery.answered) == ("納期・配送", 1, 0)


def test_what_was_given_back_is_counted_though_nothing_of_it_is_kept(db: None) -> None:
    cache.clear()
    InquiryRules.objects.update_or_create(pk=1, defaults={"network_limit": 1})
    for n in range(4):
        receive(body=LATE, email=f"{n}@example.jp", address="203.0.113.9", now=MONDAY)
    assert Inquiry.objects.count() == 1
    assert by_week(TWO_WEEKS)[0].refused == 3
    fields = {field.name for field in RefusedOnDay._meta.fields}
    assert fields == {"pk", "day", "part", "times"}


def test_a_number_that_cannot_be_written_keeps_nobody_waiting(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(row: object) -> int:
        raise DatabaseError("gone")

    monkeypatch.setattr(refused, "_one_more", fail)
    refused.count(MONDAY)
    assert refused.counted(TWO_WEEKS.first, TWO_WEEKS.last) == {}


def test_ten_more_messages_ask_the_database_no_more(client: Client, operator: User) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(REPORT).status_code == 200
        return len(captured)

    answer(send(), body="はい。", way="phone", by=operator)
    asked()
    before = asked()
    for n in range(10):
        answer(send(who=str(n), category=f"種類{n}"), body="はい。", way="phone", by=operator)
    assert asked() == before


@pytest.mark.parametrize(("weeks", "shown"), [("4", 4), ("52", 52), ("5", 13), ("x", 13), ("", 13)])
def test_the_page_says_how_far_back(client: Client, weeks: str, shown: int) -> None:
    page = client.get(REPORT, {"weeks": weeks})
    assert len(page.context["tables"][0][1]) == shown


def test_it_opens_in_a_spreadsheet(client: Client) -> None:
    receive(body=LATE, email="a@example.jp", category="=1+1")
    url = reverse("kasuhara_inquiries:report_file", args=["csv"])
    text = client.get(url, {"weeks": "4"}).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[1] for row in rows] == ["受付", "1", "0", "0", "0", "1"]
    assert rows[-1][0] == "'=1+1"
    book = client.get(reverse("kasuhara_inquiries:report_file", args=["xlsx"]))
    assert load_workbook(io.BytesIO(book.content)).active.max_row == 15
    assert client.get(reverse("kasuhara_inquiries:report_file", args=["pdf"])).status_code == 404
