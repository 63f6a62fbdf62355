"""What every folder of tests shares: people in their roles, customers, and counters of their own."""

import socket
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.db import connection
from django.test import Client
from opened_shop import open_shop
from pytest_django import DjangoDbBlocker
from storefront.accounts.models import User
from wagtail.models import Collection, Locale, Page, Site

from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.models import Customer

PASSWORD = "kami-to-inku-77"
GROUP_OF = {
    "operator": "担当者",
    "supervisor": "上長",
    "desk": "相談窓口",
    "legal": "法務",
    "policy_editor": "方針管理者",
}
SHOP = {
    "company": "つばめプリント株式会社",
    "contact_name": "お客様サポート",
    "contact_phone": "03-0000-0000",
    "contact_email": "support@example.jp",
    "contact_hours": "平日 10:00～17:00",
}
SMTP = "django.core.mail.backends.smtp.EmailBackend"
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 10:00 in Tokyo


@pytest.fixture(autouse=True)
def quick_passwords(settings: LazySettings) -> None:
    # The real hasher is slow on purpose; nothing here is about its strength.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def own_counters(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> None:
    """Each test has a prefix of its own in the caches, in every thread (what others keep in Redis
    is never flushed), and no fixed window of django-ratelimit ends while it runs. Its counts have
    one besides, for tests that name other caches."""
    window_ends, own = int(time.time()) + 600, uuid.uuid4().hex
    monkeypatch.setattr("django_ratelimit.core._get_window", lambda *_: window_ends)
    settings.RATELIMIT_CACHE_PREFIX = f"rl:{own}:"
    for config in caches.settings.values():
        prefix = f"{config.get('KEY_PREFIX', '').partition(':')[0]}:{own}"
        monkeypatch.setitem(config, "KEY_PREFIX", prefix)
    for cache in caches.all(initialized_only=True):
        cache.key_prefix = f"{cache.key_prefix.partition(':')[0]}:{own}"


@pytest.fixture
def store(settings: LazySettings, tmp_path: Path) -> Path:
    """The folder of the attachments, gone after the test."""
    place = {**settings.STORAGES["kasuhara_attachments"]}
    place["OPTIONS"] = {"location": tmp_path / "attachments"}
    settings.STORAGES = {**settings.STORAGES, "kasuhara_attachments": place}
    return tmp_path / "attachments"


@pytest.fixture
def dead_server(settings: LazySettings) -> None:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    settings.EMAIL_BACKEND = SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 1


@pytest.fixture
def hanging_server(settings: LazySettings) -> Iterator[None]:
    """It accepts, and never says a word. The host set no timeout at all."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.EMAIL_BACKEND = SMTP
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()
        settings.EMAIL_TIMEOUT = None
        yield


@pytest.fixture(scope="module", autouse=True)
def ground(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The flush after a test that commits takes Wagtail's first page along; it is put back."""
    yield
    with django_db_blocker.unblock():
        lay_ground()


def lay_ground() -> None:
    if "wagtailcore_site" in connection.introspection.table_names() and not Site.objects.exists():
        Locale.objects.get_or_create(language_code="ja")
        Collection.add_root(name="Root")
        home = Page.add_root(title="Root", slug="root").add_child(title="ようこそ", slug="home")
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)


@pytest.fixture
def setup_done(db: None) -> None:
    """The shop as it opens: five roles, its data filled in, the policy's first version live."""
    lay_ground()
    open_shop(**SHOP)


@pytest.fixture
def staff(setup_done: None) -> Callable[..., User]:
    """``staff("operator")``: a member of staff in that role; a second name makes a second one."""

    def make(role: str, name: str = "") -> User:
        email = f"{name or role}@staff.example.jp"
        user, created = User.objects.get_or_create(
            email=email, defaults={"name": name or role, "is_staff": True}
        )
        if created and role == "superuser":
            user.is_superuser = True
            user.save()
        elif created:
            user.groups.add(Group.objects.get(name=GROUP_OF[role]))
        return user

    return make


@pytest.fixture
def hanako(db: None) -> User:
    return User.objects.create_user("hanako@example.com", PASSWORD, name="山田 花子")


@pytest.fixture
def ichiro(db: None) -> User:
    return User.objects.create_user("ichiro@example.com", PASSWORD, name="佐藤 一郎")


@pytest.fixture
def customer(ichiro: User) -> Customer:
    """佐藤 一郎 as a customer."""
    return register(user=ichiro, name=ichiro.name)


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    def log_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return log_in
