"""To which site a page belongs. Wagtail's own ``get_site`` fails while its cache of root paths
still names a site that is gone, and costs a query where the key is enough."""

from typing import Any

from wagtail.models import Site


def site_key(page: Any) -> int | None:
    parts = page.get_url_parts()
    return parts[0] if parts else None


def site_of(page: Any) -> Site | None:
    return Site.objects.filter(pk=site_key(page)).select_related("root_page").first()
