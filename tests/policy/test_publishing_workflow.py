"""Asking for the publishing, and answering: Wagtail's workflow under law 2."""

from collections.abc import Callable
from typing import Any

import pytest
from wagtail.models import (
    TaskState,
    WorkflowState,
)

from kasuhara_plugin.core.site_settings import ShopSettings
from kasuhara_plugin.models import AuditRecord, PolicyPage, PolicyVersion
from kasuhara_plugin.policy.actions import TWO_PEOPLE

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
NEW = "新しい方針"
WAYS = ["editor", "editor with comment", "window"]


def state() -> str:
    return WorkflowState.objects.latest("pk").status


@pytest.mark.parametrize("role", ["superuser", "supervisor", "desk", "legal"])
@pytest.mark.parametrize("way", WAYS)
def test_another_person_approves_and_the_policy_is_public(
    staff: Make, submit: Make, approve_by: Make, way: str, role: str
) -> None:
    author, second = staff("policy_editor", "甲"), staff(role, "乙")
    submit(author)
    approve_by(way, second)
    approval = PolicyVersion.objects.get(number=2, title=NEW).approval
    assert (approval.author_key, approval.approver_key) == (str(author.pk), str(second.pk))
    assert approval.reason == ("" if way == "editor" else "確認しました")
    row = AuditRecord.objects.get(act="policy.approve", actor_key=str(second.pk))
    assert row.reason == approval.reason
    assert state() == WorkflowState.STATUS_APPROVED


@pytest.mark.parametrize("who", ["author", "requester", "outsider"])
@pytest.mark.parametrize("way", WAYS)
def test_neither_author_nor_requester_nor_outsider_approves(
    staff: Make, drafted: Make, edit: Make, approve_by: Make, unmoved: Make, way: str,
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
        approve_by(way, people[who])
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
    staff: Make, submit: Make, edit: Make, approve_by: Make, unmoved: Make, way: str
) -> None:
    author, second = staff("superuser", "甲"), staff("superuser", "乙")
    submit(author)
    edit(second, "", title="乙の言葉の方針")
    for person in (author, second):
        with unmoved():
            approve_by(way, person)
    approve_by(way, staff("superuser", "丙"))
    approval = PolicyVersion.objects.get(number=2, title="乙の言葉の方針").approval
    assert (approval.author_name, approval.approver_name) == ("乙", "丙")


def test_a_rejected_draft_is_kept_and_submitted_again(
    staff: Make, submit: Make, edit: Make, answer: Make, unmoved: Make
) -> None:
    author, second = staff("policy_editor", "甲"), staff("supervisor", "乙")
    submit(author)
    with unmoved():
        answer(second, "reject", "もう一度ご確認ください")
    assert state() == WorkflowState.STATUS_NEEDS_CHANGES
    assert PolicyPage.objects.get().get_latest_revision_as_object().title == NEW
    with unmoved():
        edit(author, "submit", title="直した方針")
    answer(second, "approve")
    approval = PolicyVersion.objects.get(number=2, title="直した方針").approval
    assert (approval.author_name, approval.approver_name) == ("甲", "乙")


def test_the_author_takes_it_back_and_publishes_it_no_more_than_before(
    staff: Make, submit: Make, edit: Make, unmoved: Make
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
    staff: Make, submit: Make, press: Make, answer: Make, unmoved: Make
) -> None:
    submit(staff("policy_editor", "甲"))
    shop = ShopSettings.objects.get()
    shop.contact_phone = ""
    shop.save()
    with unmoved():
        assert answer(staff("supervisor", "乙"), "approve").status_code == 302
        response = press(staff("supervisor", "乙"), "approve")
    assert "お客様窓口の電話番号" in str(response.context["form"].non_field_errors())
    assert state() == WorkflowState.STATUS_IN_PROGRESS
