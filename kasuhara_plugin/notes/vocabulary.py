"""The words of a note."""

from django.db import models


class Kind(models.TextChoices):
    """Kept apart, since a request for disclosure treats them differently."""

    FACT = "fact", "事実"
    OPINION = "opinion", "所見"


class Importance(models.TextChoices):
    ORDINARY = "ordinary", "ふつう"
    IMPORTANT = "important", "重要"
