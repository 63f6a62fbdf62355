"""監査記録 in the Wagtail admin: read only, and only what the reader may read anyway."""

from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from wagtail.admin.views import generic

from kasuhara_plugin.core.admin import RecordView, RoomViewSet
from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.core.conf import conf


def readable(user: Any) -> QuerySet[AuditRecord]:
    """The acts on records of a kind that this person may view."""
    models = apps.get_app_config("kasuhara_plugin").get_models()
    kinds = [model._meta.label_lower for model in models if _may_view(user, model)]
    if user.has_perm("kasuhara_plugin.view_policyversion"):
        kinds.append(conf().policy_page_model.lower())
    return AuditRecord.objects.filter(subject_type__in=kinds)


def _may_view(user: Any, model: Any) -> bool:
    name = model._meta.model_name
    return any(user.has_perm(f"kasuhara_plugin.{act}_{name}") for act in ("view", "change"))


class AuditIndexView(generic.IndexView):
    any_permission_required = ["view"]

    def get_base_queryset(self) -> QuerySet[AuditRecord]:
        return readable(self.request.user)


class AuditRecordView(RecordView):
    page_title = "監査記録"

    def get_object(self, queryset: Any = None) -> AuditRecord:
        return get_object_or_404(readable(self.request.user), pk=self.pk)


class AuditViewSet(RoomViewSet):
    model = AuditRecord
    name = "kasuhara_audit"
    url_prefix = "kasuhara/audit"
    icon = "history"
    menu_label = "監査記録"
    index_view_class = AuditIndexView
    inspect_view_class = AuditRecordView
    inspect_view_fields = [
        "at",
        "act",
        "subject_type",
        "subject_key",
        "actor_name",
        "reason",
        "data",
    ]
    list_display = ["act", "subject_type", "subject_key", "actor_name", "at"]
    list_filter = ["act", "actor_name"]
