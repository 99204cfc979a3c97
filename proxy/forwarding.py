"""Tells who the client is by the trusted hops alone, and tells the shop."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address

from proxy.message import Head, Headers, every, first, without
from proxy.notation import Network

_CLAIMS = (
    b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-forwarded-port", b"x-forwarded-prefix",
    b"x-forwarded-scheme", b"x-forwarded-server", b"x-forwarded-ssl", b"x-scheme", b"x-url-scheme", b"front-end-https",
    b"forwarded", b"x-real-ip", b"x-client-ip", b"x-cluster-client-ip", b"true-client-ip", b"cf-connecting-ip",
    b"fastly-client-ip", b"client-ip", b"x-host", b"x-original-host", b"x-original-url", b"x-rewrite-url",
)  # fmt: skip
"""What hops say of the client or of the request as it was: from the client itself they are claims (RFC 7239, 8.1)."""

_OVERRIDES = (b"x-http-method-override", b"x-http-method", b"x-method-override")


@dataclass(frozen=True, slots=True)
class Hop:
    """The other end of the connection: its address, and whether the operator trusts it."""

    peer: str
    trusted: bool


def hop(peer: str, networks: Sequence[Network]) -> Hop:
    address = _parsed(peer)
    return Hop(str(address) if address else peer, _is_in(address, networks))


def client_address(peer: str, headers: Headers, networks: Sequence[Network]) -> str:
    """Return the right-most address that is no trusted hop, walking from the peer through X-Forwarded-For.

    What cannot be read ends the walk: the last address that a trusted hop vouched for counts. "" when there is none.
    """
    named = [part for line in every(headers, b"x-forwarded-for") for part in line.split(",")]
    address = _parsed(peer)
    while named and _is_in(address, networks) and (before := _parsed(named.pop())):
        address = before
    return str(address) if address else ""


def client_scheme(headers: Headers, at: Hop, own: str) -> str:
    """Return the scheme the browser used: what a trusted hop says, else the `own` of our socket."""
    said = first(headers, b"x-forwarded-proto").lower() if at.trusted else ""
    return said if said in ("http", "https") else own


def forwarded(head: Head, at: Hop) -> Headers:
    """Return the request's fields as a hop hands them on: X-Forwarded-For, -Proto and -Host say what we know.

    A trusted hop's own are kept and its address appended. A method override on a safe request is a claim as well: it
    would change a page for whoever shares a cache with the client.
    """
    headers = head.headers if at.trusted else without(head.headers, *_CLAIMS)
    if head.method in ("GET", "HEAD"):
        headers = without(headers, *_OVERRIDES)
    path = [*every(headers, b"x-forwarded-for"), at.peer]
    told = {
        b"x-forwarded-for": (b"X-Forwarded-For", ", ".join(filter(None, path))),
        b"x-forwarded-proto": (b"X-Forwarded-Proto", head.scheme),
        b"x-forwarded-host": (b"X-Forwarded-Host", first(headers, b"x-forwarded-host") or first(headers, b"host")),
    }
    added = tuple((name, value.encode("latin-1")) for name, value in told.values() if value)
    return without(headers, *told) + added


def _is_in(address: IPv4Address | IPv6Address | None, networks: Sequence[Network]) -> bool:
    return address is not None and any(address in network for network in networks)


@lru_cache(4096)
def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    """Read an address as hops write it, "[::1]:80", "::ffff:192.0.2.1", "fe80::1%eth0"; None when it is none."""
    bare = text.strip().strip('"')
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
