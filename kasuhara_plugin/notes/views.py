"""Writing, revising and reading a note in the Wagtail admin."""

from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView

from kasuhara_plugin.core.admin import ActView, RecordView, crumbs
from kasuhara_plugin.customers.views import AboutCustomerView
from kasuhara_plugin.notes import actions, history
from kasuhara_plugin.notes.forms import NoteForm, RevisionForm
from kasuhara_plugin.notes.models import StaffNote


class NoteIndexView(generic.IndexView):
    any_permission_required = ["view"]

    def get_base_queryset(self) -> QuerySet[StaffNote]:
        return super().get_base_queryset().select_related("customer")


class NoteView(RecordView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        can_revise = actions.may_revise(self.object, by=self.request.user)
        return super().get_context_data(can_revise=can_revise, **kwargs)


class WriteView(AboutCustomerView):
    model = StaffNote
    permission_required = "add"
    form_class = NoteForm
    page_title = "対応メモを書く"
    header_icon = "edit"
    success_message = "対応メモを保存しました。"

    def act(self, form: Form) -> StaffNote:
        return actions.write(self.customer, **form.cleaned_data, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("kasuhara_notes:inspect", args=[self.object.pk])


class ReviseView(ActView):
    """For the author of the note; the action refuses everybody else."""

    model = StaffNote
    permission_required = "add"
    form_class = RevisionForm
    page_title = "対応メモの変更"
    header_icon = "edit"
    success_message = "対応メモを変更しました。"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.note = get_object_or_404(StaffNote, pk=kwargs["pk"])

    def user_has_permission(self, permission: str) -> bool:
        return actions.may_revise(self.note, by=self.request.user)

    def get_initial(self) -> dict[str, Any]:
        return {"body": self.note.body}

    def get_page_subtitle(self) -> str:
        return str(self.note)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return crumbs((str(self.note), self.get_success_url()), (self.page_title, ""))

    def act(self, form: Form) -> StaffNote:
        return actions.revise(self.note, **form.cleaned_data, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("kasuhara_notes:inspect", args=[self.note.pk])


class NoteHistoryView(HistoryView):
    """Who changed what, when and why, each with its diff."""

    any_permission_required = ["view"]
    template_name = "kasuhara_plugin/admin/note_history.html"
    results_template_name = "kasuhara_plugin/admin/note_history_results.html"
    page_title = "変更履歴"
    filterset_class = None
    columns: list[Any] = []
    header_buttons: list[Any] = []

    def get_base_queryset(self) -> QuerySet[Any]:
        return self.object.history.all()

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        record = reverse("kasuhara_notes:inspect", args=[self.object.pk])
        return crumbs((str(self.object), record), ("変更履歴", ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "changes": self._page_of_changes(context["page_obj"])}

    def _page_of_changes(self, page: Any) -> list[history.Change]:
        """The page's versions, and one earlier version that the oldest is compared with."""
        end = page.start_index() + len(page.object_list)
        versions = list(self.get_base_queryset()[max(0, page.start_index() - 1) : end])
        return [change for _, change in history.with_versions(versions)][: len(page.object_list)]
