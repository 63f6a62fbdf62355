"""The storefront with wagtail-localize installed, where it is: see policy/test_wagtail_localize.py."""

from storefront.settings import *  # noqa: F403
from storefront.settings import INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = ["wagtail_localize", "wagtail_localize.locales", *INSTALLED_APPS]
MIDDLEWARE = list(MIDDLEWARE)
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
KASUHARA_RATE_CACHE = "default"
