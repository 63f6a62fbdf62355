"""Several rows of a list chosen for one act."""

from collections.abc import Iterable
from typing import Any

from django import forms
from wagtail.admin.ui.tables import Column

from kasuhara_plugin.core.lookup import number_of

MOST = 100  # rows at once


class ChooseColumn(Column):
    """A box named ``box`` for each row that ``get_value`` allows; they belong to the form below the
    list."""

    cell_template_name = "kasuhara_plugin/admin/_choose_cell.html"
    box = ""


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """The rows that were chosen, hidden in the form."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> Any:
        return super().clean(numbers(value or []))


def numbers(sent: Iterable[Any]) -> list[int]:
    """Of the keys that were sent those that can be one, so many as are acted upon at once."""
    return [key for key in map(number_of, sent) if key is not None][:MOST]
