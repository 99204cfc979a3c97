"""Tells which requests come in at all: one strict reading of host, target and framing, as RFC 9112 has it."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache
from ipaddress import IPv6Address

from proxy.message import Head, every, first

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~!$&'()*+,;=%-]+)(?::([0-9]{1,5}))?")
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_CLOSED_METHODS = frozenset({"CONNECT", "TRACE", "TRACK"})
"""Methods that open tunnels or reflect cookies (RFC 9110, 9.3.6 and 9.3.8)."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request does not come in; the words go to the visitor."""

    status: int
    words: str


def admitted(head: Head, version: tuple[int, int], hosts: AbstractSet[str]) -> Head | Refusal:
    """Return the head in origin form, or the refusal. With `hosts`, only those come in, whatever their port."""
    if version not in ((1, 0), (1, 1)):
        return Refusal(505, "HTTP/1.0 and HTTP/1.1 are spoken here")
    if head.method in _CLOSED_METHODS:
        return Refusal(405, f"{head.method} is not allowed")
    return (
        _misframed(head, version)
        or _lost(every(head.headers, b"host"), version, frozenset(hosts))
        or _in_origin_form(head)
    )


def admitted_plain(head: Head, hosts: AbstractSet[str]) -> Head | Refusal:
    """Return the same of a GET of HTTP/1.1 in origin form, without a body: nothing but its host is to be looked at."""
    return _lost(every(head.headers, b"host"), (1, 1), frozenset(hosts)) or head


def _misframed(head: Head, version: tuple[int, int]) -> Refusal | None:
    coding, lengths = every(head.headers, b"transfer-encoding"), every(head.headers, b"content-length")
    if _CONTROL.search(b"".join([value for _, value in head.headers])):
        return Refusal(400, "a header field holds a control character")
    if coding and (lengths or version == (1, 0) or [name.lower() for name in coding] != ["chunked"]):
        return Refusal(400, "the request's length is not clear")
    if len(lengths) > 1 or not all(length.isascii() and length.isdigit() for length in lengths):
        return Refusal(400, "the request's length is not clear")
    if any(expected.lower() not in ("", "100-continue") for expected in every(head.headers, b"expect")):
        return Refusal(417, "only 100-continue can be expected")
    return None


@lru_cache(256)
def _lost(named: tuple[str, ...], version: tuple[int, int], hosts: frozenset[str]) -> Refusal | None:
    if not named and version == (1, 0):
        return Refusal(421, "a Host is needed here") if hosts else None
    match = _HOST.fullmatch(named[0]) if len(named) == 1 else None
    if match is None or int(match[2] or 0) > 65_535 or not _is_name(match[1]):
        return Refusal(400, "exactly one valid Host is needed")
    if hosts and match[1].lower().rstrip(".") not in hosts:
        return Refusal(421, "no such host here")
    return None


def _is_name(host: str) -> bool:
    """Tell a name from what only looks like an IPv6 address (RFC 3986, 3.2.2)."""
    try:
        return not host.startswith("[") or bool(IPv6Address(host[1:-1]))
    except ValueError:
        return False


def _in_origin_form(head: Head) -> Head | Refusal:
    if "#" in head.target or not head.target.isascii():
        return Refusal(400, "the request's target is not valid")
    if head.target.startswith("/") or (head.target == "*" and head.method == "OPTIONS"):
        return head
    scheme, _, rest = head.target.partition("://")
    end = next((place for place, letter in enumerate(rest) if letter in "/?"), len(rest))
    authority, path = rest[:end], rest[end:]
    if scheme.lower() not in ("http", "https") or not _same(authority, first(head.headers, b"host"), scheme):
        return Refusal(400, "the request's target is not ours")
    return replace(head, target=path if path.startswith("/") else f"/{path}")


def _same(authority: str, host: str, scheme: str) -> bool:
    """Tell whether an absolute target names the Host; anything else would let one of them be believed unchecked."""
    port = ":443" if scheme.lower() == "https" else ":80"
    return bool(authority) and authority.lower().removesuffix(port) == host.lower().removesuffix(port)
