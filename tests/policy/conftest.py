"""The policy's desk: drafts by people, what the editor posts, and what may not have moved."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from storefront.accounts.models import User
from wagtail.models import Revision, TaskState
from wagtail.test.utils.form_data import nested_form_data

from kasuhara_plugin.core.site_settings import DecisionRule, RuleSettings
from kasuhara_plugin.models import PolicyApproval, PolicyPage, PolicyVersion

ADDRESS = "/customer-harassment-policy/"
SAID = {"change_summary": "表現を整えました。", "change_reason": "運用の状況に応じた見直し"}
PLAIN = (
    "title", "slug", "seo_title", "search_description", "established_on", "revised_on",
    "effective_on", "change_summary", "change_reason", "legal_basis", "recording_notice",
    "terms_label", "terms_url", "appeal_route", "accommodation", "go_live_at", "expire_at",
)  # fmt: skip
COMMENTS = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}


@pytest.fixture
def page(setup_done: None) -> PolicyPage:
    """The policy page as the shop opened: the system published version 1."""
    return PolicyPage.objects.get()


@pytest.fixture
def lead(setup_done: None) -> Callable[[str], User]:
    """``lead("店長")``: a 責任者 of a small shop, who may both draft and publish."""
    call_command("kasuhara_setup", roles="small", verbosity=0)

    def make(name: str) -> User:
        email = f"{name}@staff.example.jp"
        user, _ = User.objects.get_or_create(email=email, defaults={"name": name, "is_staff": True})
        user.groups.add(Group.objects.get(name="責任者"))
        return user

    return make


@pytest.fixture
def rule(setup_done: None) -> Callable[[str], None]:
    def switch(to: str) -> None:
        rules = RuleSettings.load()
        rules.decision_rule = DecisionRule(to)
        rules.save()

    return switch


@pytest.fixture
def drafted(page: PolicyPage) -> Callable[..., Revision]:
    """``drafted(by, title="…")``: the newest draft with these changes, saved by that person."""

    def save(by: User | None, **changes: Any) -> Revision:
        draft = PolicyPage.objects.get(pk=page.pk).get_latest_revision_as_object()
        for name, value in {**SAID, "title": "新しい方針", **changes}.items():
            setattr(draft, name, value)
        return draft.save_revision(user=by, log_action=True)

    return save


@pytest.fixture
def published(drafted: Callable[..., Revision]) -> Callable[..., PolicyVersion]:
    """A draft of the first person, published by the second."""

    def publish(author: User, second: User, **changes: Any) -> PolicyVersion:
        drafted(author, **changes).publish(user=second)
        return PolicyVersion.objects.latest("id")

    return publish


@pytest.fixture
def posted(page: PolicyPage) -> Callable[..., dict[str, Any]]:
    """What the editor would post for the newest draft, with these fields typed over."""

    def fields(**changes: Any) -> dict[str, Any]:
        draft = PolicyPage.objects.get(pk=page.pk).get_latest_revision_as_object()
        return form_data(draft, **changes)

    return fields


@pytest.fixture
def edit(
    page: PolicyPage, as_user: Callable[[User], Client], posted: Callable[..., dict[str, Any]]
) -> Callable[..., HttpResponse]:
    """``edit(user, "publish", title="…")``: that button of the editor, after typing that."""

    def press(user: User, button: str = "", **changes: Any) -> Any:
        pressed = {f"action-{button}": "1"} if button else {}
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        return as_user(user).post(address, {**posted(**changes), **pressed})

    return press


@pytest.fixture
def submit(edit: Callable[..., Any]) -> Callable[[User], Any]:
    """Types a new text and asks for its publishing."""
    return lambda by: edit(by, "submit", title="新しい方針", **SAID)


@pytest.fixture
def press(
    page: PolicyPage, as_user: Callable[[User], Client], posted: Callable[..., dict[str, Any]]
) -> Callable[..., Any]:
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


@pytest.fixture
def answer(page: PolicyPage, as_user: Callable[[User], Client]) -> Callable[..., Any]:
    """The same in the window that opens from the list of tasks."""

    def act(user: User, action: str, comment: str = "") -> Any:
        state = TaskState.objects.latest("pk")
        address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])
        return as_user(user).post(address, {"comment": comment})

    return act


@pytest.fixture
def approve_by(press: Callable[..., Any], answer: Callable[..., Any]) -> Callable[..., Any]:
    """``approve_by("editor", user)``, or "editor with comment", or "window"."""

    def act(way: str, user: User) -> None:
        comment = "" if way == "editor" else "確認しました"
        (answer if way == "window" else press)(user, "approve", comment)

    return act


@pytest.fixture
def unmoved(page: PolicyPage) -> Callable[[], AbstractContextManager[None]]:
    """``with unmoved():`` nothing of it reaches the public, and nothing is approved by it."""

    @contextmanager
    def watch() -> Iterator[None]:
        before = standing()
        yield
        assert standing() == before

    return watch


def standing() -> list[Any]:
    return [
        article(),
        list(PolicyVersion.objects.order_by("pk").values()),
        list(PolicyApproval.objects.order_by("pk").values()),
    ]


def article() -> tuple[int, str]:
    """What the public reads; the page around it has a token that changes."""
    response = Client().get(ADDRESS)
    text = response.content.decode()
    return response.status_code, text[text.find("<main") : text.find("</main>")]


def form_data(draft: Any, **changes: Any) -> dict[str, Any]:
    values = {name: getattr(draft, name) for name in PLAIN} | {"body": draft.body} | changes
    body = _blocks(values.pop("body").get_prep_value())
    flat = {name: _typed(value) for name, value in values.items()}
    return nested_form_data({**flat, "body": body, "comments": COMMENTS})


def _typed(value: Any) -> str:
    if hasattr(value, "hour"):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return str(value or "")


def _blocks(children: list[dict[str, Any]]) -> dict[str, Any]:
    fields = {
        str(place): {
            "type": child["type"],
            "id": child.get("id") or "",
            "value": _block(child["value"]),
            "order": str(place),
            "deleted": "",
        }
        for place, child in enumerate(children)
    }
    return {**fields, "count": str(len(children))}


def _block(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _block(inner) for name, inner in value.items()}
    return _blocks(value) if isinstance(value, list) else value
