"""The storefront with wagtail-localize, where it is installed (policy/test_wagtail_localize.py)."""

from storefront.settings import *  # noqa: F403
from storefront.settings import INSTALLED_APPS

INSTALLED_APPS = ["wagtail_localize", "wagtail_localize.locales", *INSTALLED_APPS]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
