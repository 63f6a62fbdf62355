import os
from pathlib import Path
from typing import Any

import dj_database_url

BASE_DIR = Path(__file__).resolve().parent
ROOT_DIR = BASE_DIR.parents[1]
VAR_DIR = ROOT_DIR / "var"

DEBUG = os.environ.get("DEBUG", "1") == "1"
# Outside development a missing key has to stop the start, not to fall back to a known one.
SECRET_KEY = "development-only-key-of-the-demo-shop" if DEBUG else os.environ["SECRET_KEY"]
ALLOWED_HOSTS = (
    ["localhost", "127.0.0.1", "testserver"]
    if DEBUG
    else os.environ.get("ALLOWED_HOSTS", "").replace(",", " ").split()
)
CSRF_TRUSTED_ORIGINS = os.environ.get("CSRF_TRUSTED_ORIGINS", "").replace(",", " ").split()

INSTALLED_APPS = [
    "storefront.accounts",
    "storefront.shop",
    "storefront.website",
    "storefront.contact",
    # Takes the place of "wagtail.users": the shop's users have one name and no username.
    "storefront.accounts.apps.AdminUsersConfig",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "storefront.urls"
WSGI_APPLICATION = "storefront.wsgi.application"
ASGI_APPLICATION = "storefront.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]


def database_settings(url: str | None) -> dict[str, Any]:
    if not url:
        VAR_DIR.mkdir(exist_ok=True)
        url = f"sqlite:///{VAR_DIR / 'storefront.sqlite3'}"
    database: dict[str, Any] = dict(dj_database_url.parse(url))
    if database["ENGINE"] == "django.db.backends.sqlite3":
        # Taking the write lock at BEGIN lets the timeout apply; a later upgrade fails at once.
        database["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20}
    else:
        # Two runs at once on one server need two names.
        database["TEST"] = {"NAME": os.environ.get("TEST_DATABASE", "test_kasuhara_storefront")}
    return database


def cache_settings(url: str | None, wait_s: float = 5) -> dict[str, Any]:
    if not url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": url,
        "KEY_PREFIX": os.environ.get("REDIS_PREFIX", "storefront"),
        # Without a timeout a cache that hangs would hang the site with it.
        "OPTIONS": {"socket_timeout": wait_s, "socket_connect_timeout": wait_s},
    }


DATABASES = {"default": database_settings(os.environ.get("DATABASE_URL"))}
CACHES = {
    "default": cache_settings(os.environ.get("REDIS_URL")),
    "counters": cache_settings(os.environ.get("REDIS_URL"), wait_s=0.1),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "accounts:mypage"
LOGOUT_REDIRECT_URL = "/"

_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator"},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]

LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("ja", "日本語"), ("en", "English")]
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = "つばめプリント <info@example.jp>"
MANAGERS = [("つばめプリント 受付", "staff@example.jp")]

WAGTAIL_SITE_NAME = "つばめプリント"
WAGTAILADMIN_BASE_URL = os.environ.get("WAGTAILADMIN_BASE_URL", "http://localhost:8000")
# The staff's browsers ask no outside service for pictures or for news of releases.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# Page forms of Wagtail have many fields; Django's default of 1000 is too few for long pages.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- Installed plugins: everything above is the shop alone ---------------------------------

# kasuhara_plugin, in the lines that its README gives.
INSTALLED_APPS += ["wagtail.contrib.settings", "simple_history", "kasuhara_plugin"]
MIDDLEWARE += [
    "simple_history.middleware.HistoryRequestMiddleware",
    "kasuhara_plugin.middleware.RestrictionMiddleware",
]
KASUHARA_BASE_TEMPLATE = "base.html"
KASUHARA_ORDER_MODELS = {
    "shop.Order": {
        "scope": "order",
        "user": "user",
        "emails": ["guest_email"],
        "addresses": ["address"],
        "number": "number",
    },
    "shop.Quote": {"scope": "quote", "user": "user"},
}
KASUHARA_GATES = {"shop:order": "order", "shop:reorder": "reorder", "shop:quote": "quote"}
KASUHARA_EMAIL_FIELDS = ["guest_email"]
KASUHARA_ALIASES = [("accounts.EmailAddress", "member", "address")]
# The web server of the demo stands on the same machine and passes the visitor's address on.
KASUHARA_RATE_CACHE = "counters"  # waits 0.1 s at most; the site's own cache may take longer
KASUHARA_TRUSTED_PROXIES = ["127.0.0.0/8", "::1/128"]
# What customers attach is no public file: it lies where no web server looks.
KASUHARA_ATTACHMENT_STORAGE = "kasuhara_attachments"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "kasuhara_attachments": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "attachments", "file_permissions_mode": 0o600},
    },
}
