"""The history of a note: every version, any two beside each other, an earlier one brought back."""

from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from wagtail.admin.views.generic.history import HistoryView

from kasuhara_plugin.core.admin import RecordView, crumbs
from kasuhara_plugin.customers.assigned import OfCustomerMixin
from kasuhara_plugin.notes import actions, history
from kasuhara_plugin.notes.forms import ReasonForm
from kasuhara_plugin.notes.models import StaffNote
from kasuhara_plugin.notes.views import OwnNoteView

MOST = 100  # versions on one page, where the reader asks for them


class NoteHistoryView(OfCustomerMixin, HistoryView):
    """Who changed what, when and why, each with its diff."""

    any_permission_required = None
    permission_required = "view"
    template_name = "kasuhara_plugin/admin/note_history.html"
    results_template_name = "kasuhara_plugin/admin/note_history_results.html"
    page_title = "変更履歴"
    filterset_class = None
    columns: list[Any] = []
    header_buttons: list[Any] = []

    def get_base_queryset(self) -> QuerySet[Any]:
        return self.object.history.order_by(history.NEWEST_FIRST)

    def get_paginate_by(self, queryset: Any) -> int:
        return MOST if self.request.GET.get("per") == str(MOST) else self.paginate_by

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return _crumbs(self.object, ("変更履歴", ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        page = context["page_obj"]
        return {
            **context,
            "changes": self._page_of_changes(page),
            "count": page.paginator.count,
            "more": MOST if page.paginator.count > page.paginator.per_page < MOST else 0,
            "can_revise": actions.may_revise(self.object, by=self.request.user),
        }

    def _page_of_changes(self, page: Any) -> list[tuple[int, Any, history.Change]]:
        """The page's versions by their number, the newest first. One earlier version is read
        along, which the oldest is compared with."""
        start, shown = max(0, page.start_index() - 1), len(page.object_list)
        versions = list(self.get_base_queryset()[start : start + shown + 1])
        number = page.paginator.count - start
        paired = list(history.with_versions(versions))[:shown]
        return [(number - place, *pair) for place, pair in enumerate(paired)]


class ChooseTwoView(OfCustomerMixin, RecordView):
    """From the history's form to the address of the two versions."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        pair = [request.GET.get(side, "") for side in ("older", "newer")]
        if not all(key.isascii() and key.isdecimal() and len(key) < 19 for key in pair):
            return redirect("kasuhara_notes:history", self.object.pk)
        return redirect("kasuhara_notes:compare", self.object.pk, *map(int, pair))


class CompareView(OfCustomerMixin, RecordView):
    """Two versions of the note; those of another note are not found."""

    template_name = "kasuhara_plugin/admin/note_compare.html"
    page_title = "版の比較"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        whole = reverse("kasuhara_notes:history", args=[self.object.pk])
        return _crumbs(self.object, ("変更履歴", whole), (self.page_title, ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        keys = sorted((self.kwargs["older"], self.kwargs["newer"]))
        older, newer = (_version(self.object, key) for key in keys)
        return super().get_context_data(
            sides=[(self._number(side), side) for side in (older, newer)],
            differences=history.between(older, newer),
            same_words=older.body != newer.body,
            can_restore=actions.may_revise(self.object, by=self.request.user)
            and older.history_id != self.object.version(),
            **kwargs,
        )

    def _number(self, version: Any) -> int:
        return self.object.history.filter(history_id__lte=version.history_id).count()


class RestoreView(OwnNoteView):
    form_class = ReasonForm
    page_title = submit_label = "この版の内容に戻す"
    success_message = "以前の版の内容を、新しい版として保存しました。"
    about = "選んだ版の内容が、新しい版として保存されます。これまでの版はすべて残ります。"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.version = _version(self.note, kwargs["version_pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted = StaffNote(withdrawn_at=self.note.withdrawn_at)
        wanted.withdrawer_name = self.note.withdrawer_name
        for name in actions.CONTENT:
            setattr(wanted, name, getattr(self.version, name))
        fields = history.between(self.note, wanted)
        return super().get_context_data(about=self.about, fields=fields, **kwargs)

    def act(self, form: Form) -> StaffNote:
        return actions.restore(
            self.note, self.version.history_id, **form.cleaned_data, by=self.request.user
        )


def _version(note: StaffNote, key: int) -> Any:
    if key >= 2**63:
        raise Http404
    return get_object_or_404(note.history.all(), history_id=key)


def _crumbs(note: StaffNote, *steps: tuple[str, str]) -> list[dict[str, str]]:
    return crumbs((str(note), reverse("kasuhara_notes:inspect", args=[note.pk])), *steps)
