"""The inquiry form as a page of Wagtail's tree: an introduction, and the fields that a shop adds."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from kasuhara_plugin.inquiries.actions import EXTRA_LIMIT
from kasuhara_plugin.inquiries.forms import ExtraField
from kasuhara_plugin.inquiries.serving import serve

KINDS = [("line", "1行の入力"), ("text", "複数行の入力"), ("choice", "選択肢から選ぶ")]


class ExtraFieldBlock(blocks.StructBlock):
    label = blocks.CharBlock(label="項目名", max_length=100)
    kind = blocks.ChoiceBlock(label="種類", choices=KINDS, default="line")
    choices = blocks.TextBlock(
        label="選択肢", required=False, max_length=EXTRA_LIMIT, help_text="1行に1件"
    )
    required = blocks.BooleanBlock(label="必須", required=False)
    help_text = blocks.CharBlock(label="説明", required=False, max_length=200)

    class Meta:
        icon = "form"
        label = "項目"


class InquiryPageMixin(models.Model):
    """What makes a page the shop's inquiry form. A host with a base page of its own derives from
    this and names its model in ``KASUHARA_INQUIRY_PAGE_MODEL``; the mixin stands first."""

    introduction = models.TextField("フォームの前の文章", blank=True, max_length=2_000)
    further_fields = StreamField(
        [("field", ExtraFieldBlock())], verbose_name="追加の項目", blank=True, max_num=20
    )

    template = "kasuhara_plugin/inquiry.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("further_fields"),
    ]
    subpage_types: list[str] = []

    class Meta:
        abstract = True

    def extra_fields(self) -> list[ExtraField]:
        return [_extra(block.value) for block in self.further_fields]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return serve(request, page=self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return serve(request, page=self)


class InquiryPage(InquiryPageMixin, Page):  # type: ignore[django-manager-missing]  # noqa: DJ008
    class Meta:
        verbose_name = "お問い合わせフォーム"
        verbose_name_plural = "お問い合わせフォーム"
        swappable = "KASUHARA_INQUIRY_PAGE_MODEL"

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Not where the host has put its own page type in the place of this one."""
        return not cls._meta.swapped and bool(super().can_create_at(parent))


def _extra(value: Any) -> ExtraField:
    choices = tuple(dict.fromkeys(filter(None, map(str.strip, value["choices"].splitlines()))))
    return ExtraField(
        label=value["label"],
        kind=value["kind"] if choices or value["kind"] != "choice" else "line",
        required=value["required"],
        help_text=value["help_text"],
        choices=choices,
    )
