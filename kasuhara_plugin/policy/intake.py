"""A policy text from outside becomes a draft of the policy page. Publishing it is another act."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import Locale, Page, Site

from kasuhara_plugin.core import audit
from kasuhara_plugin.core.conf import conf
from kasuhara_plugin.core.errors import KasuharaError
from kasuhara_plugin.policy.blocks import to_stream
from kasuhara_plugin.policy.draft import NOTICES
from kasuhara_plugin.policy.outline import Outline
from kasuhara_plugin.policy.place import site_key

SLUG = "customer-harassment-policy"


class NoPlace(KasuharaError):
    """There is no page to import to, and none can be made."""


class UnfitPage(KasuharaError, ValueError):
    """The page cannot take the title of the text, or stand at that address."""


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
    return [page for page in pages.order_by("pk") if site_key(page) == site.pk]


def editable_pages(user: Any) -> list[Any]:
    """The policy pages that this person may edit now, translations included: not one that is
    locked for them, as it is while its draft waits for an approval."""
    pages = policy_page_model().objects.filter(alias_of=None).select_related("locale")
    return [page for page in pages.order_by("pk") if _may_edit(page.permissions_for_user(user))]


def _may_edit(permissions: Any) -> bool:
    return permissions.can_edit() and not permissions.page_locked()


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
    public stays as it is. Returns the page as drafted. Raises ``NoPlace`` and ``UnfitPage``."""
    with transaction.atomic():
        page = policy_page(site, language, slug)
        if page is None and policy_page(site, language):
            raise NoPlace(f"スラッグが「{slug}」の方針のページはありません。")
        page = page or _new_page(site, language, slug, outline)
        return draft_from(outline, page=page, by=by, particulars=particulars or Particulars())


def draft_from(
    outline: Outline, *, page: Any, by: Any, particulars: Particulars | None = None
) -> Any:
    """Saves the text as the newest draft of ``page``; without ``particulars`` its dates and what
    was typed about the change stay. Raises ``UnfitPage``."""
    with transaction.atomic():
        page = page.get_latest_revision_as_object()
        page.title = outline.title or page.title
        page.body = json.dumps([to_stream(section) for section in outline.sections])
        if particulars:
            _note_particulars(page, particulars)
        try:
            page.save_revision(user=by, log_action=True)
        except ValidationError as error:
            raise _unfit(page, error) from error
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
        try:
            return home.add_child(instance=page)
        except ValidationError as error:
            raise _unfit(page, error) from error
    return _new_translation(site, _locale(language))


def _new_translation(site: Site, locale: Locale) -> Any:
    source = policy_page(site)
    if source is None:
        raise NoPlace(
            "翻訳の元になる方針のページがありません。先に元の言語の方針を取り込んでください。"
        )
    if present := source.get_translation_or_none(locale):
        raise NoPlace(
            f"言語「{locale.language_code}」のページは、元のページの別名です。"
            "先に管理画面で別名から通常のページに変えてください。"
            if present.alias_of_id
            else f"言語「{locale.language_code}」のページのスラッグは「{present.slug}」です。"
        )
    page = source.copy_for_translation(locale, copy_parents=True)
    for name in NOTICES:  # these are Japanese still
        setattr(page, name, "")
    page.save_revision()
    for held in source.group_permissions.all():  # who drafts the one drafts the other
        held.pk, held.page = None, page
        held.save()
    return page


def _locale(language: str) -> Locale:
    found = Locale.objects.filter(language_code=language).first()
    if found is None:
        raise NoPlace(
            f"言語「{language}」が Wagtail のロケールにありません。先に追加してください。"
        )
    return found


def _unfit(page: Any, error: ValidationError) -> UnfitPage:
    labels = {field.name: field.verbose_name for field in page._meta.fields}
    said = [
        f"{labels.get(name, name)}：{''.join(messages)}"
        for name, messages in error.message_dict.items()
    ]
    return UnfitPage(f"方針のページを保存できません。{''.join(said)}")
