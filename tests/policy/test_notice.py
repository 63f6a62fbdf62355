"""``{% policy_notice %}``: two sentences and the link, for the host's checkout and forms."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import translation
from storefront.accounts.models import User
from wagtail.models import Locale, Page, Site

from kasuhara_plugin.models import PolicyPage, RuleSettings
from kasuhara_plugin.policy.words import words

pytestmark = pytest.mark.django_db
TAG = Template("{% load kasuhara %}{% policy_notice %}")
JA, EN = "/customer-harassment-policy/", "/en/customer-harassment-policy/"


def rendered(**context: Any) -> str:
    context.setdefault("request", RequestFactory().get("/"))
    return TAG.render(Context(context)).strip()


def link(html: str) -> Any:
    return BeautifulSoup(html, "html.parser").select_one(".care-notice a")


def publish_english() -> None:
    RuleSettings.objects.update_or_create(defaults={"decision_rule": "one"})
    owner = User.objects.create_superuser("owner@example.com", "x", name="店主")
    options = {"language": "en", "publish": True, "by": owner.email, "verbosity": 0}
    call_command("kasuhara_import_policy", "shipped", **options)


@pytest.fixture
def english(setup_done: None) -> None:
    Locale.objects.create(language_code="en")
    publish_english()


def test_it_is_two_sentences_and_the_way_to_the_policy(setup_done: None) -> None:
    notice = BeautifulSoup(rendered(), "html.parser").select_one(".care-notice")
    assert notice.text == words("ja")["notice"] + " 方針を読む"
    assert words("ja")["notice"].count("。") == 2
    assert notice.a["href"] == JA
    assert Client().get(notice.a["href"]).status_code == 200


@pytest.mark.parametrize(("spoken", "href"), [("ja", JA), ("en", EN), ("fr", JA), ("zh-hans", JA)])
def test_it_speaks_the_visitors_language_where_there_is_a_translation(
    english: None, spoken: str, href: str
) -> None:
    with translation.override(spoken):
        html = rendered()
    assert link(html)["href"] == href
    said = words("en" if href == EN else "ja")
    assert (said["notice"] in html, link(html).text) == (True, said["policy"])


def test_without_a_translation_it_is_japanese(setup_done: None) -> None:
    with translation.override("en"):
        assert link(rendered())["href"] == JA


def nothing_set_up() -> None:
    pass


def only_a_draft() -> None:
    call_command("kasuhara_setup", verbosity=0)


def unpublished() -> None:
    call_command("kasuhara_setup", verbosity=0, company="店", contact_name="窓口",
        contact_phone="03-0000-0000", contact_email="a@example.jp", contact_hours="平日")  # fmt: skip
    PolicyPage.objects.get().unpublish()


def without_a_site() -> None:
    Site.objects.all().delete()


def another_site_only() -> None:
    unpublished()
    home = Page.objects.get(depth=1).add_child(title="別の店", slug="other")
    Site.objects.update(root_page=home)
    Site.clear_site_root_paths_cache()


@pytest.mark.parametrize(
    "state", [nothing_set_up, only_a_draft, unpublished, without_a_site, another_site_only]
)
def test_nothing_stands_there_while_nothing_is_published(
    db: None, state: Callable[[], None]
) -> None:
    state()
    assert rendered() == ""


def test_without_a_request_it_is_nothing(setup_done: None) -> None:
    assert TAG.render(Context()).strip() == ""
    assert rendered(request=None) == ""


def test_what_is_in_the_address_stays_text(setup_done: None) -> None:
    page = PolicyPage.objects.get()
    PolicyPage.objects.filter(pk=page.pk).update(url_path='/home/"><script>x</script>/')
    html = rendered()
    assert "<script>" not in html
    assert BeautifulSoup(html, "html.parser").select("script") == []


def test_an_unknown_host_is_answered_by_the_default_site(setup_done: None, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    request = RequestFactory().get("/", HTTP_HOST="other.example.jp")
    assert link(rendered(request=request)) is not None


def test_it_costs_the_same_however_many_languages(
    setup_done: None, django_assert_max_num_queries: Any
) -> None:
    rendered()
    with django_assert_max_num_queries(2):
        rendered()
    Locale.objects.create(language_code="en")
    publish_english()
    rendered()
    with django_assert_max_num_queries(2):
        rendered()
