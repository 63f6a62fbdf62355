"""A policy text from outside becomes a draft of the policy page. Publishing it is another act."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db import transaction
from wagtail.models import Locale, Page, Site

from kasuhara_plugin.core import audit
from kasuhara_plugin.core.conf import conf
from kasuhara_plugin.core.errors import KasuharaError
from kasuhara_plugin.policy.blocks import to_stream
from kasuhara_plugin.policy.outline import Outline

SLUG = "customer-harassment-policy"


class NoPlace(KasuharaError):
    """There is no page to import to, and none can be made."""


@dataclass(frozen=True)
class Particulars:
    """What comes with a text: its dates, and what changed and why."""

    established_on: date | None = None
    effective_on: date | None = None
    change_summary: str = ""
    change_reason: str = ""


def policy_page_model() -> type[Page]:
    return apps.get_model(conf().policy_page_model)


def policy_pages(site: Site) -> list[Any]:
    """The policy pages of a site, translations included; no aliases."""
    pages = policy_page_model().objects.filter(alias_of=None).select_related("locale")
    return [page for page in pages.order_by("pk") if page.get_site() == site]


def editable_pages(user: Any) -> list[Any]:
    """The policy pages that this person may edit, translations included."""
    pages = policy_page_model().objects.filter(alias_of=None).select_related("locale")
    return [page for page in pages.order_by("pk") if page.permissions_for_user(user).can_edit()]


def policy_page(site: Site, language: str = "", slug: str = "") -> Any:
    """The site's policy page (in ``language``, with ``slug`` if given), or None."""
    language = language or site.root_page.locale.language_code
    pages = [page for page in policy_pages(site) if page.locale.language_code == language]
    live_first = sorted(pages, key=lambda page: not page.live)
    return next((page for page in live_first if slug in ("", page.slug)), None)


def take_in(
    outline: Outline,
    *,
    site: Site,
    by: Any,
    language: str = "",
    slug: str = "",
    particulars: Particulars | None = None,
) -> Any:
    """Saves the text as the newest draft of the policy page, made if there is none; what is
    public stays as it is. Returns the page as drafted. Raises ``NoPlace``."""
    with transaction.atomic():
        page = policy_page(site, language, slug) or _new_page(site, language, slug, outline)
        return draft_from(outline, page=page, by=by, particulars=particulars)


def draft_from(
    outline: Outline, *, page: Any, by: Any, particulars: Particulars | None = None
) -> Any:
    """Saves the text as the newest draft of ``page``."""
    with transaction.atomic():
        page = page.get_latest_revision_as_object()
        page.title = outline.title or page.title
        page.body = json.dumps([to_stream(section) for section in outline.sections])
        _note_particulars(page, particulars or Particulars())
        page.save_revision(user=by, log_action=True)
        audit.record("policy.import", page, by=by, data={"title": page.title})
    return page


def _note_particulars(page: Any, particulars: Particulars) -> None:
    """Another text has other dates: those of the version before do not stay."""
    page.revised_on = None
    page.effective_on = particulars.effective_on
    page.established_on = particulars.established_on or page.established_on
    page.change_summary = particulars.change_summary
    page.change_reason = particulars.change_reason


def _new_page(site: Site, language: str, slug: str, outline: Outline) -> Any:
    home = site.root_page.specific
    if language in ("", home.locale.language_code):
        page = policy_page_model()(title=outline.title, slug=slug or SLUG, live=False)
        return home.add_child(instance=page)
    source = policy_page(site)
    if source is None:
        raise NoPlace(
            "翻訳の元になる方針のページがありません。先に元の言語の方針を取り込んでください。"
        )
    return source.copy_for_translation(_locale(language), copy_parents=True)


def _locale(language: str) -> Locale:
    found = Locale.objects.filter(language_code=language).first()
    if found is None:
        raise NoPlace(
            f"言語「{language}」が Wagtail のロケールにありません。先に追加してください。"
        )
    return found
