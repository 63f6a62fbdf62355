"""The step of Wagtail's workflow in which a second person publishes the policy (law 2)."""

from typing import Any

from django.db import transaction
from wagtail.models import Task, TaskState, Workflow, WorkflowPage, WorkflowTask

from kasuhara_plugin.core.errors import NotApproved, PolicyIncomplete
from kasuhara_plugin.policy import actions


class PolicyApprovalTask(Task):
    """Wagtail's own group task does not compare who submits and who approves, and lets a
    superuser pass. This one asks the page: only who may publish this very draft approves it."""

    class Meta:
        verbose_name = "方針の承認（作成者とは別の人）"
        verbose_name_plural = "方針の承認（作成者とは別の人）"

    @classmethod
    def get_description(cls) -> str:
        return "方針を公開する権限を持つ、作成者とは別の人が承認します。"

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return _permissions(obj, user).holds_publish()

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """While it waits, only who could approve it may change it; the author takes it back first."""
        return not _permissions(obj, user).can_publish()

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        if not _permissions(obj, user).can_publish():
            return []
        return [
            ("reject", "差し戻す", True),
            ("approve", "承認", False),
            ("approve", "コメントを付けて承認", True),
        ]

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> None:
        with transaction.atomic():
            if action_name == "approve":
                page = task_state.revision.content_object.specific
                _approve(page.get_latest_revision_as_object(), user, kwargs.get("comment", ""))
            super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        mine = [
            state.pk
            for state in waiting.select_related("workflow_state")
            if self.get_actions(state.workflow_state.content_object, user)
        ]
        return TaskState.objects.filter(pk__in=mine)


def _approve(draft: Any, user: Any, comment: str) -> None:
    """Wagtail's list of tasks can say no to an approval, but not show a list of what is missing."""
    if actions.approval_of(draft) is None:
        try:
            actions.approve(draft, by=user, reason=comment)
        except PolicyIncomplete as error:
            raise NotApproved(str(error)) from error


def _permissions(page: Any, user: Any) -> Any:
    return page.specific.permissions_for_user(user)


def make_workflow(page: Any) -> Workflow:
    """The workflow of one step that the policy page goes through; made once."""
    task = PolicyApprovalTask.objects.order_by("pk").first()
    if task is None:
        task = PolicyApprovalTask.objects.create(name="方針の承認")
        workflow = Workflow.objects.create(name="方針の公開")
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    workflow = Workflow.objects.filter(workflow_tasks__task=task).order_by("pk").first()
    if workflow is not None and not hasattr(page, "workflowpage"):
        WorkflowPage.objects.create(workflow=workflow, page_id=page.pk)
    return workflow
