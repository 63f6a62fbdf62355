"""監査記録 in the Wagtail admin: read only, and only what the reader may read anyway."""

from typing import Any

import django_filters
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from kasuhara_plugin.core.admin import ListView, RecordView, RoomViewSet
from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.core.clock import TOKYO
from kasuhara_plugin.core.conf import conf
from kasuhara_plugin.core.filters import EVERYTHING, DaysFilter, choice
from kasuhara_plugin.desk.acts import ACTS, ROOMS, act_name, subject_kind, subject_name, told


def readable(user: Any) -> QuerySet[AuditRecord]:
    """The acts on records of a kind that this person may view."""
    models = apps.get_app_config("kasuhara_plugin").get_models()
    kinds = [model._meta.label_lower for model in models if _may_view(user, model)]
    if user.has_perm("kasuhara_plugin.view_policyversion"):
        kinds.append(conf().policy_page_model.lower())
    kinds += [model._meta.label_lower for model in (get_user_model(), Group) if _lists(user, model)]
    return AuditRecord.objects.filter(subject_type__in=kinds)


def _may_view(user: Any, model: Any) -> bool:
    name = model._meta.model_name
    return any(user.has_perm(f"kasuhara_plugin.{act}_{name}") for act in ("view", "change"))


def _lists(user: Any, model: Any) -> bool:
    """As Wagtail opens its lists of accounts and of groups."""
    label, name = model._meta.app_label, model._meta.model_name
    return any(
        user.has_perm(f"{label}.{act}_{name}") for act in ("view", "add", "change", "delete")
    )


class AuditFilterSet(WagtailFilterSet):
    room = choice("種類", list(ROOMS.items()), method="of_room")
    act = django_filters.ChoiceFilter(
        label="行為", choices=list(ACTS.items()), empty_label=EVERYTHING
    )
    at = DaysFilter("at", "日時")

    class Meta:
        model = AuditRecord
        fields = ("room", "act", "actor_name", "at")

    def of_room(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(act__startswith=f"{value}.")


class AuditIndexView(ListView):
    any_permission_required = ["view"]

    def get_base_queryset(self) -> QuerySet[AuditRecord]:
        return readable(self.request.user)


class AuditRecordView(RecordView):
    page_title = "監査記録"

    def get_object(self, queryset: Any = None) -> AuditRecord:
        return get_object_or_404(readable(self.request.user), pk=self.pk)

    def get_page_subtitle(self) -> str:
        return f"{act_name(self.object)}（{self.object.actor_name}）"

    def get_at_display_value(self) -> str:
        return f"{self.object.at.astimezone(TOKYO):%Y年%m月%d日 %H:%M:%S}"

    def get_act_display_value(self) -> str:
        return act_name(self.object)

    def get_subject_type_display_value(self) -> str:
        return subject_kind(self.object)

    def get_data_display_value(self) -> Any:
        return told(self.object)


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
    list_display = [
        TitleColumn("act", label="行為", accessor=act_name, url_name="kasuhara_audit:inspect"),
        Column("subject_type", label="対象の種類", accessor=subject_kind),
        Column("subject_key", label="対象", accessor=subject_name),
        "actor_name",
        "at",
    ]
    filterset_class = AuditFilterSet
