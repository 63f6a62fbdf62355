"""A policy as its page holds it, before it becomes a version."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from kasuhara_plugin.core.site_settings import ShopSettings
from kasuhara_plugin.policy import placeholders
from kasuhara_plugin.policy.outline import Block, Bullets, Outline, Section, numbered

NOTICES = (
    "legal_basis",
    "recording_notice",
    "terms_label",
    "terms_url",
    "appeal_route",
    "accommodation",
)


@dataclass(frozen=True)
class Draft:
    """``sections`` are numbered; the placeholders in it still stand."""

    title: str
    sections: tuple[Section, ...]
    notices: dict[str, str]
    established_on: date | None = None
    revised_on: date | None = None
    effective_on: date | None = None
    change_summary: str = ""
    change_reason: str = ""
    slug: str = ""
    seo_title: str = ""
    search_description: str = ""
    go_live_at: datetime | None = None
    expire_at: datetime | None = None

    def digest(self) -> str:
        """SHA-256 of all that an approval covers, the address and the hour of publishing included."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        said["sections"] = repr(self.sections)
        content = json.dumps(said, cls=DjangoJSONEncoder, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()

    def filled(self, shop: ShopSettings) -> "Draft":
        """With the shop's data in the place of the placeholders."""
        notices = {name: placeholders.fill(text, shop) for name, text in self.notices.items()}
        sections = tuple(_filled(section, shop) for section in self.sections)
        title = placeholders.fill(self.title, shop)
        return replace(self, title=title, sections=sections, notices=notices)

    def outline(self) -> Outline:
        return Outline(self.title, self.sections)

    def texts(self) -> Iterator[str]:
        """Every text that a placeholder can stand in."""
        yield self.title
        yield from self.notices.values()
        for section in self.sections:
            yield from _texts(section)


def draft_of(page: Any, sections: list[Section]) -> Draft:
    """What the fields of the page say."""
    days = ("established_on", "revised_on", "effective_on", "go_live_at", "expire_at")
    names = (*days, "slug", "seo_title", "search_description")
    return Draft(
        title=page.title,
        sections=numbered(sections),
        notices={name: getattr(page, name).strip() for name in NOTICES},
        change_summary=page.change_summary.strip(),
        change_reason=page.change_reason.strip(),
        **{name: getattr(page, name) for name in names},
    )


def clause_texts(sections: Iterable[Section]) -> list[list[str]]:
    """``[[id, text], …]`` of every clause in reading order. Takes numbered sections."""
    return [pair for section in sections for pair in _clauses(section)]


def _filled(block: Any, shop: ShopSettings) -> Any:
    if isinstance(block, Section):
        body = tuple(_filled(inner, shop) for inner in block.body)
        return replace(block, heading=placeholders.fill(block.heading, shop), body=body)
    if isinstance(block, Bullets):
        return Bullets(tuple(_filled(item, shop) for item in block.items))
    return replace(block, text=placeholders.fill(block.text, shop))


def _clauses(block: Block) -> Iterator[list[str]]:
    if isinstance(block, Section):
        yield [block.id, block.heading]
        for inner in block.body:
            yield from _clauses(inner)
    elif isinstance(block, Bullets):
        yield from ([item.id, item.text] for item in block.items)
    elif block.id:
        yield [block.id, block.text]


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Section):
        yield block.heading
        for inner in block.body:
            yield from _texts(inner)
    elif isinstance(block, Bullets):
        yield from (item.text for item in block.items)
    else:
        yield block.text
