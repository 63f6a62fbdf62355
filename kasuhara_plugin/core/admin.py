"""The furniture of our screens in the Wagtail admin: a list, a record, and acts upon it.

Wagtail's viewset brings many doors (copy, delete, usage, history). Here a door exists only
where a room hangs it: what is not registered cannot leak.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import NullAdminURLFinder
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet

from kasuhara_plugin.core.errors import KasuharaError


class RecordView(generic.InspectView):
    """One record, under what its room calls it. The room gives the template and the acts."""

    any_permission_required = None
    permission_required = "view"
    page_title = ""

    def get_page_title(self) -> str:
        return self.page_title or str(self.model._meta.verbose_name)


class ListView(generic.IndexView):
    """A list that says in our words how many rows were found."""

    results_template_name = "kasuhara_plugin/admin/found_results.html"


class RoomViewSet(ModelViewSet):
    """A list and a record, for whoever may view the model."""

    inspect_view_class = RecordView
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    sort_order_field = None
    list_per_page = 25
    url_finder_class = NullAdminURLFinder

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = ("add", "edit", "delete", "history", "usage")
        return super().get_common_view_kwargs(
            **{**{f"{name}_url_name": None for name in absent}, **kwargs}
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.inspect_view, name="inspect"),
        ]


class WordingViewSet(RoomViewSet):
    """Wordings: whoever may change the settings writes them; nobody deletes one."""

    index_view_class = ListView
    inspect_view_enabled = False

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        doors = {f"{name}_url_name": self.get_url_name(name) for name in ("add", "edit")}
        return super().get_common_view_kwargs(**{**kwargs, **doors})

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("add/", self.add_view, name="add"),
            path("<int:pk>/", self.edit_view, name="edit"),
        ]


class ActView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """A form that does one act. What the act refuses is said in the form; nothing typed is lost."""

    template_name = "kasuhara_plugin/admin/act.html"
    submit_label = "保存"
    success_message = ""

    def act(self, form: Form) -> Any:
        """Calls the action. Raises ``KasuharaError`` with a message for the person."""
        raise NotImplementedError

    def get_success_url(self) -> str:
        raise NotImplementedError

    def form_valid(self, form: Form) -> HttpResponse:
        try:
            self.object = self.act(form)
        except KasuharaError as error:
            form.add_error(None, str(error))
            status = 403 if isinstance(error, PermissionDenied) else 200
            return self.render_to_response(self.get_context_data(form=form), status=status)
        return self.answer()

    def answer(self) -> HttpResponse:
        """When the act was done."""
        if self.success_message:
            messages.success(self.request, self.success_message)
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        return {
            **context,
            "media": form.media,
            "action_url": self.request.get_full_path(),
            "submit_button_label": self.submit_label,
            "submit_button_active_label": "処理しています…",
        }


def crumbs(*steps: tuple[str, str]) -> list[dict[str, str]]:
    """Breadcrumbs from ``(label, URL name or "")``, below the admin's home page."""
    home = {"url": reverse("wagtailadmin_home"), "label": "ホーム"}
    return [home, *({"url": url, "label": label} for label, url in steps)]
