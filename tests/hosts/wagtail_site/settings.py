"""A site as ``wagtail start`` makes it, with a shop in it, and docs/install-wagtail.md."""

from hosts.given import database, lines
from hosts.shop.settings import *  # noqa: F403
from hosts.shop.settings import DJANGOS_APPS, MIDDLEWARE

ROOT_URLCONF = "hosts.wagtail_site.urls"
DATABASES = {"default": database("wagtail")}
INSTALLED_APPS = [
    "hosts.shop.apps.ShopConfig",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    *DJANGOS_APPS,
]
MIDDLEWARE = [*MIDDLEWARE, "wagtail.contrib.redirects.middleware.RedirectMiddleware"]
WAGTAIL_SITE_NAME = "Shop"
WAGTAILADMIN_BASE_URL = "http://localhost:8000"

exec(lines("install-wagtail.md", "settings"))
