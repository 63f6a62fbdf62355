"""Where a host brings a workflow of its own, it publishes nothing by one person (law 2)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from wagtail.models import (
    GroupApprovalTask,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)

from kasuhara_plugin.models import PolicyPage, PolicyVersion

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
WAYS = ["editor", "editor with comment", "window"]


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
    hosts_workflow: Group, staff: Make, drafted: Make, edit: Make, approve_by: Make,
    unmoved: Make, way: str, who: str,
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
        approve_by(way, people[who])
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS
    assert PolicyPage.objects.get().get_latest_revision_as_object().title == "新しい方針"


@pytest.mark.parametrize("way", WAYS)
def test_a_hosts_workflow_publishes_by_a_second_person(
    hosts_workflow: Group, staff: Make, submit: Make, approve_by: Make, way: str
) -> None:
    submit(staff("superuser", "甲"))
    approve_by(way, staff("superuser", "乙"))
    approval = PolicyVersion.objects.get(number=2).approval
    assert (approval.author_name, approval.approver_name) == ("甲", "乙")
