import pytest
from django.conf import LazySettings
from django.test import RequestFactory

from kasuhara_plugin.core.network import client_address, rate_bucket

PROXIES = ["127.0.0.0/8", "10.0.0.0/8", "2001:db8:aa::/48"]


def seen_as(peer: str | None, forwarded: str | None = None) -> str | None:
    request = RequestFactory().get("/")
    request.META.pop("REMOTE_ADDR", None)
    if peer is not None:
        request.META["REMOTE_ADDR"] = peer
    if forwarded is not None:
        request.META["HTTP_X_FORWARDED_FOR"] = forwarded
    return client_address(request)


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        (" 203.0.113.7 ", "203.0.113.7"),
        ("203.0.113.7:52011", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("[::ffff:203.0.113.7]:443", "203.0.113.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("2001:DB8:0:0::7", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("[2001:db8::7]:52011", "2001:db8::7"),
        ("2001:db8::7%eth0", "2001:db8::7"),
    ],
)
def test_a_public_peer_is_the_visitor(peer: str, address: str) -> None:
    assert seen_as(peer) == address


@pytest.mark.parametrize(
    "peer",
    [
        None, "", "unix:", "localhost", "203.0.113", "203.0.113.7.1", "0x7f.1", "[", "[]:80", ":",
        "203.0.113.7, 198.51.100.1", "127.0.0.1", "127.8.9.1:80", "10.0.0.5", "172.16.0.1",
        "172.31.255.254", "192.168.1.1", "169.254.1.1", "100.64.0.1", "100.127.255.254", "0.0.0.0",
        "::", "::1", "[::1]:80", "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0",
        "::ffff:127.0.0.1", "::ffff:192.168.0.9",
    ],
)  # fmt: skip
def test_a_private_or_unknown_peer_never_counts(settings: LazySettings, peer: str | None) -> None:
    settings.KASUHARA_TRUSTED_PROXIES = []
    assert seen_as(peer) is None
    assert seen_as(peer, "203.0.113.7") is None


@pytest.mark.parametrize("peer", ["172.15.0.1", "172.32.0.1", "100.128.0.1", "192.169.0.1"])
def test_the_neighbours_of_the_private_networks_are_public(peer: str) -> None:
    assert seen_as(peer) == peer


@pytest.mark.parametrize(
    ("address", "bucket"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("2001:db8:0:1:ffff:ffff:ffff:ffff", "2001:db8:0:1::/64"),
        ("2001:db8:0:2::1", "2001:db8:0:2::/64"),
    ],
)
def test_one_visitor_is_an_ipv4_address_or_a_64_of_ipv6(address: str, bucket: str) -> None:
    assert rate_bucket(address) == bucket
