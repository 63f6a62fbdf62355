"""Which cache django-ratelimit counts in. It knows one setting of its own for the whole site."""

from django.conf import settings

from kasuhara_plugin.core.conf import read


def choose_cache() -> None:
    """Hands ``KASUHARA_RATE_CACHE`` on, unless the host told django-ratelimit itself."""
    if not hasattr(settings, "RATELIMIT_USE_CACHE"):
        settings.RATELIMIT_USE_CACHE = read()[0].rate_cache


def cache_alias() -> str:
    return getattr(settings, "RATELIMIT_USE_CACHE", "default")


# Each process counts or keeps for itself in these, or the database is asked anyway.
UNSHARED = (
    "dummy.DummyCache",
    "locmem.LocMemCache",
    "filebased.FileBasedCache",
    "db.DatabaseCache",
)


def is_shared() -> bool:
    """Whether all processes of the site see one cache."""
    return not settings.CACHES.get(cache_alias(), {"BACKEND": UNSHARED[0]})["BACKEND"].endswith(
        UNSHARED
    )
