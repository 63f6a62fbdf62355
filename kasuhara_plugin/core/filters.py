"""Filters that several rooms use in their lists."""

from collections.abc import Callable
from datetime import MAXYEAR, MINYEAR, datetime, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from wagtail.admin.filters import DateRangePickerWidget

from kasuhara_plugin.core.clock import TOKYO

Choices = list[tuple[str, str]] | Callable[[], list[tuple[str, str]]]
EVERYTHING = "すべて"


class DaysFilter(django_filters.DateFromToRangeFilter):
    """From a day to a day of Japan, both included. The first and the last year that a computer
    can write bound nothing: their midnights in Japan do not all exist in UTC."""

    def __init__(self, field_name: str, label: str) -> None:
        super().__init__(field_name=field_name, label=label, widget=DateRangePickerWidget)

    def filter(self, qs: QuerySet[Any], value: slice | None) -> QuerySet[Any]:
        if value and value.start and value.start.year > MINYEAR:
            qs = qs.filter(**{f"{self.field_name}__gte": _midnight(value.start)})
        if value and value.stop and value.stop.year < MAXYEAR:
            after = _midnight(value.stop) + timedelta(days=1)
            qs = qs.filter(**{f"{self.field_name}__lt": after})
        return qs


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=TOKYO)


def choice(label: str, choices: Any, **options: Any) -> django_filters.ChoiceFilter:
    """One of a few words, as radio buttons."""
    return django_filters.ChoiceFilter(
        label=label, choices=choices, empty_label=EVERYTHING, widget=forms.RadioSelect, **options
    )
