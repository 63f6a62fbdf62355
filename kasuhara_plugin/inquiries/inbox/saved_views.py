"""保存した絞り込み: a search of the list with its filters under a name, for oneself or for all."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.http import QueryDict

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.errors import AlreadyDecided, NotPermitted, UnusableText

ASKED_LIMIT = 1_000  # characters
MOST = 20  # of one person


class SavedView(models.Model):
    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField("名称", max_length=50)
    asked = models.CharField(max_length=ASKED_LIMIT)
    shared = models.BooleanField("ほかの担当者にも表示する", default=False)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "保存した絞り込み"
        verbose_name_plural = "保存した絞り込み"
        default_permissions = ()
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="kasuhara_saved_view_once")
        ]

    def __str__(self) -> str:
        return self.name


def asked_of(sent: QueryDict, known: Iterable[str]) -> str:
    """What narrows the list, in one order; empty where nothing does."""
    wanted = QueryDict(mutable=True)
    for key in sorted({*known, "q"} & set(sent)):
        wanted.setlist(key, sorted(filter(None, sent.getlist(key))))
    return wanted.urlencode()


def views_for(user: Any) -> QuerySet[SavedView]:
    """Their own, and what others share."""
    return SavedView.objects.filter(Q(user=user) | Q(shared=True)).select_related("user")


def save_view(name: str, asked: str, *, shared: bool = False, by: Any) -> SavedView:
    """Under the name of another one of theirs it takes its place. Raises ``UnusableText``, and
    ``AlreadyDecided`` where there are ``MOST``."""
    if not asked or len(asked) > ASKED_LIMIT:
        raise UnusableText(
            "絞り込みの条件がないか、長すぎるため、保存できません。", code="too_long"
        )
    others = SavedView.objects.filter(user=by).exclude(name=name)
    if others.count() >= MOST:
        raise AlreadyDecided(f"保存できるのは{MOST}件までです。使わないものを削除してください。")
    row, _ = SavedView.objects.update_or_create(
        user=by, name=name, defaults={"asked": asked, "shared": shared, "at": clock.now()}
    )
    return row


def forget_view(view: SavedView, *, by: Any) -> None:
    """Raises ``NotPermitted`` for another's."""
    if view.user_id != by.pk:
        raise NotPermitted("ほかの担当者が保存した絞り込みは、削除できません。")
    view.delete()
