"""Every version for everybody, at its own address; any two side by side."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Page, Site

from kasuhara_plugin.core import clock
from kasuhara_plugin.models import PolicyVersion

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
LIST = "/support/policy/ja/"
HUGE = 10**40


@pytest.fixture
def three(published: Make, staff: Make) -> None:
    """Version 1 of the system, and two more."""
    for number in (2, 3):
        published(
            staff("policy_editor"),
            staff("supervisor"),
            title=f"方針{number}",
            change_summary=f"変更{number}。",
            change_reason=f"理由{number}",
        )


def article(address: str) -> Any:
    response = Client().get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").article


def test_all_versions_are_listed_with_what_changed_and_why(three: None) -> None:
    shown = article(LIST)
    assert [row["id"] for row in shown.select(".care-history li")] == ["v3", "v2", "v1"]
    rows = [row.get_text(" ", strip=True) for row in shown.select(".care-history li")]
    assert "変更3。" in rows[0]
    assert "理由3" in rows[0]
    assert "制定しました。" in rows[2]
    links = [[link["href"] for link in row.find_all("a")] for row in shown.select("li")]
    assert links == [
        [f"{LIST}3/", f"{LIST}2/3/"],
        [f"{LIST}2/", f"{LIST}1/2/"],
        [f"{LIST}1/"],
    ]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_version_is_read_as_it_was_published(three: None, number: int) -> None:
    version = PolicyVersion.objects.get(number=number)
    shown = article(f"{LIST}{number}/")
    assert shown.h1.text == version.title
    assert shown.select_one(".care-digest code").text == version.digest
    assert ("過去の版" in shown.text) == (number < 3)
    current = [link["href"] for link in shown.select(".care-message a")]
    assert current == ([f"{LIST}3/"] if number < 3 else [])


def test_its_text_file_is_what_its_digest_covers(three: None) -> None:
    response = Client().get(f"{LIST}2.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    version = PolicyVersion.objects.get(number=2)
    assert response.content.decode() == version.text
    assert hashlib.sha256(response.content).hexdigest() == version.digest


@pytest.mark.parametrize(("older", "newer"), [(1, 2), (1, 3), (2, 3), (3, 1), (2, 2)])
def test_any_two_are_compared(three: None, older: int, newer: int) -> None:
    shown = article(f"{LIST}{older}/{newer}/")
    assert f"第{older}版と第{newer}版の比較" in shown.h1.text
    heads = [link["href"] for link in shown.select("thead a")]
    assert heads == [f"{LIST}{older}/", f"{LIST}{newer}/"]


@pytest.mark.parametrize(
    ("query", "leads_to"),
    [
        ({"older": 1, "newer": 3}, f"{LIST}1/3/"),
        ({"older": 3, "newer": 1}, f"{LIST}1/3/"),
        ({"older": 2, "newer": 2}, ""),
        ({"older": 1, "newer": 9}, ""),
        ({"older": 1}, ""),
        ({"older": "", "newer": ""}, ""),
        ({"older": "１", "newer": "3"}, ""),
        ({"older": "1", "newer": HUGE}, ""),
        ({"older": "x\x00", "newer": "<b>"}, ""),
        ({"older": "+1", "newer": " 3"}, ""),
    ],
)
def test_the_form_leads_to_the_comparison(
    three: None, query: dict[str, Any], leads_to: str
) -> None:
    response = Client().get(LIST, query)
    assert response.get("Location", "") == leads_to
    assert response.status_code == (302 if leads_to else 200)


PATHS = ["0/", "4/", f"{HUGE}/", "4.txt", f"{HUGE}.txt", "1/4/", "4/1/", f"1/{HUGE}/", "0/0/"]


@pytest.mark.parametrize("path", PATHS)
def test_an_unknown_version_is_not_found(three: None, path: str) -> None:
    assert Client().get(f"{LIST}{path}").status_code == 404


@pytest.mark.parametrize("path", ["", "1/", "1.txt", "1/1/", "?older=1&newer=3"])
@pytest.mark.parametrize("language", ["en", "xx", "JA", "ja-jp", "a" * 300])
def test_another_language_has_versions_of_its_own(three: None, language: str, path: str) -> None:
    assert Client().get(f"/support/policy/{language}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["", "1/", "1.txt", "1/2/", "?older=1&newer=3"])
def test_another_site_does_not_answer_for_it(three: None, settings: Any, path: str) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    home = Page.objects.get(depth=1).add_child(title="別の店", slug="other")
    Site.objects.create(hostname="other.example.jp", root_page=home)
    assert Client().get(LIST + path, HTTP_HOST="other.example.jp").status_code == 404
    assert Client().get(LIST + path).status_code in (200, 302)


@pytest.mark.parametrize("path", ["", "1/", "1.txt", "1/2/"])
def test_they_are_only_read(three: None, path: str) -> None:
    client = Client()
    assert client.head(LIST + path).status_code == 200
    assert client.head(LIST + path).content == b""
    for method in (client.post, client.put, client.delete, client.patch):
        assert method(LIST + path).status_code == 405
    assert PolicyVersion.objects.count() == 3


def test_a_version_that_waits_is_read_with_its_day(published: Make, staff: Make) -> None:
    day = clock.day(clock.now()) + timedelta(days=30)
    published(staff("policy_editor"), staff("supervisor"), effective_on=day)
    spoken = f"{day.year}年{day.month}月{day.day}日"
    assert f"この版は{spoken}から施行します" in article(f"{LIST}2/").text
    assert "過去の版" not in article(f"{LIST}1/").text


def test_nothing_published_is_not_found(db: None) -> None:
    for path in ("", "1/", "1.txt", "1/1/"):
        assert Client().get(LIST + path).status_code == 404
