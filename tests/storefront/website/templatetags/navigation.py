from django import template
from django.template.context import Context
from wagtail.models import Page, Site
from wagtail.query import PageQuerySet

register = template.Library()


@register.simple_tag(takes_context=True)
def menu_pages(context: Context) -> PageQuerySet:
    return _top_pages(context).filter(show_in_menus=True)


@register.simple_tag(takes_context=True)
def footer_pages(context: Context) -> PageQuerySet:
    return _top_pages(context).filter(show_in_menus=False)


def _top_pages(context: Context) -> PageQuerySet:
    # Error pages may be rendered without a request, and a fresh database has no site.
    site = Site.find_for_request(context.get("request"))
    return site.root_page.get_children().live() if site else Page.objects.none()
