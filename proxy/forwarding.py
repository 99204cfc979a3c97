"""Tells who the client is by the trusted hops alone, and tells the shop."""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address

from proxy.message import Head, Headers, by_name, every, first
from proxy.notation import Network

_CLAIMS = frozenset((
    b"x-scheme", b"x-url-scheme", b"front-end-https",
    b"forwarded", b"x-real-ip", b"x-client-ip", b"x-cluster-client-ip", b"true-client-ip", b"cf-connecting-ip",
    b"fastly-client-ip", b"client-ip", b"cf-ipcountry", b"x-real-host", b"x-remote-ip", b"x-remote-addr",
    b"x-originating-ip", b"x-original-forwarded-for",
))  # fmt: skip
"""What hops say of the client or of the request as it was: from the client itself they are claims (RFC 7239, 8.1)."""

_REDIRECTIONS = (
    b"x-original-url", b"x-rewrite-url", b"x-original-host", b"x-host", b"x-http-host-override", b"x-forwarded-server",
)  # fmt: skip
"""What would have the shop answer another request than the one that was made, or by another name.

No proxy takes these out by itself, so a trusted one passes them on for whoever sent them, and a cache keeps the answer
under the address that was asked."""

_SCHEMES = (b"x-forwarded-scheme", b"x-scheme", b"x-url-scheme")
_SECURE = (b"x-forwarded-ssl", b"front-end-https")
_FOR = b"x-forwarded-for"
_SHORT = 256
"""Characters of X-Forwarded-For whose walk is remembered; a stranger can send many of the longest."""

_TOLD = frozenset({*_SCHEMES, *_SECURE, b"forwarded"})
_OVERRIDES = (b"x-http-method-override", b"x-http-method", b"x-method-override")
_SAID = (_FOR, b"x-forwarded-proto", b"x-forwarded-host")


@dataclass(frozen=True, slots=True)
class Hop:
    """The other end of the connection: its address, and whether the operator trusts it.

    `address` is the same, "" where the other end has none.
    """

    peer: str
    trusted: bool
    address: str = field(default="", compare=False)


@lru_cache(4096)
def hop(peer: str, networks: tuple[Network, ...]) -> Hop:
    address = _parsed(peer)
    known = str(address) if address else ""
    return Hop(known or peer, _is_in(address, networks), known)


def client_address(peer: str, headers: Headers, networks: Sequence[Network]) -> str:
    """Return the right-most address that is no trusted hop, walking from the peer through X-Forwarded-For.

    What cannot be read ends the walk: the last address that a trusted hop vouched for counts. "" when there is none.
    """
    lines = every(headers, _FOR)
    walk = _walked if sum(map(len, lines)) <= _SHORT else _walked.__wrapped__
    return walk(peer, lines, tuple(networks))


@lru_cache(4096)
def _walked(peer: str, lines: tuple[str, ...], networks: tuple[Network, ...]) -> str:
    named = [part for line in lines for part in line.split(",")]
    address = _parsed(peer)
    while named and _is_in(address, networks) and (before := _parsed(named.pop())):
        address = before
    return str(address) if address else ""


def client_scheme(headers: Headers, at: Hop, own: str) -> str:
    """Return the scheme the browser used: what a trusted hop says, else the `own` of our socket."""
    said = first(headers, b"x-forwarded-proto").lower() if at.trusted else ""
    return said if said in ("http", "https") else own


def forwarded(
    head: Head, at: Hop, hosts: AbstractSet[str] = frozenset(), also: frozenset[bytes] = frozenset()
) -> Headers:
    """Return the request's fields as a hop hands them on: X-Forwarded-For, -Proto and -Host say what we know.

    A trusted hop's own are kept and its address appended, but for what it may only have passed on: a host that is none
    of `hosts` (names in lower case, none for any), and what contradicts the scheme. A method override on a safe request
    is a claim as well: each of these would change a page for whoever shares a cache with the client. The fields `also`
    go for other reasons.
    """
    named = by_name(head.headers)
    dropped = _dropped(head.method in ("GET", "HEAD"), at.trusted, also)
    if not at.trusted and (said := [name for name in named if name.startswith(b"x-forwarded-")]):
        dropped = dropped.union(said)
    kept = [line for line in head.headers if line[0].lower() not in dropped]
    host = (_public(first(head.headers, b"x-forwarded-host"), hosts) if at.trusted else "") or first(
        head.headers, b"host"
    )
    if at.trusted and not _TOLD.isdisjoint(named):
        kept = [line for line in kept if not _contradicts(line, head.scheme, host)]
    before = every(head.headers, _FOR) if at.trusted else ()
    told = (
        (b"X-Forwarded-For", ", ".join(filter(None, (*before, at.peer)))),
        (b"X-Forwarded-Proto", head.scheme),
        (b"X-Forwarded-Host", host),
    )
    return (*kept, *[(name, value.encode("latin-1")) for name, value in told if value])


@lru_cache(64)
def _dropped(safe: bool, trusted: bool, also: frozenset[bytes]) -> frozenset[bytes]:  # the cache's key
    """Return the names of what no hop may say, or this one may not, and of what we say ourselves."""
    names = frozenset((*_REDIRECTIONS, *_SAID, *also))
    return names | (frozenset(_OVERRIDES) if safe else frozenset()) | (frozenset() if trusted else _CLAIMS)


def _public(host: str, hosts: AbstractSet[str]) -> str:
    """Return the host that a hop names, "" where it is none of ours."""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    return host if not hosts or name.lower().rstrip(".") in hosts else ""


def _contradicts(line: tuple[bytes, bytes], scheme: str, host: str) -> bool:
    """Tell a field that says something else of the scheme or the host than the fields that every hop sets."""
    name = line[0].lower()
    if name not in _TOLD:
        return False
    value = line[1].decode("latin-1").strip().lower()
    if name in _SCHEMES:
        return value != scheme
    if name in _SECURE:
        return value != ("on" if scheme == "https" else "off")
    return not all(_agrees(pair, {"host": host.lower(), "proto": scheme}) for pair in re.split("[;,]", value))


def _agrees(pair: str, expected: Mapping[str, str]) -> bool:
    """Tell whether one `name=value` of Forwarded (RFC 7239, 4) says what is known, or speaks of something else."""
    name, is_pair, value = pair.partition("=")
    known = expected.get(name.strip())
    return bool(is_pair) and known in (None, value.strip().strip('"'))


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
