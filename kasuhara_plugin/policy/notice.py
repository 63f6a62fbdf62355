"""The short notice for the host's checkout and forms (policy s8)."""

from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Site

from kasuhara_plugin.policy.intake import policy_pages
from kasuhara_plugin.policy.words import words


class Notice(NamedTuple):
    text: str
    link: str
    url: str


def short_notice(request: HttpRequest | None) -> Notice | None:
    """Two sentences and the address of the live page, in the visitor's language where the page
    is translated; None while no policy is published."""
    site = Site.find_for_request(request)
    if site is None:
        return None
    spoken = (get_language() or "ja").split("-")[0]
    live = [page for page in policy_pages(site) if page.live]
    page = min(live, key=lambda page: _distance(page.locale.language_code, spoken), default=None)
    if page is None:
        return None
    said = words(page.locale.language_code)
    return Notice(said["notice"], said["policy"], page.get_url(request))


def _distance(language: str, spoken: str) -> tuple[bool, bool]:
    """The visitor's own language first, Japanese next."""
    tongue = language.split("-", maxsplit=1)[0]
    return tongue != spoken, tongue != "ja"
