"""The policy's screens in the Wagtail admin, beside Wagtail's own editor of the page."""

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Site
from wagtail.permission_policies import ModelPermissionPolicy

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.admin import ActView, ListView, RecordView, crumbs
from kasuhara_plugin.core.site_settings import RuleSettings
from kasuhara_plugin.policy import bases, intake, reviews
from kasuhara_plugin.policy.behaviours import NAMED
from kasuhara_plugin.policy.forms import (
    BasesForm,
    ReviewForm,
)
from kasuhara_plugin.policy.models import ClauseBasis, PolicyReview, PolicyVersion


class VersionIndexView(ListView):
    any_permission_required = ["view"]

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().light().select_related("approval")

    @cached_property
    def header_buttons(self) -> list[Any]:
        if not intake.editable_pages(self.request.user):
            return []
        url = reverse("kasuhara_policy:upload")
        return [HeaderButton("文章を取り込む", url=url, icon_name="upload")]


class VersionView(RecordView):
    page_title = "方針の版"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.object
        chosen = dict(version.bases.values_list("code", "clause"))
        texts = dict(version.clauses)
        return super().get_context_data(
            rows=[
                (named.label, chosen.get(code, ""), texts.get(chosen.get(code, ""), ""))
                for code, named in NAMED.items()
            ],
            may_map=self.request.user.has_perm("kasuhara_plugin.change_clausebasis"),
            address=public_address(version),
            **kwargs,
        )


def public_address(version: PolicyVersion) -> str:
    """Where everybody reads it; empty once its site is gone."""
    site = Site.objects.filter(pk=version.site_key).first()
    path = reverse("kasuhara_plugin:policy_version", args=[version.language, version.number])
    return f"{site.root_url}{path}" if site else ""


class BasesView(ActView):
    model = ClauseBasis
    permission_policy = ModelPermissionPolicy(ClauseBasis)
    permission_required = "change"
    page_title = "条項の対応"
    header_icon = "link"
    success_message = "条項の対応を保存しました。"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.version = get_object_or_404(PolicyVersion, pk=kwargs["pk"])

    def get_form(self, form_class: Any = None) -> BasesForm:
        return BasesForm(self.request.POST or None, version=self.version)

    def act(self, form: Form) -> None:
        bases.rest_on(self.version, form.cleaned_data, by=self.request.user)

    def get_page_subtitle(self) -> str:
        return str(self.version)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return crumbs((str(self.version), self.get_success_url()), (self.page_title, ""))

    def get_success_url(self) -> str:
        return reverse("kasuhara_policy:inspect", args=[self.version.pk])


class ReviewIndexView(ListView):
    any_permission_required = ["view"]

    @cached_property
    def header_buttons(self) -> list[Any]:
        if not self.user_has_permission("add"):
            return []
        url = reverse("kasuhara_policy_reviews:record")
        return [HeaderButton("見直しを記録する", url=url, icon_name="plus")]


class ReviewView(RecordView):
    page_title = "方針の見直し"


class RecordReviewView(ActView):
    model = PolicyReview
    permission_required = "add"
    form_class = ReviewForm
    page_title = "見直しを記録する"
    header_icon = "calendar-check"
    success_message = "見直しを記録しました。"

    def get_initial(self) -> dict[str, Any]:
        months = RuleSettings.load().policy_review_months
        return {"next_review_on": clock.months_after(clock.day(clock.now()), months)}

    def act(self, form: Form) -> PolicyReview:
        return reviews.review(**form.cleaned_data, by=self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return crumbs(
            ("方針の見直し", reverse("kasuhara_policy_reviews:index")), (self.page_title, "")
        )

    def get_success_url(self) -> str:
        return reverse("kasuhara_policy_reviews:inspect", args=[self.object.pk])
