"""Texts that somebody saw before: an older draft, a version of old, a draft written over."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User
from wagtail.models import Revision

from kasuhara_plugin.core.errors import NotApproved
from kasuhara_plugin.models import PolicyPage, PolicyVersion
from kasuhara_plugin.policy.actions import TWO_PEOPLE

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
ADDRESS = "/customer-harassment-policy/"


@pytest.fixture
def two_versions(staff: Make, published: Make) -> Revision:
    """The draft behind version 2; version 3 is public."""
    author, second = staff("superuser", "甲"), staff("superuser", "乙")
    published(author, second, title="第二の方針")
    older = PolicyPage.objects.get().live_revision
    published(author, second, title="第三の方針", change_summary="さらに整えました")
    return older


@pytest.fixture
def revert(page: PolicyPage, as_user: Make, posted: Make) -> Make:
    """Wagtail's screen of an older revision, with this button."""

    def press(user: User, revision: Revision, button: str = "") -> Any:
        old = revision.as_object()
        names = ("title", "change_summary", "change_reason")
        typed = posted(body=old.body, **{name: getattr(old, name) for name in names})
        address = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, revision.pk])
        return as_user(user).post(address, {**typed, **({button: "1"} if button else {})})

    return press


@pytest.mark.parametrize("name", ["甲", "乙", "丙"])
def test_an_older_text_is_published_by_nobody_in_one_go(
    staff: Make, two_versions: Revision, revert: Make, unmoved: Make, name: str
) -> None:
    with unmoved():
        response = revert(staff("superuser", name), two_versions, "action-publish")
    assert TWO_PEOPLE in response.context["form"].non_field_errors()


@pytest.mark.parametrize("name", ["甲", "乙", "丙"])
def test_an_older_draft_is_published_by_nobody_in_code(
    staff: Make, two_versions: Revision, unmoved: Make, name: str
) -> None:
    for unchecked in (False, True):
        with unmoved(), pytest.raises(PermissionDenied):
            two_versions.publish(user=staff("superuser", name), skip_permission_checks=unchecked)
    with unmoved(), pytest.raises(PermissionDenied):
        two_versions.publish()


def test_an_older_text_is_a_new_version_with_an_approval_of_its_own(
    staff: Make, two_versions: Revision, revert: Make, edit: Make, unmoved: Make
) -> None:
    reverting, second = staff("superuser", "丙"), staff("superuser", "丁")
    with unmoved():
        revert(reverting, two_versions)
        edit(reverting, "publish")
    edit(second, "publish")
    old, new = PolicyVersion.objects.get(number=2), PolicyVersion.objects.get(number=4)
    assert new.text == old.text
    assert new.approval != old.approval
    assert (new.approval.author_name, new.approval.approver_name) == ("丙", "丁")


def test_taken_off_the_site_and_put_back_it_is_the_same_version(
    staff: Make, two_versions: Revision, edit: Make
) -> None:
    page = PolicyPage.objects.get()
    before = list(PolicyVersion.objects.order_by("pk").values())
    page.unpublish(user=staff("superuser", "乙"))
    assert Client().get(ADDRESS).status_code == 404
    assert Client().get("/support/policy/ja/3/").status_code == 200
    edit(staff("superuser", "丙"), "publish")
    assert "第三の方針" in Client().get(ADDRESS).content.decode()
    assert list(PolicyVersion.objects.order_by("pk").values()) == before


def test_taken_off_the_site_it_comes_back_with_no_word_of_one_person(
    staff: Make, two_versions: Revision, edit: Make, unmoved: Make
) -> None:
    author = staff("superuser", "甲")
    PolicyPage.objects.get().unpublish(user=author)
    with unmoved():
        edit(author, "publish", title="甲だけの方針")
    assert not PolicyPage.objects.get().live


def test_published_twice_it_is_one_version(staff: Make, two_versions: Revision, edit: Make) -> None:
    for name in ("甲", "乙", "丙"):
        edit(staff("superuser", name), "publish")
        PolicyPage.objects.get().get_latest_revision().publish(user=staff("superuser", name))
    assert PolicyVersion.objects.count() == 3


def test_the_number_goes_on_when_the_page_is_made_anew(
    page: PolicyPage, staff: Make, as_user: Make, posted: Make, two_versions: Revision, edit: Make
) -> None:
    typed = posted(title="第四の方針", change_summary="改めました", change_reason="作り直し")
    parent = page.get_parent()
    PolicyPage.objects.get().delete()
    assert Client().get(ADDRESS).status_code == 404
    for number in (1, 2, 3):
        assert Client().get(f"/support/policy/ja/{number}/").status_code == 200
        assert Client().get(f"/support/policy/ja/{number}.txt").status_code == 200
    address = reverse("wagtailadmin_pages:add", args=["kasuhara_plugin", "policypage", parent.pk])
    as_user(staff("superuser", "甲")).post(address, typed)
    anew = PolicyPage.objects.get()
    assert (anew.live, anew.pk != page.pk) == (False, True)
    anew.get_latest_revision().publish(user=staff("superuser", "乙"))
    version = PolicyVersion.objects.latest("pk")
    assert (version.number, version.title) == (4, "第四の方針")
    assert version.established_on == PolicyVersion.objects.get(number=1).established_on
    assert "第四の方針" in Client().get(ADDRESS).content.decode()


def test_an_older_draft_is_neither_published_nor_does_it_approve_the_newest(
    staff: Make, drafted: Make, unmoved: Make
) -> None:
    older = drafted(staff("superuser", "甲"), title="見られた下書き")
    drafted(staff("superuser", "甲"), title="見られていない下書き")
    with unmoved(), pytest.raises(NotApproved):
        older.publish(user=staff("superuser", "乙"))


def overwrite(edit: Make, user: User, **typed: Any) -> Any:
    """As the editor's autosave does it: the newest revision, written over."""
    revision = PolicyPage.objects.get().latest_revision_id
    return edit(user, "", overwrite_revision_id=revision, **typed)


def test_an_autosave_of_the_approver_makes_the_text_theirs(
    staff: Make, drafted: Make, edit: Make, unmoved: Make
) -> None:
    author, second = staff("superuser", "甲"), staff("superuser", "乙")
    drafted(author)
    edit(second, "")
    overwrite(edit, second, title="乙の言葉の方針")
    with unmoved():
        edit(second, "publish")
    edit(author, "publish")
    approval = PolicyVersion.objects.get(number=2, title="乙の言葉の方針").approval
    assert (approval.author_name, approval.approver_name) == ("乙", "甲")


def test_the_live_draft_written_over_becomes_a_version_when_it_is_published_again(
    staff: Make, drafted: Make, edit: Make, unmoved: Make
) -> None:
    author, second = staff("superuser", "甲"), staff("superuser", "乙")
    drafted(author)
    edit(second, "publish")
    with unmoved():
        overwrite(edit, second, title="乙の言葉の方針", change_summary="言葉を改めました")
    revision = PolicyPage.objects.get().get_latest_revision()
    assert revision.pk == PolicyPage.objects.get().live_revision_id
    revision.publish(user=author)
    approval = PolicyVersion.objects.get(number=3, title="乙の言葉の方針").approval
    assert (approval.author_name, approval.approver_name) == ("乙", "甲")
