"""Who counts as one visitor at the form: whoever can be told apart, and nobody else."""

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from kasuhara_plugin.models import Inquiry

pytestmark = pytest.mark.django_db

ADDRESS = reverse("kasuhara_plugin:inquiry")
LIMIT = 20  # the default


def answers(count: int, **headers: str) -> list[int]:
    return [
        Client()
        .post(
            ADDRESS,
            {"name": "客", "email": f"{n}@example.jp", "subject": "納期", "body": f"質問{n}です。"},
            **{name: value.format(n=n) for name, value in headers.items()},
        )
        .status_code
        for n in range(count)
    ]


@pytest.mark.parametrize("peer", ["127.0.0.1", "10.0.0.5", "172.17.0.1", "::1", ""])
def test_behind_an_unnamed_proxy_no_visitor_locks_out_another(
    settings: LazySettings, peer: str
) -> None:
    settings.KASUHARA_TRUSTED_PROXIES = []
    assert answers(60, REMOTE_ADDR=peer) == [302] * 60
    assert Inquiry.objects.filter(outcome="accept").count() == 60


def test_a_visitor_is_counted_through_a_trusted_proxy() -> None:
    codes = answers(LIMIT + 2, REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.7")
    assert codes == [302] * LIMIT + [429] * 2
    others = answers(3, REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.8")
    assert others == [302] * 3


@pytest.mark.parametrize(
    ("peer", "header"),
    [("203.0.113.7", "198.51.100.{n}"), ("127.0.0.1", "198.51.100.{n}, 203.0.113.7")],
    ids=["direct", "proxied"],
)
def test_a_spoofed_header_does_not_make_one_visitor_many(peer: str, header: str) -> None:
    codes = answers(LIMIT + 2, REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=header)
    assert codes == [302] * LIMIT + [429] * 2


def test_a_spoofed_header_does_not_use_up_the_count_of_its_victim() -> None:
    answers(LIMIT + 2, REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR="203.0.113.8")
    assert answers(1, REMOTE_ADDR="203.0.113.8") == [302]


def test_a_dead_cache_gives_every_visitor_a_receipt(settings: LazySettings) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {"socket_timeout": 0.1, "socket_connect_timeout": 0.1},
        }
    }
    assert answers(3, REMOTE_ADDR="203.0.113.7") == [302] * 3
