"""The version of the policy that holds now, for what points at it: a flag, an inquiry."""

from datetime import datetime

from wagtail.models import Site

from kasuhara_plugin.core import clock
from kasuhara_plugin.policy.models import PolicyVersion


def version_in_force(now: datetime, site: Site | None = None) -> PolicyVersion | None:
    """In the language of the site's home page; None while nothing is published there or what is
    published does not hold yet. Without ``site`` it is Wagtail's default site."""
    sites = Site.objects.select_related("root_page__locale")
    site = site or sites.filter(is_default_site=True).first()
    if site is None:
        return None
    rows = PolicyVersion.objects.series(site.pk, site.root_page.locale.language_code)
    return rows.light().in_force(clock.day(now)).first()
