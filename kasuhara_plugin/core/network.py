"""Where a request comes from, as far as it can be believed."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.http import HttpRequest

from kasuhara_plugin.core.conf import conf

Address = IPv4Address | IPv6Address

# Peers that many visitors share (a proxy, a container bridge, a carrier's NAT): they never count.
_SHARED = [
    ip_network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.168.0.0/16", "::/127", "fc00::/7", "fe80::/10",
    )
]  # fmt: skip


def client_address(request: HttpRequest) -> str | None:
    """The visitor's address, or None where it cannot be told apart from other visitors'.

    ``X-Forwarded-For`` is read from the right and only through ``KASUHARA_TRUSTED_PROXIES``:
    what a client wrote into it changes nothing.
    """
    hops = [hop for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    address = _parse(request.META.get("REMOTE_ADDR") or _unix_socket())
    while address and hops and _within(address, conf().trusted_proxies):
        address = _parse(hops.pop())
    shared = (*_SHARED, *conf().trusted_proxies)
    return None if address is None or _within(address, shared) else str(address)


def _unix_socket() -> str:
    """No peer at all: a proxy on this machine. It is trusted as soon as any is."""
    return str(conf().trusted_proxies[0][0]) if conf().trusted_proxies else ""


def rate_bucket(address: str) -> str:
    """What counts as one visitor: an IPv4 address, or the /64 of an IPv6 address."""
    parsed = _parse(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network(f"{parsed}/64", strict=False))
    return str(parsed or address)


def _parse(text: str) -> Address | None:
    """An address as proxies write it: perhaps with a port, brackets or a zone."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _within(address: Address, networks: object) -> bool:
    return any(address in network for network in networks)  # type: ignore[attr-defined]
