"""What a version consists of, taken from the approved draft of a page."""

import hashlib
from datetime import datetime
from typing import Any

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.site_settings import ShopSettings
from kasuhara_plugin.policy import placeholders
from kasuhara_plugin.policy.draft import Draft, clause_texts
from kasuhara_plugin.policy.models import (
    PolicyApproval,
    PolicyReview,
    PolicyVersion,
    ReviewDecision,
)
from kasuhara_plugin.policy.outline import numbered
from kasuhara_plugin.policy.place import site_key, site_of
from kasuhara_plugin.policy.plain import as_text


def make_version(
    page: Any, approval: PolicyApproval, earlier: PolicyVersion | None, *, now: datetime
) -> PolicyVersion:
    """The next version of the page's series, with the shop's data filled in."""
    site: Any = site_of(page)
    shop = ShopSettings.for_site(site)
    draft: Draft = page.draft().filled(shop)
    language = page.locale.language_code
    text = as_text(draft.outline(), language=language)
    original = _original(page)
    return PolicyVersion.objects.create(
        site_key=site.pk,
        language=language,
        number=earlier.number + 1 if earlier else 1,
        title=draft.title,
        text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        clauses=clause_texts(numbered(draft.sections)),
        notices=draft.notices,
        contact={name: getattr(shop, name) for name in placeholders.NAMES},
        **_dates(draft, earlier, original, now),
        published_at=now,
        change_summary=draft.change_summary,
        change_reason=draft.change_reason,
        approval=approval,
        review=None if original else _answered_review(),
        translates=original,
    )


def repeats(page: Any, version: PolicyVersion) -> bool:
    """Whether the page's draft says in every word and date what the version says."""
    draft: Draft = page.draft().filled(ShopSettings.for_site(site_of(page)))
    days = ("established_on", "revised_on", "effective_on")
    same_days = all(getattr(draft, day) in (None, getattr(version, day)) for day in days)
    names = ("title", "notices", "change_summary", "change_reason")
    same_words = all(getattr(draft, name) == getattr(version, name) for name in names)
    return (
        same_days
        and same_words
        and as_text(draft.outline(), language=version.language) == version.text
    )


def _dates(
    draft: Draft, earlier: PolicyVersion | None, original: PolicyVersion | None, now: datetime
) -> dict[str, Any]:
    """Those the draft names; else the policy is established, revised and in force from today.
    A translation has those of its original."""
    today = clock.day(now)
    effective, model = draft.effective_on or today, earlier or original
    revised = today if earlier else original and original.revised_on
    return {
        "established_on": draft.established_on
        or (model.established_on if model else min(effective, today)),
        "revised_on": draft.revised_on or revised,
        "effective_on": effective,
    }


def _answered_review() -> PolicyReview | None:
    """The newest review that asked for a revision, if no version came of it yet."""
    review = PolicyReview.objects.order_by("-id").first()
    if review is None or review.decision != ReviewDecision.REVISE or review.versions.exists():
        return None
    return review


def _original(page: Any) -> PolicyVersion | None:
    """The version that a translation follows: the newest of the page it was translated from."""
    source = page.get_translations().filter(live=True, alias_of=None).order_by("pk").first()
    if source is None or source.pk > page.pk:
        return None
    language = source.locale.language_code
    return PolicyVersion.objects.series(site_key(page) or 0, language).first()
