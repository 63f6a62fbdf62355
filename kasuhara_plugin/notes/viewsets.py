"""対応メモ in the Wagtail admin."""

from typing import Any

from django.urls import path
from django.urls.resolvers import URLPattern
from wagtail.admin.ui.tables import Column

from kasuhara_plugin.core.admin import RoomViewSet
from kasuhara_plugin.notes import history_views, lists, redaction_views, report, views
from kasuhara_plugin.notes.models import StaffNote

# Each below the note's own address.
_ACTS = {
    "revise": ("revise/", views.ReviseView),
    "withdraw": ("withdraw/", views.WithdrawView),
    "choose_two": ("compare/", history_views.ChooseTwoView),
    "compare": ("compare/<int:older>/<int:newer>/", history_views.CompareView),
    "restore": ("restore/<int:version_pk>/", history_views.RestoreView),
    "redact": ("redact/", redaction_views.ProposeRedactionView),
}


class StaffNoteViewSet(RoomViewSet):
    model = StaffNote
    name = "kasuhara_notes"
    url_prefix = "kasuhara/notes"
    icon = "edit"
    menu_label = "対応メモ"
    index_view_class = lists.NoteIndexView
    inspect_view_class = views.NoteView
    inspect_template_name = "kasuhara_plugin/admin/note.html"
    history_view_class = history_views.NoteHistoryView
    filterset_class = lists.NoteFilterSet
    list_display = [
        "customer",
        Column("get_kind_display", label="種別"),
        Column("mark", label="表示"),
        "author_name",
        "written_at",
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("changes/", self._report(report.ChangesView), name="changes"),
            path(
                "changes/results/",
                self._report(report.ChangesView, results_only=True),
                name="changes_results",
            ),
            path(
                "changes/export/<slug:kind>/",
                self._report(report.ExportView),
                name="changes_export",
            ),
            path("write/<int:customer_pk>/", self.construct_view(views.WriteView), name="write"),
            path(
                "redactions/<int:redaction_pk>/erase/",
                self.construct_view(redaction_views.EraseView),
                name="erase",
            ),
            path(
                "redactions/<int:redaction_pk>/reject/",
                self.construct_view(redaction_views.RejectRedactionView),
                name="reject_redaction",
            ),
            path("<int:pk>/history/", self.history_view, name="history"),
            path("<int:pk>/history/results/", self.history_results_view, name="history_results"),
            *(
                path(f"<int:pk>/{where}", self.construct_view(view), name=name)
                for name, (where, view) in _ACTS.items()
            ),
        ]

    def _report(self, view: type[report.ChangesView], **options: object) -> Any:
        """Of versions, for whoever may read the notes."""
        names = {
            "index_url_name": self.get_url_name("changes"),
            "index_results_url_name": self.get_url_name("changes_results"),
            "inspect_url_name": None,
        }
        return self.construct_view(view, model=report.Version, **names, **options)

    @property
    def history_template_name(self) -> str:
        return history_views.NoteHistoryView.template_name

    def get_history_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        return super().get_history_view_kwargs(
            history_url_name=self.get_url_name("history"), **kwargs
        )
