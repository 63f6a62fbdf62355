"""The policy's page: the version in force today, what stands beside it, and its data for machines."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from storefront.accounts.models import User

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.site_settings import ShopSettings
from kasuhara_plugin.models import PolicyPage, PolicyVersion

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
ADDRESS = "/customer-harassment-policy/"
VERSIONS = "/support/policy/ja/"
SECOND = timedelta(seconds=1)
EVIL = "</script><script>alert(1)</script>&'\"<b>"
BESIDE = {
    "legal_basis": ("根拠とする法令と指針", "労働施策総合推進法"),
    "recording_notice": ("通話の録音について", "お電話を録音することがあります。"),
    "appeal_route": ("対応にご異議があるとき", "お客様窓口へお申し出ください。"),
    "accommodation": ("合理的配慮について", "ご一緒に考えさせてください。"),
}


@pytest.fixture
def publish(published: Make, staff: Make) -> Make:
    return lambda **changes: published(staff("policy_editor"), staff("supervisor"), **changes)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """``at(moment)``: what the clock says."""
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


def page() -> BeautifulSoup:
    response = Client().get(ADDRESS)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=clock.TOKYO)


def in_days(days: int) -> date:
    return clock.day(clock.now()) + timedelta(days=days)


def spoken(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def test_a_version_takes_over_at_midnight_in_japan(publish: Make, at: Make) -> None:
    day = in_days(10)
    publish(title="新しい方針", effective_on=day)
    notice = f"{spoken(day)}から第2版を施行します。"
    shown = page().article
    assert "第1版" in shown.select_one(".care-edition").text
    assert notice in shown.text
    assert [link["href"] for link in shown.select(".care-message a")] == [f"{VERSIONS}2/"]
    at(midnight(day) - SECOND)
    assert notice in page().article.text
    at(midnight(day))
    shown = page().article
    assert (shown.h1.text, shown.select(".care-message")) == ("新しい方針", [])
    assert "過去の版" in Client().get(f"{VERSIONS}1/").content.decode()


def test_the_first_version_is_shown_before_its_day_and_says_so(setup_done: None, at: Make) -> None:
    version = PolicyVersion.objects.get()
    at(midnight(version.effective_on) - SECOND)
    for address in (ADDRESS, f"{VERSIONS}1/"):
        text = Client().get(address).content.decode()
        assert f"この版は{spoken(version.effective_on)}から施行します。" in text
    at(midnight(version.effective_on))
    assert "から施行します" not in page().article.text


def test_of_two_that_wait_the_next_is_announced(publish: Make, at: Make) -> None:
    publish(effective_on=in_days(10), change_summary="二。")
    publish(effective_on=in_days(20), change_summary="三。")
    assert f"{spoken(in_days(10))}から第2版を施行します。" in page().article.text
    then = in_days(20)
    at(midnight(in_days(10)))
    assert f"{spoken(then)}から第3版を施行します。" in page().article.text


def test_the_days_of_the_version_stand_at_its_head(publish: Make) -> None:
    publish(revised_on=date(2030, 3, 1), effective_on=clock.day(clock.now()))
    shown = page().select(".care-dates div")
    assert [row.dt.text for row in shown] == ["制定日", "改定日", "施行日"]
    assert [row.time["datetime"] for row in shown][1] == "2030-03-01"
    assert [row.dd.text for row in shown][1] == "2030年3月1日"


def test_nothing_stands_beside_the_text_until_it_is_filled_in(publish: Make) -> None:
    shown = page().article
    headings = [found.text for found in shown.find_all("h2")]
    assert not {heading for heading, _ in BESIDE.values()} & set(headings)
    assert "関連する利用規約" not in headings
    terms = {"terms_label": "第12条", "terms_url": "https://example.jp/terms"}
    publish(**{name: text for name, (_, text) in BESIDE.items()}, **terms)
    shown = page().article
    for heading, text in BESIDE.values():
        assert shown.find("h2", string=heading).find_next("p").text == text
    link = shown.find("h2", string="関連する利用規約").find_next("a")
    assert (link.text, link["href"]) == ("第12条", "https://example.jp/terms")


def test_the_contact_is_today_s_on_the_page_and_stays_in_the_version(setup_done: None) -> None:
    ShopSettings.objects.update(contact_phone="06-1111-2222")
    assert "06-1111-2222" in page().find(id="contact-heading").parent.text
    kept = BeautifulSoup(Client().get(f"{VERSIONS}1/").content, "html.parser")
    assert "03-0000-0000" in kept.find(id="contact-heading").parent.text


def test_the_history_lists_ten_and_leads_to_the_rest(publish: Make) -> None:
    for number in range(2, 13):
        publish(change_summary=f"変更{number}。")
    shown = page().article
    rows = shown.select(".care-history li")
    assert [row.a["href"] for row in rows] == [f"{VERSIONS}{n}/" for n in range(12, 2, -1)]
    assert shown.select_one(".care-history").find_next("a", href=VERSIONS)
    listed = BeautifulSoup(Client().get(VERSIONS).content, "html.parser")
    assert len(listed.select(".care-history li")) == 12


@pytest.mark.parametrize("address", [ADDRESS, f"{VERSIONS}2/"])
def test_its_data_for_machines_are_json_and_never_markup(publish: Make, address: str) -> None:
    ShopSettings.objects.update(company=EVIL)
    publish(title=EVIL)
    soup = BeautifulSoup(Client().get(address).content, "html.parser")
    raw = soup.find("script", type="application/ld+json").string
    assert not set("<>&") & set(raw)
    facts = json.loads(raw)
    version = PolicyVersion.objects.get(number=2)
    assert facts == {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": EVIL,
        "url": f"http://testserver{address}",
        "inLanguage": "ja",
        "version": "2",
        "datePublished": version.established_on.isoformat(),
        "dateModified": version.published_at.isoformat(),
        "publisher": {"@type": "Organization", "name": EVIL},
    }
    assert soup.article.find_all("script") == []


def test_the_page_is_only_read(setup_done: None) -> None:
    before = list(PolicyVersion.objects.values()), list(PolicyPage.objects.values())
    client = Client()
    answer = client.head(ADDRESS)
    assert (answer.status_code, answer.content) == (200, b"")
    for method in (client.post, client.put, client.delete, client.patch):
        method(ADDRESS, {"title": "x"})
    assert (list(PolicyVersion.objects.values()), list(PolicyPage.objects.values())) == before


def test_the_preview_shows_the_draft_and_the_public_does_not(
    drafted: Make, staff: Make, as_user: Make, publish: Make
) -> None:
    drafted(staff("policy_editor"), title="まだ下書き", effective_on=date(2031, 1, 2))
    draft = PolicyPage.objects.get().get_latest_revision_as_object()
    shown = BeautifulSoup(draft.make_preview_request().render().content, "html.parser")
    assert shown.h1.text == "まだ下書き"
    assert [row.dt.text for row in shown.select(".care-dates div")] == ["施行日"]
    assert "まだ下書き" not in page().text


def test_an_unpublished_page_is_not_found_and_its_versions_stay(publish: Make, staff: Make) -> None:
    owner: User = staff("superuser")
    PolicyPage.objects.get().unpublish(user=owner)
    assert Client().get(ADDRESS).status_code == 404
    assert Client().get(f"{VERSIONS}1/").status_code == 200
