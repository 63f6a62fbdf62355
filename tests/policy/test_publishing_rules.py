"""Who counts as the second person, and when one person is enough (law 2)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from kasuhara_plugin.core.errors import NotPermitted, SamePerson
from kasuhara_plugin.models import PolicyApproval, PolicyPage, PolicyVersion
from kasuhara_plugin.policy import actions

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
ROW: dict[str, Any] = {
    "page_key": "1",
    "revision_key": "1",
    "digest": "d",
    "author_key": "a",
    "author_name": "甲",
    "approver_key": "b",
    "approver_name": "乙",
    "rule": "two",
}


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        ({}, True),
        ({"approver_key": "a"}, False),
        ({"approver_key": "a", "rule": "one"}, True),
        ({"approver_key": "a", "rule": "two", "approver_name": "別名"}, False),
        ({"author_key": "", "approver_key": ""}, True),
    ],
)
@pytest.mark.parametrize("way", ["create", "bulk_create", "SQL"])
def test_the_database_itself_wants_two_people(row: dict[str, Any], kept: bool, way: str) -> None:
    facts = ROW | row | {"reason": "", "at": timezone.now()}

    def write() -> Any:
        if way == "SQL":
            names, marks = ", ".join(facts), ", ".join(["%s"] * len(facts))
            sql = f"INSERT INTO kasuhara_plugin_policyapproval ({names}) VALUES ({marks})"
            return connection.cursor().execute(sql, list(facts.values()))
        if way == "bulk_create":
            return PolicyApproval.objects.bulk_create([PolicyApproval(**facts)])
        return PolicyApproval.objects.create(**facts)

    if kept:
        write()
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
    assert PolicyApproval.objects.filter(digest="d").exists() is kept


@pytest.mark.parametrize("kind", ["superuser", "lead"])
def test_in_a_shop_of_one_the_author_publishes(
    page: PolicyPage, staff: Make, lead: Make, rule: Make, edit: Make, kind: str
) -> None:
    author = lead("甲") if kind == "lead" else staff("superuser", "甲")
    rule("one")
    said = {"change_summary": "整えました", "change_reason": "見直し"}
    edit(author, "publish", title="一人の方針", **said)
    approval = PolicyVersion.objects.get(number=2, title="一人の方針").approval
    assert approval.rule == "one"
    assert approval.author_key == approval.approver_key == str(author.pk)


@pytest.mark.parametrize("role", ["policy_editor", "operator"])
def test_in_a_shop_of_one_the_permission_is_needed_still(
    staff: Make, drafted: Make, rule: Make, edit: Make, unmoved: Make, role: str
) -> None:
    rule("one")
    drafted(staff("policy_editor"))
    with unmoved():
        edit(staff(role), "publish")


def test_the_rule_is_the_one_of_the_hour_of_the_approval(
    staff: Make, drafted: Make, rule: Make, edit: Make, unmoved: Make
) -> None:
    author = staff("superuser", "甲")
    drafted(author)
    with unmoved():
        edit(author, "publish")
    rule("one")
    edit(author, "publish")
    rule("two")
    drafted(author, title="次の方針", change_summary="さらに整えました")
    with unmoved():
        edit(author, "publish")
    rules = PolicyVersion.objects.order_by("number").values_list("number", "approval__rule")
    assert list(rules) == [(1, "two"), (2, "one")]


def test_a_draft_of_a_deleted_account_needs_somebody_who_takes_it_up(
    staff: Make, drafted: Make, edit: Make, unmoved: Make
) -> None:
    author, second = staff("superuser", "甲"), staff("superuser", "乙")
    drafted(author)
    author.delete()
    with unmoved():
        response = edit(second, "publish")
    assert response.status_code == 200
    with unmoved(), pytest.raises(SamePerson, match="記録がありません"):
        actions.approve(PolicyPage.objects.get(), by=second)
    edit(second, "")
    with unmoved():
        edit(second, "publish")
    edit(staff("superuser", "丙"), "publish")
    approval = PolicyVersion.objects.get(number=2).approval
    assert (approval.author_name, approval.approver_name) == ("乙", "丙")


def test_a_deleted_approver_stays_named(staff: Make, drafted: Make, edit: Make) -> None:
    drafted(staff("superuser", "甲"))
    second = staff("superuser", "乙")
    edit(second, "publish")
    key = str(second.pk)
    second.delete()
    approval = PolicyVersion.objects.get(number=2).approval
    assert (approval.approver_key, approval.approver_name) == (key, "乙")


def test_a_deactivated_person_approves_nothing(
    staff: Make, drafted: Make, edit: Make, unmoved: Make
) -> None:
    revision = drafted(staff("superuser", "甲"))
    second = staff("superuser", "乙")
    second.is_active = False
    second.save()
    with unmoved():
        edit(second, "publish")
        with pytest.raises(NotPermitted):
            actions.approve(PolicyPage.objects.get(), by=second)
        with pytest.raises(NotPermitted):
            revision.publish(user=second)


def test_saving_the_draft_of_another_again_makes_nobody_its_author(
    staff: Make, drafted: Make, edit: Make, unmoved: Make
) -> None:
    author, second = staff("superuser", "甲"), staff("superuser", "乙")
    drafted(author)
    edit(second, "")
    with unmoved():
        edit(author, "publish")
    edit(second, "publish")
    assert PolicyVersion.objects.get(number=2).approval.author_name == "甲"


def test_without_workflows_the_rule_is_the_same(
    settings: LazySettings, staff: Make, drafted: Make, edit: Make, unmoved: Make
) -> None:
    settings.WAGTAIL_WORKFLOW_ENABLED = False
    author = staff("superuser", "甲")
    drafted(author)
    with unmoved():
        edit(author, "publish")
    edit(staff("superuser", "乙"), "publish")
    assert PolicyVersion.objects.get(number=2).approval.author_name == "甲"


def test_a_page_that_somebody_locked_is_published_by_nobody_else_in_the_editor(
    page: PolicyPage, staff: Make, drafted: Make, edit: Make, unmoved: Make
) -> None:
    author = staff("superuser", "甲")
    drafted(author)
    PolicyPage.objects.update(locked=True, locked_by=author, locked_at=timezone.now())
    for person in (author, staff("superuser", "乙")):
        with unmoved():
            edit(person, "publish")
