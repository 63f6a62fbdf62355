"""What the audit says of rights."""

from typing import Any

from django.contrib.auth.models import Permission

from kasuhara_plugin.models import AuditRecord

APPROVE = "kasuhara_plugin.approve_accountflag"


def acts() -> list[tuple[str, str, dict[str, Any]]]:
    """The newest last: the act, whose rights, and what."""
    rows = AuditRecord.objects.filter(act__startswith="permission.").order_by("pk")
    return [(row.act.partition(".")[2], row.data.pop("name"), row.data) for row in rows]


def permission(name: str = APPROVE) -> Permission:
    label, _, codename = name.partition(".")
    return Permission.objects.get(content_type__app_label=label, codename=codename)
