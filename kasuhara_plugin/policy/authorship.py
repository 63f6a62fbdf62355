"""Whose text a draft is: the person who approves it has to be somebody else (law 2)."""

from typing import Any

from wagtail.models import WorkflowState

from kasuhara_plugin.core import audit
from kasuhara_plugin.core.audit import Actor


def proposers(page: Any) -> list[Actor]:
    """Who stands behind the newest draft: who wrote it, and who asked for its publishing.

    Saving somebody else's text again changes nothing; saving a changed one makes it one's own.
    Empty where nobody did: a draft of the system's that no person has taken up.
    """
    people = [_author(page), _requester(page)]
    return [audit.actor(user) for user in people if user is not None]


def _author(page: Any) -> Any:
    """The first person who saved the text as it now stands."""
    author, digest = None, page.draft().digest()
    for revision in page.revisions.order_by("-created_at", "-pk").select_related("user"):
        if revision.as_object().draft().digest() != digest:
            break
        author = revision.user or author
    return author


def _requester(page: Any) -> Any:
    state = page.current_workflow_state or _just_ended(page)
    return state.requested_by if state else None


def _just_ended(page: Any) -> Any:
    """A workflow has let go of the page already when its last step publishes the draft."""
    saved = page.latest_revision_created_at
    ended = page.workflow_states.filter(status=WorkflowState.STATUS_APPROVED).order_by("pk")
    return saved and ended.filter(current_task_state__finished_at__gte=saved).last()
