"""The policy in a second language, with nothing but Wagtail's own locales."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import Locale, Page, Site

from kasuhara_plugin.core import clock
from kasuhara_plugin.models import AuditRecord, PolicyPage, PolicyVersion

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
JA, EN = "/customer-harassment-policy/", "/en/customer-harassment-policy/"


def import_english(*options: str) -> str:
    out = StringIO()
    call_command(
        "kasuhara_import_policy", "shipped", "--language", "en", *options, stdout=out, stderr=out
    )
    return out.getvalue()


@pytest.fixture
def locale(setup_done: None) -> Locale:
    english: Locale = Locale.objects.create(language_code="en")
    return english


@pytest.fixture
def english(locale: Locale, staff: Make) -> PolicyPage:
    author, second = staff("policy_editor", "翻訳者"), staff("supervisor", "確認者")
    import_english("--publish", "--by", author.email, "--approved-by", second.email)
    return PolicyPage.objects.get(locale=locale)


def article(address: str) -> Any:
    response = Client().get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").article


def test_it_is_a_page_with_versions_of_its_own(english: PolicyPage) -> None:
    version = PolicyVersion.objects.get(language="en")
    assert (version.number, version.title) == (1, "Basic Policy on Customer Harassment")
    assert version.translates == PolicyVersion.objects.get(language="ja")
    assert (
        english.translation_key
        == PolicyPage.objects.get(locale__language_code="ja").translation_key
    )
    audit = AuditRecord.objects.first()
    assert (audit.act, audit.actor_name, audit.subject_key) == (
        "policy.publish",
        "システム",
        str(version.pk),
    )


def test_it_is_read_in_english(english: PolicyPage) -> None:
    shown = article(EN)
    assert (shown["lang"], shown.h1.text) == ("en", "Basic Policy on Customer Harassment")
    assert "A reference translation of version 1 in Japanese." in shown.text
    assert [found.text for found in shown.select(".care-dates dt")] == [
        "Established",
        "In force from",
    ]
    day = clock.day(clock.now())
    assert shown.select_one(".care-dates dd").text == f"{day.day} {day:%B} {day.year}"
    assert shown.select_one(".care-edition").text == "Version 1"
    assert shown.find(id="s1").h2.text.startswith("1. ")
    for word in ("第", "版", "目次", "お客様窓口", "改定履歴"):
        assert word not in shown.text.replace("お客様サポート", "")


def test_the_japanese_page_stays_as_it_was(english: PolicyPage) -> None:
    shown = article(JA)
    assert (shown["lang"], shown.h1.text) == ("ja", "カスタマーハラスメント対策基本方針")
    assert "参考訳" not in shown.text


def test_its_versions_have_addresses_of_their_own(english: PolicyPage) -> None:
    assert article("/support/policy/en/1/").h1.text == "Basic Policy on Customer Harassment"
    assert article("/support/policy/en/")["lang"] == "en"
    version = PolicyVersion.objects.get(language="en")
    assert Client().get("/support/policy/en/1.txt").content.decode() == version.text
    assert version.text.endswith("\n")
    assert "以上" not in version.text


def test_its_next_version_takes_two_people_and_names_the_newer_original(
    published: Make, english: PolicyPage, staff: Make
) -> None:
    author, second = staff("policy_editor"), staff("supervisor")
    with pytest.raises(CommandError, match="承認する人"):
        import_english("--publish", "--change", "x", "--why", "y")
    published(author, second)
    draft = PolicyPage.objects.get(pk=english.pk).get_latest_revision_as_object()
    draft.change_summary, draft.change_reason = "Wording.", "Review."
    draft.save_revision(user=author).publish(user=second)
    version = PolicyVersion.objects.get(language="en", number=2)
    assert version.translates == PolicyVersion.objects.get(language="ja", number=2)
    assert "version 2 in Japanese" in article(EN).text
    assert PolicyVersion.objects.filter(language="ja").count() == 2


@pytest.mark.parametrize("again", [False, True])
def test_whoever_drafts_and_publishes_the_one_may_the_other(
    english: PolicyPage, staff: Make, again: bool
) -> None:
    """A page that came another way (again) gets its permissions from the next set-up."""
    if again:
        english.group_permissions.all().delete()
        call_command("kasuhara_setup", roles="full", verbosity=0)
    assert english.permissions_for_user(staff("policy_editor")).can_edit()
    assert english.permissions_for_user(staff("supervisor")).holds_publish()
    assert not english.permissions_for_user(staff("policy_editor")).holds_publish()
    assert not english.permissions_for_user(staff("operator")).can_edit()


def test_a_draft_of_it_shows_nothing(locale: Locale) -> None:
    import_english()
    assert not PolicyPage.objects.get(locale=locale).live
    assert Client().get(EN).status_code == 404
    assert not PolicyVersion.objects.filter(language="en").exists()


def test_importing_again_finds_the_same_page(english: PolicyPage) -> None:
    import_english()
    assert PolicyPage.objects.filter(locale=english.locale).count() == 1


def test_a_language_that_is_not_shipped_is_named(setup_done: None) -> None:
    with pytest.raises(CommandError, match="fr"):
        call_command("kasuhara_import_policy", "shipped", "--language", "fr")


def kept() -> list[Any]:
    return [
        list(Page.objects.order_by("pk").values("pk", "slug", "live")),
        PolicyVersion.objects.count(),
        AuditRecord.objects.count(),
    ]


def test_another_slug_beside_it_is_refused(english: PolicyPage) -> None:
    before = kept()
    with pytest.raises(CommandError, match="スラッグが「other」"):
        import_english("--page", "other")
    assert kept() == before


@pytest.fixture
def alias(locale: Locale) -> PolicyPage:
    """What Wagtail makes of the Japanese page where a site keeps its trees alike."""
    home = Site.objects.get().root_page.specific
    home.copy_for_translation(locale, alias=True)
    page: PolicyPage = PolicyPage.objects.get().copy_for_translation(locale, alias=True)
    return page


def test_an_alias_shows_the_japanese_version(alias: PolicyPage) -> None:
    assert (alias.alias_of.locale.language_code, alias.live) == ("ja", True)
    shown = article(EN)
    assert (shown["lang"], shown.h1.text) == ("ja", "カスタマーハラスメント対策基本方針")
    assert PolicyVersion.objects.count() == 1


def test_an_alias_follows_a_new_version(published: Make, alias: PolicyPage, staff: Make) -> None:
    published(staff("policy_editor"), staff("supervisor"), title="新しい方針")
    assert article(EN).h1.text == "新しい方針"
    waiting = clock.day(clock.now()) + timedelta(days=9)
    published(
        staff("policy_editor"), staff("supervisor"),
        title="もっと新しい方針", effective_on=waiting, change_summary="続き。",
    )  # fmt: skip
    assert article(EN).h1.text == article(JA).h1.text == "新しい方針"
    assert set(PolicyVersion.objects.values_list("language", flat=True)) == {"ja"}


def test_a_text_for_an_alias_is_refused_with_what_to_do(alias: PolicyPage) -> None:
    before = kept()
    with pytest.raises(CommandError, match="別名"):
        import_english("--publish")
    assert kept() == before
