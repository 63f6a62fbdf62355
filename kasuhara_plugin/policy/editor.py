"""The policy page in Wagtail's editor."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, TitleFieldPanel

from kasuhara_plugin.core.errors import KasuharaError, PolicyIncomplete
from kasuhara_plugin.policy import actions
from kasuhara_plugin.policy.tasks import PolicyApprovalTask

ASKS = frozenset(("action-submit", "action-restart-workflow"))

panels = [
    TitleFieldPanel("title"),
    FieldPanel("body"),
    MultiFieldPanel(
        [
            FieldRowPanel(
                [
                    FieldPanel(
                        "established_on",
                        help_text="空欄のときは、第1版の施行日（先の日付のときは公開した日）です。",
                    ),
                    FieldPanel("revised_on", help_text="空欄のときは、公開した日です。"),
                    FieldPanel("effective_on", help_text="空欄のときは、公開した日です。"),
                ]
            ),
            FieldPanel("change_summary", help_text="改定履歴に載ります。"),
            FieldPanel("change_reason", help_text="改定履歴に載ります。"),
        ],
        heading="日付と変更の記録",
    ),
    MultiFieldPanel(
        [
            FieldPanel(
                "legal_basis",
                help_text="例：労働施策総合推進法第33条、厚生労働省の指針（2026年2月26日）",
            ),
            FieldPanel(
                "recording_notice",
                help_text="例：応対の品質を保つため、お電話を録音することがあります。",
            ),
            FieldRowPanel([FieldPanel("terms_label"), FieldPanel("terms_url")]),
            FieldPanel(
                "appeal_route",
                help_text="例：当社の対応にご異議がある場合は、お客様窓口へお申し出ください。"
                "対応を決めた者とは別の者が確認します。",
            ),
            FieldPanel(
                "accommodation",
                help_text="例：障害のある方からの合理的配慮のお申し出は、カスタマーハラスメントには"
                "あたりません。どのようにすればよいか、一緒に考えさせてください。",
            ),
        ],
        heading="本文のほかに載せること（空欄のものは載りません。実際に行うことだけを書いてください）",
    ),
]


class PolicyPageForm(WagtailAdminPageForm):
    """Publishing, and asking for it, is refused in the form: what was typed stays in it."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors or not self.for_user:
            return
        try:
            publishes = self._publishes()
            if publishes:
                actions.require_second_person(self.instance, self.for_user)
            again = publishes and actions.is_published(self.instance)
            if not again and (publishes or not ASKS.isdisjoint(self.data)):
                actions.require_ready(self.instance, parent=self.parent_page)
        except PolicyIncomplete as error:
            for problem in error.problems:
                self.add_error(None, problem)
        except KasuharaError as error:
            self.add_error(None, str(error))

    def _publishes(self) -> bool:
        """Approving a step of a host's workflow before the last is not publishing yet."""
        if "action-workflow-action" not in self.data:
            return "action-publish" in self.data
        state, task = self.instance.current_workflow_state, self.instance.current_workflow_task
        last = isinstance(task, PolicyApprovalTask) or bool(state and state.is_at_final_task)
        return last and self.data.get("workflow-action-name") == "approve"


def approve_first(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Wagtail's hook ``before_publish_page``: publishing in the editor is approving the draft,
    scheduled publishing too. What is refused stays saved as a draft."""
    if not issubclass(page.specific_class.base_form_class, PolicyPageForm):
        return None
    try:
        actions.ensure_approved(page, by=request.user)
    except KasuharaError as error:
        messages.error(request, str(error))
        return redirect("wagtailadmin_pages:edit", page.pk)
    return None
