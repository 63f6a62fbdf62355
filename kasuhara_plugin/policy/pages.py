"""The page on which the policy is drafted, previewed and read."""

from collections.abc import Collection
from typing import Any

from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.fields import StreamField
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, Workflow

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.conf import conf
from kasuhara_plugin.core.errors import KasuharaError, NotApproved, PolicyIncomplete
from kasuhara_plugin.core.site_settings import shop_of
from kasuhara_plugin.policy import actions, shown
from kasuhara_plugin.policy.blocks import PolicyBlocks, from_stream
from kasuhara_plugin.policy.draft import Draft, draft_of
from kasuhara_plugin.policy.editor import PolicyPageForm, panels
from kasuhara_plugin.policy.outline import Section
from kasuhara_plugin.policy.permissions import PolicyPermissionTester
from kasuhara_plugin.policy.structured import structured_data
from kasuhara_plugin.policy.tasks import PolicyApprovalTask

SCHEDULED = "wagtail.publish.scheduled"  # how Wagtail names its run
LIVE = frozenset(("live", "live_revision", "live_revision_id"))  # the fields that publish


class PolicyPageMixin(models.Model):
    """What makes a page the policy's. A host with a base page of its own derives from this and
    names its model in ``KASUHARA_POLICY_PAGE_MODEL``; the mixin stands first.

    The page is a desk: what the public reads is the ``PolicyVersion`` in force, and that is made
    only from a draft that was approved (law 2), by whatever route the page goes live.
    """

    body = StreamField(PolicyBlocks(), verbose_name="本文", blank=True)
    established_on = models.DateField("制定日", null=True, blank=True)
    revised_on = models.DateField("改定日", null=True, blank=True)
    effective_on = models.DateField("施行日", null=True, blank=True)
    change_summary = models.TextField("変更した点", blank=True, max_length=2_000)
    change_reason = models.TextField("変更の理由", blank=True, max_length=2_000)
    legal_basis = models.TextField("根拠とする法令と指針", blank=True, max_length=1_000)
    recording_notice = models.TextField("通話の録音について", blank=True, max_length=1_000)
    terms_label = models.CharField("利用規約の条項名", blank=True, max_length=200)
    terms_url = models.URLField("利用規約のリンク先", blank=True)
    appeal_route = models.TextField("対応にご異議があるとき", blank=True, max_length=1_000)
    accommodation = models.TextField("合理的配慮について", blank=True, max_length=1_000)

    template = "kasuhara_plugin/policy_page.html"
    base_form_class = PolicyPageForm
    content_panels = panels
    subpage_types: list[str] = []

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            publishing = self._publishes(kwargs.get("update_fields"))
            approval = actions.require_approved(self) if publishing else None
            super().save(*args, **kwargs)
            if approval:
                actions.publish_version(self, approval)

    def draft(self) -> Draft:
        """The text as these fields hold it."""
        blocks = (from_stream(child) for child in self.body)
        return draft_of(self, [block for block in blocks if isinstance(block, Section)])

    def publish(self, revision: Any, user: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Wagtail's: publishing a draft is approving it. The scheduled run approves nothing."""
        if kwargs.get("log_action") == SCHEDULED:
            return self._publish_scheduled(revision, *args, **kwargs)
        by = user or get_active_log_context().user  # wagtail-localize publishes without a name
        with transaction.atomic():
            try:
                actions.ensure_approved(revision.as_object(), by=by)
            except PolicyIncomplete as error:  # Wagtail's screens can say no, not show a list
                raise NotApproved(str(error)) from error
            return super().publish(revision, by, *args, **kwargs)  # type: ignore[misc]

    def permissions_for_user(self, user: Any) -> PolicyPermissionTester:
        return PolicyPermissionTester(user, self)

    def get_workflow(self) -> Workflow | None:
        """Ours, wherever the page stands; the host's where ours was removed."""
        own = PolicyApprovalTask.objects.filter(active=True).values("pk")
        ours = Workflow.objects.filter(active=True, workflow_tasks__task__in=own)
        return ours.first() or super().get_workflow()  # type: ignore[misc]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _is_preview(request) and shown.shelf_of(self, request).shown is None:
            raise Http404("No version of the policy is published.")
        return super().serve(request, *args, **kwargs)  # type: ignore[misc]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)  # type: ignore[misc]
        document = self._document(request)
        return {
            **context,
            "document": document,
            "structured": structured_data(document, request),
            "base_template": conf().base_template,
        }

    def _document(self, request: HttpRequest) -> shown.Document:
        shop = shop_of(request)
        if _is_preview(request):
            return shown.preview(self.draft(), shop, self.locale.language_code)  # type: ignore[attr-defined]
        return shown.on_page(shown.shelf_of(self, request), shop, clock.day(clock.now()))

    def _publishes(self, fields: Collection[str] | None) -> bool:
        """Whether saving (only these fields, if any are named) turns a draft live. The hour tells
        a live draft that was written over and published again."""
        if not self.live or self.alias_of_id or not self.live_revision_id:  # type: ignore[attr-defined]
            return False
        if fields is not None and LIVE.isdisjoint(fields):
            return False
        stored: Any = type(self)._base_manager.filter(pk=self.pk)
        live = (True, self.live_revision_id, self.last_published_at)  # type: ignore[attr-defined]
        return list(stored.values_list("live", "live_revision_id", "last_published_at")) != [live]

    def _publish_scheduled(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """One policy that cannot go live must not stop the host's other pages."""
        try:
            with transaction.atomic():
                return super().publish(revision, None, *args, **kwargs)  # type: ignore[misc]
        except KasuharaError as error:
            revision.approved_go_live_at = None
            revision.save(update_fields=["approved_go_live_at"])
            actions.record_failed_schedule(self, error)


class PolicyPage(PolicyPageMixin, Page):  # type: ignore[django-manager-missing]  # noqa: DJ008
    class Meta:
        verbose_name = "カスタマーハラスメント対策基本方針"
        verbose_name_plural = "カスタマーハラスメント対策基本方針"
        swappable = "KASUHARA_POLICY_PAGE_MODEL"

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Not where the host has put its own page type in the place of this one."""
        return not cls._meta.swapped and bool(super().can_create_at(parent))


def _is_preview(request: HttpRequest) -> bool:
    return bool(getattr(request, "is_preview", False))
