"""The roles of the shop, as sets of permissions, and the groups that hold them."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import GroupPagePermission, Page

# The acts are those of the table "who may do what".
_OPERATOR = (
    "view_customer", "add_customer", "change_customer", "view_inquiry", "add_inquiry",
    "release_inquiry", "answer_inquiry", "view_accountflag",
    "propose_accountflag", "view_refusal", "view_staffnote", "add_staffnote",
    "view_policyversion", "add_attestation", "appeal_accountflag",
)  # fmt: skip
_LEAD = (
    *_OPERATOR, "approve_accountflag", "lift_accountflag", "view_auditrecord",
    "change_shopsettings", "change_rulesettings", "view_policyreview", "add_policyreview",
    "view_attestation", "urgent_accountflag", "decide_appeal_accountflag", "view_outgoingmail",
    "merge_customer", "exempt_customer", "view_messagetemplate", "add_messagetemplate",
    "change_messagetemplate", "view_replytemplate", "add_replytemplate", "change_replytemplate",
    "view_inquirytag", "add_inquirytag", "change_inquirytag", "override_restriction", "view_heldorder", "release_heldorder",
    "redact_staffnote", "change_inquiryrules", "change_retentionsettings", "hold_customer",
)  # fmt: skip
ROLES: dict[str, tuple[str, ...]] = {
    "operator": _OPERATOR,
    "supervisor": _LEAD,
    "desk": _LEAD,
    "legal": (
        "handle_assigned_inquiry",
        "add_staffnote",
        "redact_staffnote",
        "hold_customer",
        "disclose_customer",
        "view_auditrecord",
        "view_policyversion",
        "view_policyreview",
        "add_attestation",
    ),
    "policy_editor": (
        "view_policyversion",
        "view_policyreview",
        "add_policyreview",
        "change_clausebasis",
        "add_attestation",
    ),
}
PAGE_ROLES: dict[str, tuple[str, ...]] = {
    "operator": (),
    "supervisor": ("publish_page",),
    "desk": ("publish_page",),
    "legal": ("publish_page",),
    "policy_editor": ("change_page",),
}

SMALL_SHOP: dict[str, tuple[str, ...]] = {
    "担当者": ("operator",),
    "責任者": ("operator", "supervisor", "desk", "legal", "policy_editor"),
}
FULL: dict[str, tuple[str, ...]] = {
    "担当者": ("operator",),
    "上長": ("supervisor",),
    "相談窓口": ("desk",),
    "法務": ("legal",),
    "方針管理者": ("policy_editor",),
}


def make_groups(groups: dict[str, tuple[str, ...]], policy_page: Page | None) -> None:
    """Makes the groups and gives each the permissions of its roles; keeps what a shop added."""
    for name, roles in groups.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(_admin_access(), *_permissions(role for role in roles))
        for role in roles if policy_page else ():
            for codename in PAGE_ROLES[role]:
                _allow_on_page(group, policy_page, codename)


def _permissions(roles: Iterable[str]) -> list[Permission]:
    codenames = {codename for role in roles for codename in ROLES[role]}
    ours = Permission.objects.filter(content_type__app_label="kasuhara_plugin")
    return list(ours.filter(codename__in=codenames))


def _admin_access() -> Permission:
    return Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")


def _allow_on_page(group: Group, page: Page, codename: str) -> None:
    permission = Permission.objects.get(
        content_type=ContentType.objects.get_for_model(Page), codename=codename
    )
    GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
