"""The furniture of our choosers in the Wagtail admin.

Wagtail asks for admin access only; here every view asks for the permission to view the records
(law 6), and nothing is created from a chooser.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.chooser import BaseChooser

from kasuhara_plugin.core.lookup import number_of


class SearchForm(BaseFilterForm):
    """Searches by the database, as our lists do; the room says in which fields."""

    q = forms.CharField(label="検索", required=False)

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        words = self.cleaned_data["q"]
        if not words:
            return objects
        self.is_searching, self.search_query = True, words
        return self.search(objects, words)

    def search(self, objects: QuerySet[Any], words: str) -> QuerySet[Any]:
        raise NotImplementedError


class Door:
    """A view of a chooser: for whoever may view the model, over the records that are offered."""

    model_class: Any
    offered: Callable[[], QuerySet[Any]] = NotImplemented  # Wagtail gives a view only what it names
    record_url_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        meta = self.model_class._meta
        if not request.user.has_perm(f"{meta.app_label}.view_{meta.model_name}"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def can_create(self) -> bool:
        return False

    def get_object_list(self) -> QuerySet[Any]:
        return self.offered()

    def get_object(self, pk: str) -> Model:
        found = self.get_objects([pk])
        if not found:
            raise Http404
        return found[0]

    def get_objects(self, pks: list[str]) -> list[Model]:
        numbers = [number for pk in pks if (number := number_of(pk)) is not None]
        return list(self.offered().filter(pk__in=numbers))

    def get_edit_item_url(self, instance: Model) -> str:
        return reverse(self.record_url_name, args=[instance.pk])


class ChooseView(Door, chooser.ChooseView):
    pass


class ResultsView(Door, chooser.ChooseResultsView):
    pass


class ChosenView(Door, chooser.ChosenView):
    pass


class ChosenMultipleView(Door, chooser.ChosenMultipleView):
    pass


class RecordChooser(BaseChooser):
    """Shows what was chosen. A key that names nothing is shown as nothing."""

    record_url_name = ""

    def get_instance(self, value: Any) -> Any:
        if value is None or isinstance(value, self.model_class):
            return value
        return self.model_class.objects.filter(pk=number_of(value)).first()

    def get_value_data_from_instance(self, instance: Model) -> dict[str, Any]:
        data: dict[str, Any] = super().get_value_data_from_instance(instance)
        return {**data, "edit_url": reverse(self.record_url_name, args=[instance.pk])}


class RecordChooserViewSet(ChooserViewSet):
    choose_view_class = ChooseView
    choose_results_view_class = ResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView
    filter_form_class: type[SearchForm]
    record_url_name = ""
    per_page = 20

    def offered(self) -> QuerySet[Any]:
        """The records that can be chosen."""
        raise NotImplementedError

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(
            offered=self.offered,
            filter_form_class=self.filter_form_class,
            record_url_name=self.record_url_name,
            **kwargs,
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.choose_view, name="choose"),
            path("results/", self.choose_results_view, name="choose_results"),
            path("chosen/<str:pk>/", self.chosen_view, name="chosen"),
            path("chosen-multiple/", self.chosen_multiple_view, name="chosen_multiple"),
        ]
