"""The version of the policy that holds now, for what points at it: a flag, an inquiry."""

from datetime import datetime
from typing import Any

from django.db import models
from wagtail.models import Page, Site

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.prepared import Given, Prepared
from kasuhara_plugin.policy.models import PolicyVersion, PolicyVersionQuerySet


def version_in_force(now: datetime, site: Site | None = None) -> PolicyVersion | None:
    """In the language of the site's home page; None while nothing is published there or what is
    published does not hold yet. Without ``site`` it is Wagtail's default site."""
    return _in_force(now, site).light().first()


def key_in_force(now: datetime, site: Site | None = None) -> int | None:
    """The same version's key alone, for a row that is written in a hurry."""
    site = site or _default_site()
    if site is None:
        return None
    keys = _KEY.rows(site=site.pk, home=site.root_page_id, day=clock.day(now))
    return keys[0][0] if keys else None


def _in_force(now: datetime, site: Site | None) -> PolicyVersionQuerySet:
    site = site or _default_site()
    if site is None:
        return PolicyVersion.objects.none()
    return _of(site.pk, site.root_page_id, clock.day(now))


def _default_site() -> Site | None:
    return Site.objects.filter(is_default_site=True).first()


def _of(site: Any, home: Any, day: Any) -> PolicyVersionQuerySet:
    page = Page.objects.filter(pk=home).order_by()
    language = page.values("locale__language_code")[:1]
    return PolicyVersion.objects.series(site, language).in_force(day)


_KEY = Prepared(
    PolicyVersion,
    lambda: _of(
        Given("site", models.BigIntegerField()),
        Given("home", models.BigIntegerField()),
        Given("day", models.DateField()),
    ).values_list("pk")[:1],
)
