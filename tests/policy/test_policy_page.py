import json

import pytest
from bs4 import BeautifulSoup
from django.conf import LazySettings
from django.test import Client
from storefront.accounts.models import User
from wagtail.models import Page, Site

from kasuhara_plugin.models import PolicyPage, PolicyVersion, RuleSettings, ShopSettings
from kasuhara_plugin.policy.outline import clause_ids

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("setup_done")]

ADDRESS = "/customer-harassment-policy/"


def page_of(client: Client) -> BeautifulSoup:
    response = client.get(ADDRESS)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def republish(page: PolicyPage) -> None:
    """By one person, in a shop that runs by 一人."""
    RuleSettings.objects.update(decision_rule="one")
    page.change_summary, page.change_reason = "変更しました。", "確かめるため。"
    owner = User.objects.create_superuser("owner@example.com", "x", name="店主")
    page.save_revision(user=owner).publish(user=owner)


def test_every_clause_is_an_element_with_its_id_once(client: Client) -> None:
    article = page_of(client).find("article")
    ids = [element["id"] for element in article.find_all(id=True)]
    clauses = [name for name in ids if not name.endswith("-heading")]
    assert clauses == clause_ids(PolicyVersion.objects.get().sections)
    assert len(clauses) == 52
    assert len(ids) == len(set(ids))


def test_every_section_has_its_heading_as_its_name(client: Client) -> None:
    article = page_of(client).find("article")
    for section in article.find_all("section", id=True):
        heading = section.find(["h2", "h3"])
        assert section["aria-labelledby"] == heading["id"] == f"{section['id']}-heading"
    assert article.find(id="s4").h2.get_text() == "4．該当する行為の例"
    assert article.find(id="s6-3").h3.get_text() == "（3）対応の中断と終了"
    assert article.find(id="s4-2-b").get_text().startswith("長時間に及ぶお電話")


def test_the_contents_lead_to_every_section(client: Client) -> None:
    links = page_of(client).find("nav", class_="care-contents").find_all("a")
    assert [link["href"] for link in links] == [f"#s{number}" for number in range(1, 10)]
    assert links[3].get_text() == "4．該当する行為の例"


def test_the_shops_data_stands_in_the_text(client: Client) -> None:
    article = page_of(client).find("article")
    assert article.find(id="s1-1").get_text().startswith("つばめプリント株式会社は、")
    assert "（電話 03-0000-0000、" in article.find(id="s5-1").get_text()
    assert "{{" not in article.get_text()


def test_the_preview_of_a_draft_names_what_is_missing() -> None:
    ShopSettings.objects.update(company="", contact_phone="")
    page = PolicyPage.objects.get()
    text = page.make_preview_request().render().content.decode()
    assert "［会社名］は、" in text
    assert "［お客様窓口の電話番号］" in text
    assert "{{" not in text


@pytest.mark.parametrize(
    "company", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "A & B <b>C</b>"]
)
def test_a_company_name_is_text_and_never_markup(client: Client, company: str) -> None:
    ShopSettings.objects.update(company=company)
    republish(PolicyPage.objects.get())
    page = page_of(client)
    clause = page.find(id="s1-1")
    assert clause.get_text().startswith(f"{company}は、")
    assert clause.find_all(True) == []
    assert json.loads(page.find("article").find_previous("script").string)["publisher"] == {
        "@type": "Organization",
        "name": company,
    }


def test_the_text_of_the_editor_is_never_markup(client: Client) -> None:
    page = PolicyPage.objects.get()
    evil = "<script>alert(1)</script>"
    body = [{"type": "paragraph", "value": evil}, {"type": "bullets", "value": [evil]}]
    inner = {"type": "subsection", "value": {"heading": evil, "body": body}}
    section = {"heading": evil, "body": [*body, inner]}
    page.body = [("section", page.body.stream_block.child_blocks["section"].to_python(section))]
    for name in ("legal_basis", "recording_notice", "appeal_route", "accommodation"):
        setattr(page, name, evil)
    republish(page)
    article = page_of(client).find("article")
    assert article.find_all("script") == []
    assert article.get_text().count(evil) == 11  # six in the text, four beside it, the contents


def test_a_policy_page_may_be_made_below_any_page() -> None:
    home = Site.objects.get(is_default_site=True).root_page.specific
    assert PolicyPage.can_create_at(home)
    assert not PolicyPage.can_create_at(PolicyPage.objects.get())  # nothing stands below it


def test_where_the_host_brings_its_own_type_ours_is_not_offered(settings: LazySettings) -> None:
    settings.KASUHARA_POLICY_PAGE_MODEL = "website.HomePage"
    assert not PolicyPage.can_create_at(Site.objects.get(is_default_site=True).root_page.specific)


def test_the_page_is_below_the_home_page_and_live() -> None:
    page = PolicyPage.objects.get()
    assert page.live
    assert page.get_parent() == Page.objects.get(pk=Site.objects.get().root_page_id)
