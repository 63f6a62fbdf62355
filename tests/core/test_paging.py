"""Lists of any length: a link names the row from which it goes on, and nothing is counted."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.db.models import QuerySet
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kasuhara_plugin.core.paging import KeysetPage
from kasuhara_plugin.customers.filters import CustomerFilterSet
from kasuhara_plugin.customers.viewsets import CustomerIndexView
from kasuhara_plugin.desk.viewsets import DeskCustomerIndexView
from kasuhara_plugin.models import Customer

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
THEN = datetime(2026, 11, 23, 1, 0, 0, 123456, tzinfo=UTC)
INDEX = "kasuhara_customers:index"


class Everybody(CustomerIndexView):
    model = Customer
    filterset_class = CustomerFilterSet
    search_fields = ["search_key"]
    index_results_url_name = "kasuhara_customers:index_results"
    asked_the_whole_table = 0

    def through_index(self, queryset: QuerySet[Customer]) -> QuerySet[Customer]:
        self.asked_the_whole_table += 1
        return super().through_index(queryset)


def view(near: int = 5_000, **query: str) -> Everybody:
    made = Everybody(NEAR=near)
    made.setup(RequestFactory().get("/", query))
    return made


def page(p: str = "", size: int = 10, near: int = 5_000, **query: str) -> KeysetPage:
    made = view(near, p=p, **query)
    made.paginate_queryset(made.get_queryset(), size)
    return made.page


def customers(count: int, name: str = "客", at: datetime = THEN) -> list[Customer]:
    """The newest first."""
    made = [Customer.objects.create(name=f"{name}{n}", created_at=at) for n in range(count)]
    return made[::-1]


def walk(way: str, start: KeysetPage, **how: Any) -> Iterator[KeysetPage]:
    for _ in range(50):
        if link := getattr(start, way):
            start = page(link, **how)
            yield start


def rows(pages: list[KeysetPage]) -> list[Customer]:
    return [row for shown in pages for row in shown.rows]


@pytest.mark.parametrize("query", [{}, {"q": "客"}, {"party_type": "unknown"}])
@pytest.mark.parametrize("near", [1, 7, 5_000])
@pytest.mark.parametrize("size", [1, 7, 15, 44, 45, 46])
def test_no_row_is_lost_or_shown_twice_there_or_back(
    size: int, near: int, query: dict[str, str]
) -> None:
    """All of the same microsecond, as an import writes them."""
    how: dict[str, Any] = {"size": size, "near": near, **query}
    everybody = customers(45)
    first = page(**how)
    there = [first, *walk("older", first, **how)]
    assert rows(there) == everybody
    assert [len(shown.rows) for shown in there[:-1]] == [size] * (len(there) - 1)
    back = list(walk("newer", there[-1], **how))
    assert back == there[-2::-1]


def test_rows_of_every_time_are_walked_through() -> None:
    years = [9998, 2026, 1970, 1969, 1900, 2]
    everybody = [customers(2, at=datetime(year, 1, 1, tzinfo=UTC)) for year in years]
    first = page(size=1)
    shown = rows([first, *walk("older", first, size=1)])
    assert shown == [row for couple in everybody for row in couple]


def test_who_comes_in_meanwhile_moves_no_row_to_another_page() -> None:
    everybody = customers(9)
    first = page(size=3)
    customers(2, "新")
    second = page(first.older, size=3)
    assert second.rows == everybody[3:6]
    assert page(page(second.older, size=3).newer, size=3) == second


def test_the_row_that_a_link_names_may_be_gone() -> None:
    everybody = customers(9)
    first = page(size=3)
    second = page(first.older, size=3)
    everybody[2].delete()  # named by the first page's link, and by no other
    everybody[3].delete()  # named by the second page's link back
    assert page(first.older, size=3).rows == everybody[4:7]
    assert page(second.newer, size=3).rows == [*everybody[:2], everybody[4]]


@pytest.mark.parametrize("way", ["older", "newer"])
def test_where_nothing_is_left_beyond_a_link_the_first_page_is_shown(way: str) -> None:
    everybody = customers(9)
    middle = page(page(size=3).older, size=3)
    gone = everybody[6:] if way == "older" else everybody[:3]
    Customer.objects.filter(pk__in=[one.pk for one in gone]).delete()
    shown = page(getattr(middle, way), size=3)
    assert (shown.rows, shown.newer) == ([one for one in everybody if one not in gone][:3], "")
    assert page(shown.older, size=3).rows


@pytest.mark.parametrize("near", [1, 2, 5, 10, 11, 12, 13, 5_000])
def test_what_is_rare_is_found_in_the_whole_table(near: int) -> None:
    wanted = customers(2, "希少")
    customers(10, "多数", at=THEN.replace(minute=1))
    assert page(q="希少", near=near).rows == wanted
    assert page(q="希少", near=near, party_type="company").rows == []
    assert len(page(q="多数", near=near).rows) == 10


def test_what_is_common_is_found_without_the_whole_table() -> None:
    for minute in range(12):
        customers(1, "希少" if minute == 0 else "多数", at=THEN.replace(minute=minute))
    for words, asked in (("多数", 0), ("希少", 1)):
        made = view(near=5, q=words)
        made.paginate_queryset(made.get_queryset(), 3)
        assert made.asked_the_whole_table == asked
        assert made.page.rows


def html(client: Any, **query: str) -> BeautifulSoup:
    response = client.get(reverse(INDEX), query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_the_links_and_the_heading_say_how_many_a_page_holds(staff: Make, as_user: Make) -> None:
    client = as_user(staff("operator"))
    customers(30)
    customers(3, "佐藤")
    soup = html(client)
    assert [link.get_text(strip=True) for link in soup.select(".kasuhara-pages a")] == ["次の25件"]
    assert not soup.select("[role=status] h2")
    older = html(client, p=page(size=25).older)
    words = [link.get_text(strip=True) for link in older.select(".kasuhara-pages a")]
    assert words == ["先頭へ", "前の25件"]
    for found, said in (
        ("佐藤", "3件見つかりました"),
        ("客", "見つかったものを25件ずつ表示しています"),
    ):
        assert html(client, q=found).select_one("[role=status] h2").get_text() == said  # type: ignore[union-attr]
    assert not html(client, q="佐藤").select(".kasuhara-pages")


@pytest.mark.parametrize("query", [{}, {"q": "客"}, {"party_type": "unknown"}])
def test_no_row_is_counted_and_a_deep_page_asks_what_the_first_one_does(
    staff: Make, as_user: Make, query: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DeskCustomerIndexView, "NEAR", 30)
    client = as_user(staff("operator"))
    customers(90)
    first = page(size=25)
    deep = page(first.older, size=25).older
    html(client, **query)
    costs = []
    for p in ("", first.older, deep):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert len(html(client, p=p, **query).select("main tbody tr")) == 25
        ours = [one["sql"] for one in asked if "kasuhara_plugin_customer" in one["sql"]]
        assert not [sql for sql in ours if "COUNT(" in sql]
        costs.append(len(asked))
    assert len(set(costs)) == 1


def test_neither_another_order_nor_an_export_is_offered(staff: Make, as_user: Make) -> None:
    client = as_user(staff("superuser"))
    everybody = customers(3)
    for query in ({"ordering": "organisation"}, {"export": "xlsx"}, {"export": "csv"}):
        soup = html(client, **query)
        names = [row.select("td a")[0].get_text(strip=True) for row in soup.select("main tbody tr")]
        assert names == [one.name for one in everybody]
        assert not soup.select("main thead a")
