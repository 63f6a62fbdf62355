"""Every button and call that publishes: nobody publishes a text of their own (law 2)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User
from wagtail.actions.publish_page_revision import PublishPageRevisionAction

from kasuhara_plugin.models import AuditRecord, PolicyPage, PolicyVersion
from kasuhara_plugin.policy.actions import TWO_PEOPLE

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
NEW = "新しい方針"


def by_editor(page: PolicyPage, user: User, edit: Make) -> None:
    edit(user, "publish")


def by_bulk_action(page: PolicyPage, user: User, edit: Make) -> None:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    _client(user).post(f"{address}?id={page.pk}", {"include_descendants": ""})


def by_admin_api(page: PolicyPage, user: User, edit: Make) -> None:
    address = reverse("wagtailadmin_api:pages:action", args=[page.pk, "publish"])
    assert _client(user).post(address).status_code in (403, 404)


def by_revision(page: PolicyPage, user: User, edit: Make) -> None:
    page.get_latest_revision().publish(user=user)


def by_revision_unchecked(page: PolicyPage, user: User, edit: Make) -> None:
    page.get_latest_revision().publish(user=user, skip_permission_checks=True)


def by_action(page: PolicyPage, user: User, edit: Make) -> None:
    PublishPageRevisionAction(page.get_latest_revision(), user=user).execute()


def by_action_unchecked(page: PolicyPage, user: User, edit: Make) -> None:
    action = PublishPageRevisionAction(page.get_latest_revision(), user=user)
    action.execute(skip_permission_checks=True)


def by_nobody(page: PolicyPage, user: User, edit: Make) -> None:
    page.get_latest_revision().publish()


APPROVING = [by_editor, by_bulk_action, by_revision, by_revision_unchecked]
CARRYING_OUT = [by_admin_api, by_action, by_action_unchecked, by_nobody]


def name(value: Any) -> str:
    return getattr(value, "__name__", str(value))


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def attempt(route: Make, page: PolicyPage, user: User, edit: Make) -> None:
    """Wagtail's screens answer; what is called in code raises."""
    try:
        route(PolicyPage.objects.get(pk=page.pk), user, edit)
    except PermissionDenied:
        assert route not in (by_editor, by_bulk_action, by_admin_api)


@pytest.fixture
def people(staff: Make, lead: Make) -> Callable[[str, str], User]:
    """By kind and name; every kind but the last two holds Wagtail's permission to publish."""
    return lambda kind, name: lead(name) if kind == "lead" else staff(kind, name)


@pytest.mark.parametrize("kind", ["superuser", "lead"])
@pytest.mark.parametrize("route", APPROVING + CARRYING_OUT, ids=name)
def test_the_author_publishes_by_no_route(
    page: PolicyPage, people: Make, drafted: Make, edit: Make, unmoved: Make, route: Make, kind: str
) -> None:
    author = people(kind, "甲")
    drafted(author)
    with unmoved():
        attempt(route, page, author, edit)
    kept = PolicyPage.objects.get()
    assert kept.get_latest_revision_as_object().title == NEW
    assert kept.get_latest_revision().user == author
    assert AuditRecord.objects.filter(act="policy.approve").count() == 1  # the system's


@pytest.mark.parametrize("kind", ["operator", "policy_editor"])
@pytest.mark.parametrize("route", APPROVING + CARRYING_OUT, ids=name)
def test_nobody_without_the_permission_publishes(
    page: PolicyPage, people: Make, drafted: Make, edit: Make, unmoved: Make, route: Make, kind: str
) -> None:
    drafted(people("superuser", "甲"))
    with unmoved():
        attempt(route, page, people(kind, "丙"), edit)
    assert PolicyPage.objects.get().get_latest_revision_as_object().title == NEW


@pytest.mark.parametrize("kind", ["superuser", "lead"])
@pytest.mark.parametrize("route", APPROVING, ids=name)
def test_another_person_publishes_the_unchanged_draft(
    page: PolicyPage, people: Make, drafted: Make, edit: Make, route: Make, kind: str
) -> None:
    author, second = people("superuser", "甲"), people(kind, "乙")
    drafted(author)
    route(PolicyPage.objects.get(), second, edit)
    version = PolicyVersion.objects.get(number=2)
    assert (version.title, version.approval.rule) == (NEW, "two")
    assert (version.approval.author_key, version.approval.author_name) == (str(author.pk), "甲")
    assert (version.approval.approver_key, version.approval.approver_name) == (
        str(second.pk),
        "乙",
    )
    approved, made = AuditRecord.objects.filter(act__startswith="policy.").order_by("-pk")[:2][::-1]
    assert (approved.act, approved.actor_key) == ("policy.approve", str(second.pk))
    assert (made.act, made.data["approval"]) == ("policy.publish", version.approval_id)
    assert NEW in Client().get("/customer-harassment-policy/").content.decode()


@pytest.mark.parametrize("route", CARRYING_OUT, ids=name)
def test_what_only_carries_out_approves_nothing_for_a_second_person_either(
    page: PolicyPage, staff: Make, drafted: Make, edit: Make, unmoved: Make, route: Make
) -> None:
    drafted(staff("superuser", "甲"))
    with unmoved():
        attempt(route, page, staff("superuser", "乙"), edit)


@pytest.mark.parametrize("role", ["supervisor", "desk", "legal"])
@pytest.mark.parametrize("route", [by_bulk_action, by_revision], ids=name)
def test_who_may_publish_but_not_write_publishes_outside_the_editor(
    page: PolicyPage, staff: Make, drafted: Make, edit: Make, role: str, route: Make
) -> None:
    drafted(staff("policy_editor", "甲"))
    route(PolicyPage.objects.get(), staff(role, "乙"), edit)
    approval = PolicyVersion.objects.get(number=2).approval
    assert (approval.author_name, approval.approver_name) == ("甲", "乙")


@pytest.mark.parametrize("kind", ["superuser", "lead"])
def test_who_changes_a_word_while_publishing_has_their_text_given_back(
    people: Make, drafted: Make, edit: Make, unmoved: Make, kind: str
) -> None:
    drafted(people("superuser", "甲"))
    with unmoved():
        response = edit(people(kind, "乙"), "publish", title="乙の言葉の方針")
    assert response.status_code == 200
    assert TWO_PEOPLE in response.context["form"].non_field_errors()
    assert "乙の言葉の方針" in response.content.decode()


def test_the_typed_text_of_the_author_is_given_back_with_the_reason(
    staff: Make, edit: Make, unmoved: Make
) -> None:
    with unmoved():
        response = edit(staff("superuser", "甲"), "publish", title="甲の方針")
    assert response.status_code == 200
    assert TWO_PEOPLE in response.context["form"].non_field_errors()
    assert "甲の方針" in response.content.decode()


@pytest.mark.parametrize("kind", ["superuser", "lead", "policy_editor"])
def test_saving_a_draft_is_open_to_every_editor(
    people: Make, edit: Make, unmoved: Make, kind: str
) -> None:
    author = people(kind, "甲")
    with unmoved():
        assert edit(author, "", title="甲の下書き", body=_empty()).status_code == 302
    kept = PolicyPage.objects.get().get_latest_revision()
    assert (kept.as_object().title, kept.user) == ("甲の下書き", author)


@pytest.mark.parametrize("button", ["action-publish", "action-submit"])
def test_an_empty_form_is_neither_published_nor_submitted(
    page: PolicyPage, staff: Make, unmoved: Make, button: str
) -> None:
    empty = {"body-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    with unmoved():
        assert (
            _client(staff("superuser", "甲")).post(address, {**empty, button: "1"}).status_code
            == 200
        )
    assert PolicyPage.objects.get().latest_revision_id == page.latest_revision_id


def _empty() -> Any:
    return PolicyPage(body="[]").body
