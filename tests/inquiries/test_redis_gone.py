"""Redis that refuses or hangs costs a message little time, and lets nothing more through."""

import os
import socket
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from processes import processes
from storefront.settings import cache_settings

from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.models import Inquiry

ADDRESS = reverse("kasuhara_plugin:inquiry")
POSTS, MORE_AT_MOST_S = 15, 1.0
LIMIT, PEOPLE, TRIES = 20, 8, 5
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture(params=["refusing", "hanging"])
def redis_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A port that nobody listens on, or one that takes whatever comes and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        if request.param == "refusing":
            server.close()
        yield url


@pytest.fixture(autouse=True)
def rules(db: None) -> None:
    rules = InquiryRules.load()
    rules.network_limit, rules.network_window_minutes = LIMIT, 10
    rules.save()


def caches_at(url: str | None) -> dict[str, object]:
    """As the shop has them: its own waits for long, the one that counts does not."""
    return {"default": cache_settings(url), "counters": cache_settings(url, wait_s=0.1)}


def seconds_of_a_post(network: int) -> float:
    took = []
    for number in range(POSTS):
        typed = {"name": "客", "email": f"{network}-{number}@example.jp", "subject": "納期"}
        typed["body"] = f"{network}の{number}つ目の質問です。"
        began = time.monotonic()
        answer = Client().post(ADDRESS, typed, REMOTE_ADDR=f"203.0.113.{network}")
        took.append(time.monotonic() - began)
        assert answer.status_code == 302
    return median(took)


@pytest.mark.django_db
def test_a_message_is_received_with_little_delay(settings: LazySettings, redis_url: str) -> None:
    settings.CACHES = caches_at(os.environ.get("REDIS_URL"))
    seconds_of_a_post(1)  # what is slow the first time is done
    healthy = seconds_of_a_post(2)
    settings.CACHES = caches_at(redis_url)
    ill = seconds_of_a_post(3)
    assert ill - healthy < MORE_AT_MOST_S
    assert Inquiry.objects.filter(outcome="accept").count() == 3 * POSTS


@pytest.mark.django_db(transaction=True)
def test_no_more_than_the_limit_passes_at_once(
    redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", redis_url)
    words = {"body": "質問です。", "email": "guest{n}@example.jp", "address": "203.0.113.7"}
    with processes("inquiries.senders", 1, tmp_path) as (site,):
        said = site.ask(PEOPLE, TRIES, words, NOW.isoformat())
    outcomes = Counter(outcome for _, outcome, _ in said)
    assert outcomes == {"accept": LIMIT, "refuse": PEOPLE * TRIES - LIMIT}
    numbers = sorted(number for number, _, _ in said if number)
    assert numbers == sorted(Inquiry.objects.values_list("number", flat=True))
