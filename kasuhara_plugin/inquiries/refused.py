"""How many messages were given back because too many came from one network: a number a day, since nothing else
is kept of them."""

import logging
from datetime import date, datetime
from random import randrange
from typing import Any

from django.db import DatabaseError, models, transaction
from django.db.models import F, Sum

from kasuhara_plugin.core import clock

logger = logging.getLogger(__name__)

PARTS = 8  # rows of a day: in a flood they do not wait for one another


class RefusedOnDay(models.Model):
    pk = models.CompositePrimaryKey("day", "part")
    day = models.DateField()
    part = models.PositiveSmallIntegerField()
    times = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.day} {self.times}"


def count(now: datetime) -> None:
    """One more. A number that cannot be written keeps nobody waiting."""
    row: dict[str, Any] = {"day": clock.day(now), "part": randrange(PARTS)}  # noqa: S311
    try:
        with transaction.atomic():
            if not _one_more(row):
                RefusedOnDay.objects.get_or_create(**row)
                _one_more(row)
    except DatabaseError:
        logger.exception("A refused message was not counted.")


def counted(first: date, last: date) -> dict[date, int]:
    """For each of the days on which any was."""
    rows = RefusedOnDay.objects.filter(day__range=(first, last)).values_list("day")
    return dict(rows.annotate(many=Sum("times")))


def _one_more(row: dict[str, Any]) -> int:
    return RefusedOnDay.objects.filter(**row).update(times=F("times") + 1)
