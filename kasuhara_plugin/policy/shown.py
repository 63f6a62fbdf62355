"""What a reader is shown: a version, with its words and dates; or a draft, in the preview."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from wagtail.models import Locale, Site

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.site_settings import ShopSettings
from kasuhara_plugin.policy.draft import Draft
from kasuhara_plugin.policy.models import PolicyVersion, PolicyVersionQuerySet
from kasuhara_plugin.policy.outline import Paragraph, Section
from kasuhara_plugin.policy.words import said, spoken_day, words

LISTED = 10  # versions in the page's 改定履歴; the rest stand on a page of their own


@dataclass(frozen=True)
class Dated:
    label: str
    day: date
    spoken: str


@dataclass(frozen=True)
class Document:
    """One policy text as a template needs it. ``number`` is None in the preview of a draft."""

    title: str
    language: str
    sections: tuple[Section, ...]
    notices: dict[str, str]
    dates: tuple[Dated, ...]
    contact: Any
    number: int | None = None
    version: PolicyVersion | None = None
    upcoming: PolicyVersion | None = None
    history: tuple[PolicyVersion, ...] = ()
    banner: str = ""

    @property
    def words(self) -> dict[str, str]:
        return words(self.language)

    @property
    def version_label(self) -> str:
        return said(self.language, "version", number=self.number) if self.number else ""


@dataclass(frozen=True)
class Shelf:
    """The newest versions of a series (light), and which of them the page shows today."""

    recent: tuple[PolicyVersion, ...]
    shown: PolicyVersion | None

    @property
    def upcoming(self) -> PolicyVersion | None:
        """The next version after the one shown that waits for its 施行日."""
        later = [row for row in self.recent if self.shown and row.number > self.shown.number]
        return later[-1] if later else None


def shelf_of(page: Any, request: HttpRequest) -> Shelf:
    """For a page of the request's site, in the language of the page (an alias: of its source)."""
    if not hasattr(request, "_kasuhara_shelf"):
        site = Site.find_for_request(request)
        locale = (page.alias_of or page).locale_id
        language = Locale.objects.filter(pk=locale).values("language_code")[:1]
        rows = PolicyVersion.objects.series(site.pk if site else 0, language)
        request._kasuhara_shelf = shelf(rows, clock.day(clock.now()))  # type: ignore[attr-defined]
    return request._kasuhara_shelf  # type: ignore[attr-defined]


def shelf(rows: PolicyVersionQuerySet, today: date) -> Shelf:
    """Shown is the newest version in force; before any is, the first one to come."""
    recent = tuple(rows.light()[: LISTED + 1])
    in_force = next((row for row in recent if row.effective_on <= today), None)
    if in_force is None and len(recent) > LISTED:
        in_force = rows.light().in_force(today).first()
    return Shelf(recent, in_force or (recent[-1] if recent else None))


def on_page(shelf: Shelf, shop: ShopSettings, today: date) -> Document:
    """The version of today, with the contact as it is today."""
    assert shelf.shown is not None  # noqa: S101 - the page answers 404 before
    version = PolicyVersion.objects.select_related("translates").get(pk=shelf.shown.pk)
    banner = _not_yet(version, today)
    return _document(
        version, contact=shop, banner=banner, upcoming=shelf.upcoming, history=shelf.recent
    )


def on_its_own(version: PolicyVersion, *, current: PolicyVersion | None, today: date) -> Document:
    """One version at its own address, everything as it stood when it was published."""
    past = current is not None and version.number < current.number
    banner = words(version.language)["past"] if past else _not_yet(version, today)
    return _document(version, contact=version.contact, banner=banner)


def preview(draft: Draft, shop: ShopSettings, language: str) -> Document:
    """A draft as the public would see it; dates that the page leaves open are left out."""
    days = (draft.established_on, draft.revised_on, draft.effective_on)
    filled = draft.filled(shop)
    return Document(
        filled.title, language, filled.sections, filled.notices, _dates(days, language), shop
    )


def above(version: PolicyVersion) -> Iterator[Section]:
    """The title and the dates, as a section without a number: for a comparison."""
    yield _plain(version.title, (f"{row.label} {row.spoken}" for row in _dates_of(version)))


def beside(version: PolicyVersion) -> Iterator[Section]:
    """What stood beside the text, as sections without a number: for a comparison."""
    said, notices = words(version.language), version.notices
    yield _plain(said["contact"], filter(None, version.contact.values()))
    for name in ("appeal_route", "accommodation", "recording_notice", "legal_basis"):
        if notices.get(name):
            yield _plain(said[name], notices[name].splitlines())
    if notices.get("terms_url"):
        yield _plain(said["terms"], (notices["terms_label"], notices["terms_url"]))


def _plain(heading: str, lines: Iterable[str]) -> Section:
    return Section(heading, tuple(Paragraph(line) for line in lines if line.strip()))


def _document(version: PolicyVersion, **more: Any) -> Document:
    return Document(
        version.title,
        version.language,
        version.sections,
        version.notices,
        _dates_of(version),
        number=version.number,
        version=version,
        **more,
    )


def _dates_of(version: PolicyVersion) -> tuple[Dated, ...]:
    days = (version.established_on, version.revised_on, version.effective_on)
    return _dates(days, version.language)


def _dates(days: tuple[date | None, ...], language: str) -> tuple[Dated, ...]:
    labels = ("established", "revised", "effective")
    return tuple(
        Dated(words(language)[label], day, spoken_day(day, language))
        for label, day in zip(labels, days, strict=True)
        if day
    )


def _not_yet(version: PolicyVersion, today: date) -> str:
    if version.effective_on <= today:
        return ""
    day = spoken_day(version.effective_on, version.language)
    return said(version.language, "not_yet", day=day)
