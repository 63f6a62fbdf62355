"""Which cache django-ratelimit counts in. It knows one setting of its own for the whole site."""

from django.conf import settings

from kasuhara_plugin.core.conf import read


def choose_cache() -> None:
    """Hands ``KASUHARA_RATE_CACHE`` on, unless the host told django-ratelimit itself."""
    if not hasattr(settings, "RATELIMIT_USE_CACHE"):
        settings.RATELIMIT_USE_CACHE = read()[0].rate_cache


def cache_alias() -> str:
    return getattr(settings, "RATELIMIT_USE_CACHE", "default")
