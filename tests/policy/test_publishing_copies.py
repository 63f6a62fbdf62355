"""Other ways that a page changes in Wagtail or in code: the public reads versions all the same."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page

from kasuhara_plugin.core.errors import NotApproved
from kasuhara_plugin.models import PolicyPage, PolicyVersion

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
EVIL = "誰も承認していない文面"


def home() -> Page:
    return PolicyPage.objects.get(alias_of=None, locale__language_code="ja").get_parent()


def nowhere(*texts: str) -> bool:
    """None of them is on any address under which a policy page or a version answers."""
    addresses = [page.url for page in PolicyPage.objects.all()]
    addresses += ["/", "/support/policy/ja/", "/support/policy/ja/1/", "/support/policy/ja/1.txt"]
    shown = "".join(Client().get(address).content.decode() for address in addresses)
    return all(text not in shown for text in texts)


def test_a_row_changed_behind_the_page_shows_nothing(page: PolicyPage, unmoved: Make) -> None:
    section = page.body.get_prep_value()[:1]
    section[0]["value"]["heading"] = EVIL
    with unmoved():
        PolicyPage.objects.filter(pk=page.pk).update(body=section, change_summary=EVIL)
        PolicyPage.objects.filter(pk=page.pk).update(live=True, legal_basis=EVIL)
    assert nowhere(EVIL)


def test_nobody_publishes_a_row_that_was_changed_behind_the_page(
    page: PolicyPage, staff: Make, edit: Make, unmoved: Make
) -> None:
    PolicyPage.objects.filter(pk=page.pk).update(legal_basis=EVIL)
    for person in (staff("superuser", "甲"), staff("superuser", "乙")):
        with unmoved():
            assert edit(person, "publish").status_code == 200


def test_a_saved_live_page_shows_nothing(page: PolicyPage, unmoved: Make) -> None:
    page.legal_basis = EVIL
    with unmoved():
        page.save()
    page.unpublish()
    page.live, page.legal_basis = True, EVIL
    page.save()
    assert nowhere(EVIL)
    assert PolicyVersion.objects.count() == 1


def test_a_draft_made_live_in_code_is_refused(
    page: PolicyPage, drafted: Make, staff: Make, unmoved: Make
) -> None:
    revision = drafted(staff("superuser", "甲"), title=EVIL)
    draft = revision.as_object()
    draft.live_revision = revision
    with unmoved(), pytest.raises(NotApproved):
        draft.save()
    with unmoved(), pytest.raises(NotApproved):
        draft.save(update_fields=["live_revision"])


def test_an_outdated_copy_in_memory_saves_its_draft_still(
    page: PolicyPage, staff: Make, published: Make
) -> None:
    """Somebody else publishes while a draft is being saved."""
    stale = PolicyPage.objects.get()
    published(staff("superuser", "甲"), staff("superuser", "乙"))
    stale.title = "続きの下書き"
    stale.save_revision(user=staff("superuser", "丙"))
    assert PolicyPage.objects.get().get_latest_revision_as_object().title == "続きの下書き"
    assert PolicyVersion.objects.latest("pk").title == "新しい方針"


def test_a_copy_is_a_draft(page: PolicyPage, staff: Make, drafted: Make, unmoved: Make) -> None:
    drafted(staff("superuser", "甲"), title=EVIL)
    with unmoved():
        with pytest.raises(NotApproved):
            page.copy(update_attrs={"slug": "live-copy"}, keep_live=True)
        page.copy(update_attrs={"slug": "copy"}, keep_live=False)
    assert list(PolicyPage.objects.exclude(pk=page.pk).values_list("live")) == [(False,)]
    assert Page.find_problems() == ([], [], [], [], [])
    assert nowhere(EVIL)


def test_the_screens_of_copying_are_closed_to_a_superuser(
    page: PolicyPage, staff: Make, as_user: Make, unmoved: Make
) -> None:
    client = as_user(staff("superuser", "甲"))
    data = {
        "new_title": EVIL,
        "new_slug": "copy",
        "new_parent_page": home().pk,
        "publish_copies": "1",
    }
    with unmoved():
        client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)
        address = reverse("wagtailadmin_api:pages:action", args=[page.pk, "copy"])
        assert client.post(address, {"slug": "copy", "keep_live": True}).status_code == 403
    assert PolicyPage.objects.count() == 1


def test_an_alias_shows_the_version_and_its_conversion_no_draft(
    page: PolicyPage, staff: Make, as_user: Make, drafted: Make, unmoved: Make
) -> None:
    author = staff("superuser", "甲")
    drafted(author, title=EVIL)
    alias = page.create_alias(update_slug="alias")
    with unmoved():
        PolicyPage.objects.filter(pk=alias.pk).update(legal_basis=EVIL)
        page.update_aliases(revision=page.get_latest_revision())
        assert nowhere(EVIL)
        as_user(author).post(reverse("wagtailadmin_pages:convert_alias", args=[alias.pk]))
    assert nowhere(EVIL)
    title = PolicyVersion.objects.get().title
    assert title in Client().get(alias.url).content.decode()


def test_a_translation_is_a_draft_until_it_is_published(
    page: PolicyPage, staff: Make, unmoved: Make
) -> None:
    english, _ = Locale.objects.get_or_create(language_code="en")
    with unmoved():
        copy = page.copy_for_translation(english, copy_parents=True)
    assert not copy.live
    assert Client().get(copy.url or "/en/customer-harassment-policy/").status_code == 404
    author = staff("superuser", "甲")
    copy.title = EVIL
    with pytest.raises(PermissionDenied):
        copy.save_revision(user=author).publish(user=author)
    assert nowhere(EVIL)


def test_a_second_page_of_the_same_site_is_not_published(
    page: PolicyPage,
    staff: Make,
    drafted: Make,
    as_user: Make,
    unmoved: Make,
    posted: Make,
    rule: Make,
) -> None:
    rule("one")
    address = reverse("wagtailadmin_pages:add", args=["kasuhara_plugin", "policypage", home().pk])
    author = staff("superuser", "甲")
    typed = posted(title=EVIL, slug="second")
    with unmoved():
        response = as_user(author).post(address, {**typed, "action-publish": "1"})
    assert EVIL in response.content.decode()
    assert "別の方針のページ" in str(response.context["form"].non_field_errors())
    assert PolicyPage.objects.count() == 1


@pytest.mark.parametrize("button", ["", "action-submit"])
def test_a_new_page_is_a_draft(
    page: PolicyPage, staff: Make, as_user: Make, posted: Make, button: str
) -> None:
    typed = posted(title=EVIL)
    page.delete()
    address = reverse(
        "wagtailadmin_pages:add",
        args=["kasuhara_plugin", "policypage", Page.objects.get(slug="home").pk],
    )
    as_user(staff("superuser", "甲")).post(address, {**typed, button: "1"})
    assert not any(PolicyPage.objects.values_list("live", flat=True))
    assert PolicyVersion.objects.count() == 1


def test_a_new_page_is_not_published_by_who_typed_it(
    page: PolicyPage, staff: Make, as_user: Make, posted: Make
) -> None:
    typed = posted(title=EVIL, change_summary="改めました", change_reason="移転")
    parent = page.get_parent()
    page.delete()
    address = reverse("wagtailadmin_pages:add", args=["kasuhara_plugin", "policypage", parent.pk])
    response = as_user(staff("superuser", "甲")).post(address, {**typed, "action-publish": "1"})
    assert response.status_code == 200
    assert EVIL in response.content.decode()
    assert not PolicyPage.objects.exists()


def test_moving_the_page_changes_no_version(page: PolicyPage, published: Make, staff: Make) -> None:
    place = home().add_child(instance=Page(title="会社案内", slug="about"))
    page.move(place, pos="last-child")
    moved = PolicyPage.objects.get()
    assert moved.url == "/about/customer-harassment-policy/"
    assert PolicyVersion.objects.get().title in Client().get(moved.url).content.decode()
    version = published(staff("superuser", "甲"), staff("superuser", "乙"))
    assert (version.number, version.site_key) == (2, PolicyVersion.objects.get(number=1).site_key)
