from random import Random

import pytest
from django.conf import LazySettings
from django.test import RequestFactory

from kasuhara_plugin.core.network import client_address

VISITOR = "203.0.113.7"


@pytest.fixture(autouse=True)
def proxies(settings: LazySettings) -> None:
    settings.KASUHARA_TRUSTED_PROXIES = ["10.0.0.0/8", "198.51.100.0/24", "2001:db8:aa::/48"]


def seen_as(peer: str, forwarded: str) -> str | None:
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)
    return client_address(request)


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("10.0.0.5", VISITOR, VISITOR),
        ("10.0.0.5", f"1.2.3.4, {VISITOR}", VISITOR),
        ("10.0.0.5", f"10.0.0.9, 1.2.3.4,{VISITOR}", VISITOR),
        ("10.0.0.5", f"1.2.3.4, {VISITOR}, 198.51.100.2, 10.0.0.6", VISITOR),
        ("10.0.0.5", f"{VISITOR}:40112", VISITOR),
        ("10.0.0.5", f"::ffff:{VISITOR}", VISITOR),
        ("::ffff:10.0.0.5", VISITOR, VISITOR),
        ("2001:db8:aa::1", "[2001:db8:bb::9]:40112", "2001:db8:bb::9"),
        ("10.0.0.5", f", {VISITOR}, ,", VISITOR),
        ("10.0.0.5", "", None),
        ("10.0.0.5", "10.0.0.6", None),
        ("10.0.0.5", f"{VISITOR}, 192.168.0.3", None),
        ("10.0.0.5", f"{VISITOR}, unknown", None),
        ("10.0.0.5", f"{VISITOR}, _hidden", None),
        ("10.0.0.5", "a" * 10_000, None),
    ],
)
def test_the_header_is_read_from_the_right(peer: str, forwarded: str, address: str | None) -> None:
    assert seen_as(peer, forwarded) == address


@pytest.mark.parametrize("forwarded", ["", "198.51.100.2", "10.0.0.5, 198.51.100.2"])
def test_a_trusted_proxy_is_no_visitor(forwarded: str) -> None:
    """All who come through it would share one count."""
    assert seen_as("198.51.100.9", forwarded) is None


@pytest.mark.parametrize("forwarded", ["1.2.3.4", "10.0.0.5", "127.0.0.1", "garbage", ""])
def test_the_header_of_an_untrusted_peer_changes_nothing(forwarded: str) -> None:
    assert seen_as(VISITOR, forwarded) == VISITOR


@pytest.mark.parametrize(
    ("peer", "suffix"), [(VISITOR, ""), ("10.0.0.5", f", {VISITOR}")], ids=["direct", "proxied"]
)
def test_a_thousand_spoofed_headers_are_one_visitor(peer: str, suffix: str) -> None:
    random = Random(7)
    spoofed = (
        ", ".join(".".join(str(random.randrange(256)) for _ in range(4)) for _ in range(hops))
        for hops in (random.randrange(1, 6) for _ in range(1_000))
    )
    assert {seen_as(peer, header + suffix) for header in spoofed} == {VISITOR}


def test_other_headers_are_not_believed() -> None:
    request = RequestFactory().get(
        "/",
        REMOTE_ADDR=VISITOR,
        HTTP_X_REAL_IP="1.2.3.4",
        HTTP_FORWARDED="for=1.2.3.4",
        HTTP_CLIENT_IP="1.2.3.4",
    )
    assert client_address(request) == VISITOR
