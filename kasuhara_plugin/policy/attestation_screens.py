"""方針の確認: each confirms for themselves; the roles that follow it up see who has not."""

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.admin import ActView, crumbs
from kasuhara_plugin.core.export import csv_response
from kasuhara_plugin.core.site_settings import RuleSettings
from kasuhara_plugin.policy import attesting
from kasuhara_plugin.policy.current import version_in_force
from kasuhara_plugin.policy.forms import AttestForm
from kasuhara_plugin.policy.models import Attestation, PolicyVersion


class StandingsView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Who confirmed and who has not: for the roles that follow it up; others come to their own."""

    permission_policy = ModelPermissionPolicy(Attestation)  # without one Wagtail lets everybody in
    permission_required = "view"
    template_name = "kasuhara_plugin/admin/attestations.html"
    page_title = "方針の確認"
    header_icon = "check"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.user_has_permission("view") and self.user_has_permission("add"):
            return redirect("kasuhara_attestations:confirm")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = attesting.standings(clock.now())
        return super().get_context_data(
            standings=found,
            by_role=attesting.by_role(found),
            asked=RuleSettings.load().attestation,
            **kwargs,
        )

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return crumbs((self.page_title, ""))

    @cached_property
    def header_buttons(self) -> list[Any]:
        confirm = reverse("kasuhara_attestations:confirm")
        return [HeaderButton("自分の確認を記録する", url=confirm, icon_name="check")]


class ExportView(PermissionCheckedMixin, View):
    """Which version, when, and since when it is owed; the export is an act of its own."""

    permission_policy = ModelPermissionPolicy(Attestation)
    permission_required = "view"

    def get(self, request: HttpRequest) -> HttpResponse:
        audit.record("attestation.export", Attestation(), by=request.user)
        if request.GET.get("all"):
            rows = attesting.all_rows()
            return csv_response("attestations-all.csv", attesting.ALL_HEADER, rows)
        found = attesting.standings(clock.now())
        return csv_response("attestations.csv", attesting.HEADER, attesting.rows(found))


class ConfirmView(ActView):
    """Each for themselves: the form names nobody."""

    model = Attestation
    permission_required = "add"
    form_class = AttestForm
    template_name = "kasuhara_plugin/admin/attest.html"
    page_title = "方針の確認"
    header_icon = "check"
    submit_label = "確認したことを記録する"
    success_message = "確認を記録しました。"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.version = version_in_force(clock.now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            version=self.version,
            asked=RuleSettings.load().attestation,
            standing=attesting.standing_of(self.request.user, clock.now()),
            **kwargs,
        )

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.version.pk if self.version else None}

    def act(self, form: Form) -> Attestation:
        version = get_object_or_404(PolicyVersion, pk=form.cleaned_data["version"])
        return attesting.attest(version, by=self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return crumbs((self.page_title, ""))

    def get_success_url(self) -> str:
        return reverse("kasuhara_attestations:confirm")
