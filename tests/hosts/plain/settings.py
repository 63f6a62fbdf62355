"""A plain Django site with Django REST framework, and docs/install-django.md."""

from hosts.given import database, lines
from hosts.shop.settings import *  # noqa: F403
from hosts.shop.settings import DJANGOS_APPS

ROOT_URLCONF = "hosts.plain.urls"
DATABASES = {"default": database("plain")}
INSTALLED_APPS = ["hosts.shop.apps.ShopConfig", *DJANGOS_APPS]

exec(lines("install-django.md", "settings"))
