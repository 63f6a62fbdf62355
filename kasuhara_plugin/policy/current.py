"""The version of the policy that holds now, for what points at it: a flag, an inquiry."""

from datetime import datetime

from wagtail.models import Page, Site

from kasuhara_plugin.core import clock
from kasuhara_plugin.policy.models import PolicyVersion, PolicyVersionQuerySet


def version_in_force(now: datetime, site: Site | None = None) -> PolicyVersion | None:
    """In the language of the site's home page; None while nothing is published there or what is
    published does not hold yet. Without ``site`` it is Wagtail's default site."""
    return _in_force(now, site).light().first()


def key_in_force(now: datetime, site: Site | None = None) -> int | None:
    """The same version's key alone, for a row that is written in a hurry."""
    key: int | None = _in_force(now, site).values_list("pk", flat=True).first()
    return key


def _in_force(now: datetime, site: Site | None) -> PolicyVersionQuerySet:
    site = site or Site.objects.filter(is_default_site=True).first()
    if site is None:
        return PolicyVersion.objects.none()
    home = Page.objects.filter(pk=site.root_page_id).order_by()
    language = home.values("locale__language_code")[:1]
    return PolicyVersion.objects.series(site.pk, language).in_force(clock.day(now))
