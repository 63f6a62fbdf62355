"""From the page that the shop had before to the policy page, by Wagtail's own redirects."""

from typing import Any

from django.apps import apps
from wagtail.models import Site

from kasuhara_plugin.core import audit
from kasuhara_plugin.core.errors import KasuharaError
from kasuhara_plugin.core.text import flaw

REDIRECTS = "wagtail.contrib.redirects"


class NoRedirect(KasuharaError):
    """The old address cannot be led to the policy page."""


def can_lead() -> bool:
    """Whether the host installed Wagtail's redirects."""
    return apps.is_installed(REDIRECTS)


def lead_here(path: str, *, page: Any, site: Site, by: Any) -> None:
    """Whoever asks for ``path`` is sent to the page, once nothing else answers there any more.
    Raises ``NoRedirect``."""
    if not can_lead():
        raise NoRedirect(
            f"以前のアドレスからの転送には、INSTALLED_APPS に {REDIRECTS} が必要です。"
        )
    redirect = apps.get_model("wagtailredirects", "Redirect")
    old = redirect.normalise_path(path)
    if not _can_be_old(old, page) or flaw(
        old, limit=redirect._meta.get_field("old_path").max_length
    ):
        raise NoRedirect(f"転送元のアドレスが正しくありません：{path}")
    present = redirect.objects.filter(old_path=old, site=site).first()
    if present and present.redirect_page_id != page.pk:
        raise NoRedirect(f"このアドレスには、すでに別の転送の設定があります：{path}")
    # A browser keeps a permanent one: only towards a page that is there.
    redirect.objects.update_or_create(
        old_path=old, site=site, defaults={"redirect_page": page, "is_permanent": page.live}
    )
    audit.record("policy.redirect", page, by=by, data={"from": old})


def _can_be_old(old: str, page: Any) -> bool:
    """Neither the host's first page nor the new page itself."""
    parts = page.get_url_parts()
    own = ((parts and parts[2]) or "").rstrip("/")
    return old.partition("?")[0] not in ("", "/", own)
