"""Asking for the publishing, and answering: Wagtail's workflow under law 2."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User
from wagtail.models import (
    GroupApprovalTask,
    Page,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)

from kasuhara_plugin.core.site_settings import ShopSettings
from kasuhara_plugin.models import AuditRecord, PolicyPage, PolicyVersion
from kasuhara_plugin.policy.actions import TWO_PEOPLE

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
NEW = "新しい方針"
SAID = {"title": NEW, "change_summary": "表現を整えました。", "change_reason": "見直し"}


@pytest.fixture
def submit(edit: Make) -> Callable[[User], Any]:
    """Types a new text and asks for its publishing."""
    return lambda by: edit(by, "submit", **SAID)


@pytest.fixture
def press(edit: Make, posted: Make, page: PolicyPage, as_user: Make) -> Make:
    """The button of the waiting task in the editor."""

    def act(user: User, action: str, comment: str = "", **typed: Any) -> Any:
        extra = {
            "action-workflow-action": "true",
            "workflow-action-name": action,
            "workflow-action-extra-data": json.dumps({"comment": comment}),
        }
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        return as_user(user).post(address, {**posted(**typed), **extra})

    return act


def answer(page: PolicyPage, user: User, action: str, comment: str = "") -> Any:
    """The same in the window that opens from the list of tasks."""
    state = TaskState.objects.latest("pk")
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])
    client = Client()
    client.force_login(user)
    return client.post(address, {"comment": comment})


def in_editor(page: PolicyPage, user: User, press: Make) -> None:
    press(user, "approve")


def in_editor_with_comment(page: PolicyPage, user: User, press: Make) -> None:
    press(user, "approve", "確認しました")


def in_window(page: PolicyPage, user: User, press: Make) -> None:
    answer(page, user, "approve", "確認しました")


WAYS = [in_editor, in_editor_with_comment, in_window]


def state() -> str:
    return WorkflowState.objects.latest("pk").status


@pytest.mark.parametrize("role", ["superuser", "supervisor", "desk", "legal"])
@pytest.mark.parametrize("way", WAYS)
def test_another_person_approves_and_the_policy_is_public(
    page: PolicyPage, staff: Make, submit: Make, press: Make, way: Make, role: str
) -> None:
    author, second = staff("policy_editor", "甲"), staff(role, "乙")
    submit(author)
    way(page, second, press)
    approval = PolicyVersion.objects.get(number=2, title=NEW).approval
    assert (approval.author_key, approval.approver_key) == (str(author.pk), str(second.pk))
    assert approval.reason == ("" if way is in_editor else "確認しました")
    row = AuditRecord.objects.get(act="policy.approve", actor_key=str(second.pk))
    assert row.reason == approval.reason
    assert state() == WorkflowState.STATUS_APPROVED


@pytest.mark.parametrize("who", ["author", "requester", "outsider"])
@pytest.mark.parametrize("way", WAYS)
def test_neither_author_nor_requester_nor_outsider_approves(
    page: PolicyPage, staff: Make, drafted: Make, edit: Make, press: Make, unmoved: Make, way: Make,
    who: str,
) -> None:  # fmt: skip
    people = {
        "author": staff("superuser", "甲"),
        "requester": staff("superuser", "乙"),
        "outsider": staff("operator", "丙"),
    }
    drafted(people["author"])
    edit(people["requester"], "submit")
    with unmoved():
        way(page, people[who], press)
    assert state() == WorkflowState.STATUS_IN_PROGRESS
    assert TaskState.objects.latest("pk").status == TaskState.STATUS_IN_PROGRESS
    assert PolicyPage.objects.get().get_latest_revision_as_object().title == NEW


@pytest.mark.parametrize("role", ["superuser", "supervisor"])
def test_an_approver_who_amends_the_draft_in_the_same_go_has_it_given_back(
    staff: Make, submit: Make, press: Make, unmoved: Make, role: str
) -> None:
    submit(staff("policy_editor", "甲"))
    with unmoved():
        response = press(staff(role, "乙"), "approve", title="乙の言葉の方針")
    assert TWO_PEOPLE in response.context["form"].non_field_errors()
    assert "乙の言葉の方針" in response.content.decode()
    assert state() == WorkflowState.STATUS_IN_PROGRESS


@pytest.mark.parametrize("way", WAYS)
def test_who_amended_the_waiting_draft_approves_it_no_more_but_a_third_does(
    page: PolicyPage, staff: Make, submit: Make, edit: Make, press: Make, unmoved: Make, way: Make
) -> None:
    author, second = staff("superuser", "甲"), staff("superuser", "乙")
    submit(author)
    edit(second, "", title="乙の言葉の方針")
    for person in (author, second):
        with unmoved():
            way(page, person, press)
    way(page, staff("superuser", "丙"), press)
    approval = PolicyVersion.objects.get(number=2, title="乙の言葉の方針").approval
    assert (approval.author_name, approval.approver_name) == ("乙", "丙")


def test_a_rejected_draft_is_kept_and_submitted_again(
    page: PolicyPage, staff: Make, submit: Make, edit: Make, unmoved: Make
) -> None:
    author, second = staff("policy_editor", "甲"), staff("supervisor", "乙")
    submit(author)
    with unmoved():
        answer(page, second, "reject", "もう一度ご確認ください")
    assert state() == WorkflowState.STATUS_NEEDS_CHANGES
    assert PolicyPage.objects.get().get_latest_revision_as_object().title == NEW
    with unmoved():
        edit(author, "submit", title="直した方針")
    answer(page, second, "approve")
    approval = PolicyVersion.objects.get(number=2, title="直した方針").approval
    assert (approval.author_name, approval.approver_name) == ("甲", "乙")


def test_the_author_takes_it_back_and_publishes_it_no_more_than_before(
    page: PolicyPage, staff: Make, submit: Make, edit: Make, unmoved: Make
) -> None:
    author = staff("superuser", "甲")
    submit(author)
    with unmoved():
        edit(author, "cancel-workflow")
        assert state() == WorkflowState.STATUS_CANCELLED
        edit(author, "publish")
    edit(staff("superuser", "乙"), "publish")
    assert PolicyVersion.objects.get(number=2).approval.approver_name == "乙"


def test_a_requester_who_took_it_back_publishes_the_text_of_another(
    staff: Make, drafted: Make, edit: Make
) -> None:
    drafted(staff("superuser", "甲"))
    edit(staff("superuser", "乙"), "submit")
    edit(staff("superuser", "乙"), "cancel-workflow")
    edit(staff("superuser", "乙"), "publish")
    approval = PolicyVersion.objects.get(number=2).approval
    assert (approval.author_name, approval.approver_name) == ("甲", "乙")


@pytest.mark.parametrize("button", ["submit", "restart-workflow"])
def test_an_incomplete_draft_is_not_submitted_and_all_of_it_is_said(
    staff: Make, submit: Make, edit: Make, unmoved: Make, button: str
) -> None:
    author = staff("superuser", "甲")
    if button == "restart-workflow":
        submit(author)
        WorkflowState.objects.update(status=WorkflowState.STATUS_NEEDS_CHANGES)
    with unmoved():
        response = edit(author, button, title="{{ shop }}の方針", change_summary="")
    errors = response.context["form"].non_field_errors()
    assert any("{{ shop }}" in error for error in errors)
    assert any("変更した点" in error for error in errors)
    assert "{{ shop }}の方針" in response.content.decode()


def test_what_became_incomplete_while_it_waited_is_not_approved(
    page: PolicyPage, staff: Make, submit: Make, press: Make, unmoved: Make
) -> None:
    submit(staff("policy_editor", "甲"))
    shop = ShopSettings.objects.get()
    shop.contact_phone = ""
    shop.save()
    with unmoved():
        assert answer(page, staff("supervisor", "乙"), "approve").status_code == 302
        response = press(staff("supervisor", "乙"), "approve")
    assert "お客様窓口の電話番号" in str(response.context["form"].non_field_errors())
    assert state() == WorkflowState.STATUS_IN_PROGRESS


@pytest.fixture
def hosts_workflow(page: PolicyPage) -> Group:
    """Ours is removed, and the host has one of its own for the whole site."""
    Workflow.objects.all().delete()
    task = GroupApprovalTask.objects.create(name="審査")
    group = Group.objects.create(name="審査員")
    task.groups.add(group)
    workflow = Workflow.objects.create(name="サイトの公開")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=Page.objects.get(depth=1))
    return group


@pytest.mark.parametrize("who", ["author", "requester", "reviewer without the permission"])
@pytest.mark.parametrize("way", WAYS)
def test_a_hosts_workflow_publishes_nothing_by_one_person(
    page: PolicyPage, hosts_workflow: Group, staff: Make, drafted: Make, edit: Make, press: Make,
    unmoved: Make, way: Make, who: str,
) -> None:  # fmt: skip
    people = {
        "author": staff("superuser", "甲"),
        "requester": staff("superuser", "乙"),
        "reviewer without the permission": staff("operator", "丙"),
    }
    drafted(people["author"])
    edit(people["requester"], "submit")
    people[who].groups.add(hosts_workflow)
    with unmoved():
        way(page, people[who], press)
    assert state() == WorkflowState.STATUS_IN_PROGRESS
    assert PolicyPage.objects.get().get_latest_revision_as_object().title == NEW


@pytest.mark.parametrize("way", WAYS)
def test_a_hosts_workflow_publishes_by_a_second_person(
    page: PolicyPage, hosts_workflow: Group, staff: Make, submit: Make, press: Make, way: Make
) -> None:
    submit(staff("superuser", "甲"))
    way(page, staff("superuser", "乙"), press)
    approval = PolicyVersion.objects.get(number=2).approval
    assert (approval.author_name, approval.approver_name) == ("甲", "乙")
