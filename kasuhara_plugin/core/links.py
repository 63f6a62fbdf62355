"""Addresses for what is read outside the site: a mail."""

from typing import Any

from django.urls import reverse
from wagtail.models import Site


def absolute(view: str, *args: Any, site: Site | None = None) -> str:
    """The whole address of a view. Without ``site`` it is on Wagtail's default site."""
    site = site or Site.objects.filter(is_default_site=True).first()
    return f"{site.root_url if site else ''}{reverse(view, args=args)}"
