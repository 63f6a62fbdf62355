"""The page on which the policy is published."""

from dataclasses import replace
from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from kasuhara_plugin.core.conf import conf
from kasuhara_plugin.core.site_settings import ShopSettings, shop_of
from kasuhara_plugin.policy.blocks import PolicyBlocks, from_stream
from kasuhara_plugin.policy.outline import Block, Bullets, Section, numbered
from kasuhara_plugin.policy.placeholders import fill


class PolicyPageMixin(models.Model):
    """What makes a page the policy's. A host with a base page of its own derives from this and
    names its model in ``KASUHARA_POLICY_PAGE_MODEL``."""

    body = StreamField(PolicyBlocks(), verbose_name="本文", blank=True)

    template = "kasuhara_plugin/policy_page.html"
    content_panels = [TitleFieldPanel("title"), FieldPanel("body")]
    subpage_types: list[str] = []

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)  # type: ignore[misc]
        shop = shop_of(request)
        sections = [_filled(section, shop) for section in self.sections()]
        return {
            **context,
            "sections": sections,
            "shop": shop,
            "base_template": conf().base_template,
        }

    def sections(self) -> tuple[Section, ...]:
        """The text with numbers and clause ids, as stored."""
        blocks = (from_stream(child) for child in self.body)
        return numbered([block for block in blocks if isinstance(block, Section)])


class PolicyPage(PolicyPageMixin, Page):  # type: ignore[django-manager-missing]  # noqa: DJ008
    class Meta:
        verbose_name = "カスタマーハラスメント対策基本方針"
        verbose_name_plural = "カスタマーハラスメント対策基本方針"
        swappable = "KASUHARA_POLICY_PAGE_MODEL"

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Not where the host has put its own page type in the place of this one."""
        return not cls._meta.swapped and bool(super().can_create_at(parent))


def _filled(block: Any, shop: ShopSettings) -> Block:
    if isinstance(block, Section):
        body = tuple(_filled(inner, shop) for inner in block.body)
        return replace(block, heading=fill(block.heading, shop), body=body)
    if isinstance(block, Bullets):
        return Bullets(tuple(replace(item, text=fill(item.text, shop)) for item in block.items))
    return replace(block, text=fill(block.text, shop))
