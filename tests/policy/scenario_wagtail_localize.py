"""Run by ``test_wagtail_localize`` with the settings ``storefront_localize``."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation

from kasuhara_plugin.models import PolicyPage, PolicyVersion

pytestmark = pytest.mark.django_db(transaction=True)  # it publishes after the commit
EN = "/en/customer-harassment-policy/"


@pytest.fixture
def english(setup_done: None) -> Locale:
    return Locale.objects.get_or_create(language_code="en")[0]


@pytest.fixture
def people(staff: Callable[..., User]) -> tuple[User, User]:
    return staff("superuser", "訳した人"), staff("superuser", "確かめた人")


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def submit(locale: Locale, by: User) -> PolicyPage:
    japanese = PolicyPage.objects.get(locale__language_code="ja")
    address = reverse("wagtail_localize:submit_page_translation", args=[japanese.pk])
    assert client_of(by).post(address, {"locales": [locale.pk]}).status_code == 302
    return PolicyPage.objects.get(locale=locale)


def translate(locale: Locale, word: str, by: User) -> None:
    """Every text of the page; its address stays."""
    translation = Translation.objects.get(
        target_locale=locale, source__specific_content_type__model="policypage"
    )
    for segment in translation.source.stringsegment_set.exclude(context__path="slug"):
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=locale,
            context=segment.context,
            defaults={"data": f"{word} {segment.pk}", "last_translated_by": by},
        )


def publish(page: PolicyPage, by: User) -> None:
    """The button of wagtail-localize's editor; whatever is refused is no failure of the server."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client_of(by).post(address, {"action": "publish"}).status_code == 302


def versions() -> list[PolicyVersion]:
    return list(PolicyVersion.objects.filter(language="en").select_related("approval"))


def public() -> tuple[int, str]:
    response = Client().get(EN)
    article = BeautifulSoup(response.content, "html.parser").article
    return response.status_code, article.text if article else ""


def test_a_translation_is_published_by_two_people_and_never_by_one(
    english: Locale, people: tuple[User, User]
) -> None:
    author, second = people
    page = submit(english, author)
    assert not page.live
    assert client_of(author).get(f"/admin/pages/{page.pk}/edit/").status_code == 200
    translate(english, "Care", author)
    for person in (author, author, second):  # the second one's press saves the translated text
        publish(page, person)
        assert (versions(), public()[0]) == ([], 404)
    publish(page, author)
    version = versions()[0]
    assert {version.approval.author_name, version.approval.approver_name} == {
        "訳した人",
        "確かめた人",
    }
    assert version.title.startswith("Care ")
    assert version.translates == PolicyVersion.objects.get(language="ja")
    before = public()
    assert before[0] == 200
    translate(english, "Other", author)  # and no word on what changed and why
    for person in (author, second, author):
        publish(page, person)
    assert (len(versions()), public()) == (1, before)
