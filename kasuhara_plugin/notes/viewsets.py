"""対応メモ in the Wagtail admin."""

from django.urls import path
from django.urls.resolvers import URLPattern

from kasuhara_plugin.core.admin import RoomViewSet
from kasuhara_plugin.notes import views
from kasuhara_plugin.notes.models import StaffNote


class StaffNoteViewSet(RoomViewSet):
    model = StaffNote
    name = "kasuhara_notes"
    url_prefix = "kasuhara/notes"
    icon = "edit"
    menu_label = "対応メモ"
    index_view_class = views.NoteIndexView
    inspect_view_class = views.NoteView
    inspect_template_name = "kasuhara_plugin/admin/note.html"
    history_view_class = views.NoteHistoryView
    list_display = ["customer", "author_name", "written_at"]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("write/<int:customer_pk>/", self.construct_view(views.WriteView), name="write"),
            path("<int:pk>/revise/", self.construct_view(views.ReviseView), name="revise"),
            path("<int:pk>/history/", self.history_view, name="history"),
            path("<int:pk>/history/results/", self.history_results_view, name="history_results"),
        ]

    @property
    def history_template_name(self) -> str:
        return views.NoteHistoryView.template_name

    def get_history_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        return super().get_history_view_kwargs(
            history_url_name=self.get_url_name("history"), **kwargs
        )
