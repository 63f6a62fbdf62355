"""The roles of the shop, as a table of permissions: who may do what (design, §5)."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from storefront.accounts.models import User

from kasuhara_plugin.desk.roles import FULL, SMALL_SHOP

READ = {"view_customer", "view_inquiry", "view_accountflag", "view_refusal", "view_staffnote"}
POLICY = {"view_policyversion", "add_attestation"}
REVIEW = {"view_policyreview", "add_policyreview"}
HANDLE = {
    "add_customer",
    "change_customer",
    "propose_accountflag",
    "appeal_accountflag",
    "add_staffnote",
    "add_inquiry",
    "answer_inquiry",
    "release_inquiry",
}
LEAD = {
    "approve_accountflag",
    "lift_accountflag",
    "view_auditrecord",
    "change_shopsettings",
    "change_rulesettings",
    "urgent_accountflag",
    "decide_appeal_accountflag",
    "view_outgoingmail",
    "merge_customer",
    "exempt_customer",
    "view_replytemplate",
    "add_replytemplate",
    "change_replytemplate",
    "view_inquirytag",
    "add_inquirytag",
    "change_inquirytag",
    "view_messagetemplate",
    "add_messagetemplate",
    "change_messagetemplate",
    "override_restriction",
    "view_heldorder",
    "release_heldorder",
    "redact_staffnote",
    "change_inquiryrules",
    "change_retentionsettings",
    "hold_customer",
}
EXPECTED = {
    "operator": READ | HANDLE | POLICY,
    "supervisor": READ | HANDLE | LEAD | POLICY | REVIEW | {"view_attestation"},
    "desk": READ | HANDLE | LEAD | POLICY | REVIEW | {"view_attestation"},
    "legal": {
        "handle_assigned_inquiry",
        "add_staffnote",
        "redact_staffnote",
        "hold_customer",
        "disclose_customer",
        "view_auditrecord",
        "view_policyreview",
    }
    | POLICY,
    "policy_editor": POLICY | REVIEW | {"change_clausebasis"},
}


def ours(user: User) -> set[str]:
    held = user.get_all_permissions()
    return {name.partition(".")[2] for name in held if name.startswith("kasuhara_plugin.")}


@pytest.mark.parametrize("role", EXPECTED)
def test_a_role_holds_these_permissions_and_no_others(
    staff: Callable[..., User], role: str
) -> None:
    assert ours(staff(role)) == EXPECTED[role]


@pytest.mark.parametrize("role", EXPECTED)
def test_every_role_enters_the_admin(staff: Callable[..., User], role: str) -> None:
    assert staff(role).has_perm("wagtailadmin.access_admin")


@pytest.mark.parametrize(
    ("role", "page_permissions"),
    [
        ("operator", set()),
        ("supervisor", {"publish_page"}),
        ("desk", {"publish_page"}),
        ("legal", {"publish_page"}),
        ("policy_editor", {"change_page"}),
    ],
)
def test_who_drafts_the_policy_does_not_publish_it(
    staff: Callable[..., User], role: str, page_permissions: set[str]
) -> None:
    group = staff(role).groups.get()
    held = group.page_permissions.values_list("permission__codename", flat=True)
    assert set(held) == page_permissions


def test_a_customer_holds_none(setup_done: None, hanako: User) -> None:
    assert ours(hanako) == set()


@pytest.mark.parametrize("role", EXPECTED)
def test_nobody_may_delete_or_change_what_is_kept(staff: Callable[..., User], role: str) -> None:
    kept = [
        *("auditrecord", "flagdecision", "refusal", "staffnote", "historicalstaffnote", "inquiry"),
        "heldorder",
        *("policyversion", "policyapproval", "policyreview", "attestation"),
    ]
    person = staff(role)
    for act in ("delete", "change"):
        assert not [model for model in kept if person.has_perm(f"kasuhara_plugin.{act}_{model}")]


def test_a_small_shop_has_two_groups(db: None) -> None:
    call_command("kasuhara_setup", verbosity=0)
    assert set(
        Group.objects.filter(name__in=[*SMALL_SHOP, *FULL]).values_list("name", flat=True)
    ) == set(SMALL_SHOP)
    lead = Group.objects.get(name="責任者").permissions.filter(
        content_type__app_label="kasuhara_plugin"
    )
    union = set().union(*EXPECTED.values())
    assert set(lead.values_list("codename", flat=True)) == union


def test_setting_up_again_keeps_what_the_shop_added(setup_done: None) -> None:
    group = Group.objects.get(name="担当者")
    extra = Permission.objects.get(codename="lift_accountflag")
    group.permissions.add(extra)
    before = group.permissions.count()
    call_command("kasuhara_setup", roles="full", verbosity=0)
    assert group.permissions.count() == before
    assert extra in group.permissions.all()
