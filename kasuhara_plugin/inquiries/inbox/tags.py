"""タグ: the shop's own words for what a thread is about, given by staff."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models, transaction

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.site_settings import AuditedSettings
from kasuhara_plugin.inquiries.inbox.rights import require
from kasuhara_plugin.inquiries.models import Inquiry


class InquiryTag(AuditedSettings):
    """Nobody deletes one: what it was given to keeps it."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField("名称", max_length=30, unique=True)
    order = models.PositiveSmallIntegerField("並び順", default=0)
    in_use = models.BooleanField("使用する", default=True)

    class Meta:
        verbose_name = "お問い合わせのタグ"
        verbose_name_plural = "お問い合わせのタグ"
        default_permissions = ("add", "change", "view")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """A thread has the tag as long as the row is there; the audit tells of those that were."""

    id = models.BigAutoField(primary_key=True)
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="taggings")
    tag = models.ForeignKey(InquiryTag, models.PROTECT, related_name="taggings")
    at = models.DateTimeField("日時", default=clock.now)
    by_key = models.CharField(max_length=64)
    by_name = models.CharField("タグを付けた人", max_length=200)

    class Meta:
        default_permissions = ()
        ordering = ["tag__order", "tag_id"]
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "tag"], name="kasuhara_tagging_once")
        ]

    def __str__(self) -> str:
        return self.tag.name


def tags_to_choose(thread: Inquiry) -> models.QuerySet[InquiryTag]:
    """Those in use, and what the thread has."""
    has = models.Q(pk__in=thread.taggings.values("tag"))
    return InquiryTag.objects.filter(models.Q(in_use=True) | has)


def tag(
    inquiry: Inquiry, tags: Iterable[InquiryTag], *, by: Any, now: datetime | None = None
) -> Inquiry:
    """The thread of this message has these tags and no other. Raises ``NotPermitted``."""
    require(by, "answer", inquiry, "お問い合わせにタグを付ける権限がありません。")
    wanted = {one.pk: one for one in tags}
    with transaction.atomic():
        thread = Inquiry.objects.select_for_update().get(pk=inquiry.thread().pk)
        had = {one.tag_id: one for one in thread.taggings.select_related("tag")}
        came = [wanted[key] for key in wanted.keys() - had.keys()]
        gone = [had[key] for key in had.keys() - wanted.keys()]
        if came or gone:
            _change(thread, came, gone, by=by, now=now or clock.now())
    return thread


def take_along(thread: Inquiry, to: Inquiry) -> None:
    """A thread that becomes a part of another one leaves it the tags, each once."""
    there = list(to.taggings.values_list("tag", flat=True))
    thread.taggings.filter(tag__in=there).delete()
    thread.taggings.update(inquiry=to)


def _change(
    thread: Inquiry, came: list[InquiryTag], gone: list[Tagging], *, by: Any, now: datetime
) -> None:
    who = audit.actor(by)
    Tagging.objects.filter(pk__in=[one.pk for one in gone]).delete()
    for one in came:
        Tagging.objects.create(inquiry=thread, tag=one, at=now, by_key=who.key, by_name=who.name)
    data = {"added": [one.name for one in came], "removed": [one.tag.name for one in gone]}
    audit.record("inquiry.tag", thread, by=by, data=data)
