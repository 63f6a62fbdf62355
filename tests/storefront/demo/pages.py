"""Puts the shop's pages below Wagtail's root and makes the home page answer at `/`."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Collection, Locale, Page, Site

from storefront.demo.page_texts import HOME, PAGES
from storefront.website.models import ContentPage, HomePage


def load() -> None:
    _ground()
    home = HomePage.objects.first() or _home()
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)  # the links in its mails lead to the demo
    place = {"hostname": address.hostname, "port": address.port or 80}
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={**place, "root_page": home, "site_name": "つばめプリント"},
    )
    _remove_welcome_page()
    for slug, fields in PAGES.items():
        if not home.get_children().filter(slug=slug).exists():
            home.add_child(instance=ContentPage(slug=slug, **_with_body(fields)))


def _ground() -> None:
    # Wagtail's migrations lay these; a flushed database has to get them again.
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    if Page.get_first_root_node() is None:
        Page.add_root(instance=Page(title="Root", slug="root"))
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")


def _home() -> HomePage:
    root = Page.get_first_root_node()
    return root.add_child(instance=HomePage(slug="top", **_with_body(HOME)))


def _remove_welcome_page() -> None:
    # The bare Page model has no template of its own here: only Wagtail's start page uses it.
    for page in Page.objects.filter(depth=2, slug="home").exact_type(Page):
        page.delete()


def _with_body(fields: dict[str, Any]) -> dict[str, Any]:
    body = [{"type": kind, "value": value} for kind, value in fields["body"]]
    return {**fields, "body": _stream(body)}


def _stream(body: list[dict[str, Any]]) -> Any:
    return ContentPage.body.field.stream_block.to_python(body)
