from typing import Any

from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.contrib.forms.models import AbstractForm, AbstractFormField
from wagtail.fields import StreamField
from wagtail.models import Page

from kasuhara_plugin.inquiries.protect import ProtectedFormPageMixin
from storefront.shop.models import Product
from storefront.website.blocks import BodyBlock


class HomePage(Page):
    headline = models.CharField("キャッチコピー", max_length=100)
    lead = models.TextField("リード文", blank=True)
    body = StreamField(BodyBlock(), verbose_name="本文", blank=True)

    content_panels = (
        *Page.content_panels,
        FieldPanel("headline"),
        FieldPanel("lead"),
        FieldPanel("body"),
    )
    parent_page_types = ("wagtailcore.Page",)

    class Meta:
        verbose_name = "トップページ"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, "products": Product.objects.with_lowest_price()}


class ContentPage(Page):
    body = StreamField(BodyBlock(), verbose_name="本文", blank=True)

    content_panels = (*Page.content_panels, FieldPanel("body"))

    class Meta:
        verbose_name = "コンテンツページ"


class FormField(AbstractFormField):
    page = ParentalKey("FormPage", on_delete=models.CASCADE, related_name="form_fields")


class FormPage(ProtectedFormPageMixin, AbstractForm):
    """A form that an editor puts together, such as for samples; guarded like the shop's own."""

    content_panels = (*AbstractForm.content_panels, InlinePanel("form_fields", label="項目"))
    landing_page_template = "contact/thanks.html"

    class Meta:
        verbose_name = "フォームのページ"
