"""Decides which header fields go on to the shop and which come back to the browser."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from proxy.accept import narrowed
from proxy.caching import private, varying
from proxy.cookies import for_shop
from proxy.forwarding import Hop, forwarded
from proxy.message import Head, Headers, by_name, every, first, without

_HOP_BY_HOP = frozenset((
    b"connection", b"keep-alive", b"proxy-connection", b"proxy-authenticate", b"proxy-authorization", b"te", b"trailer",
    b"transfer-encoding", b"upgrade",
))  # fmt: skip
_NO_FIELDS = (("keep-alive",), ("Keep-Alive",), ("close",))
"""What Connection says most, which names no field."""

_END_TO_END = frozenset(
    b"host content-length content-encoding content-type content-range cache-control date set-cookie cookie".split()
)
"""What a Connection field may not take away: these are meant for the other end (RFC 9110, 7.6.1)."""

_CONDITIONS = (b"if-none-match", b"if-modified-since", b"if-range", b"range", b"a-im")
_NEVER_UP = _HOP_BY_HOP | {b"expect", b"proxy"}
_NEVER_UP_FOLLOWED = _NEVER_UP | {*_CONDITIONS, b"accept-encoding"}
_OF_THE_SHOPS_BYTES = (
    b"content-length", b"content-encoding", b"etag", b"last-modified", b"content-md5", b"digest", b"content-digest",
    b"repr-digest", b"accept-ranges",
)  # fmt: skip


def upstream(head: Head, at: Hop, hosts: AbstractSet[str] = frozenset(), *, followed: bool) -> Headers:
    """Return the fields for the shop, Host as the browser sent it; `hosts` are ours, none for any.

    A followed request may be answered by a page of our making, so the shop is not asked to compare it with one that it
    made (RFC 9110, 13.1), to send a part of it, or to code it as we cannot undo. Expect goes, since we wait for no 100,
    and Proxy, which CGI takes for a setting (CVE-2016-5385). No Via is added, against RFC 9110, 7.6.3: nginx by default
    stops compressing for whoever sends one (gzip_proxied).
    """
    dropped = _NEVER_UP_FOLLOWED if followed else _NEVER_UP
    headers = for_shop(forwarded(head, at, hosts, dropped | _named_by_connection(head.headers)))
    if not followed:
        return headers
    accept = ", ".join(every(head.headers, b"accept-encoding"))
    return (*headers, (b"Accept-Encoding", narrowed(accept).encode("latin-1")))


def passed(headers: Headers) -> Headers:
    """Return an answer's fields as they go on when its bytes do; a length beside another framing counts for nothing."""
    named = by_name(headers)
    dropped = _HOP_BY_HOP | _named_by_connection(headers)
    if b"transfer-encoding" in named:
        # a message with both was read by its chunks (RFC 9112, 6.3)
        dropped |= {b"content-length"}
    if dropped.isdisjoint(named) and len(named.get(b"date", ())) < 2:
        return headers
    return _dated_once(tuple([line for line in headers if line[0].lower() not in dropped]))


def _dated_once(headers: Headers) -> Headers:
    dates = [line for line in headers if line[0].lower() == b"date"]
    return headers if len(dates) < 2 else (*without(headers, b"date"), dates[0])


def personal(headers: Headers, coding: str, length: int) -> Headers:
    """Return the fields of a page of our making: nothing that spoke of the shop's bytes, and for this visitor only.

    `coding` is its Content-Encoding, "" for none, and `length` counts its coded bytes.
    """
    kept = private(without_the_bytes(passed(headers)))
    coded: Headers = ((b"Content-Encoding", coding.encode()),) if coding else ()
    return (*kept, *coded, (b"Content-Length", str(length).encode()))


def without_the_bytes(headers: Headers) -> Headers:
    """Return an answer's fields without those that spoke of the shop's bytes, and with what ours depend on."""
    return varying(without(headers, *_OF_THE_SHOPS_BYTES), "Accept-Encoding", "Cookie")


def identified(headers: Headers, cookies: Sequence[bytes]) -> Headers:
    """Return an answer's fields with our Set-Cookie lines after the shop's own, for this visitor only.

    An answer by which the shop clears its cookies sets none of ours.
    """
    if not cookies or any(kind in first(headers, b"clear-site-data") for kind in ('"cookies"', '"*"')):
        return headers
    return (*private(headers), *((b"Set-Cookie", cookie) for cookie in cookies))


def _named_by_connection(headers: Headers) -> frozenset[bytes]:
    """Return the fields that Connection says are for this connection alone."""
    lines = every(headers, b"connection")
    if not lines or lines in _NO_FIELDS:
        return frozenset()
    options = (part.strip().lower().encode("latin-1") for line in lines for part in line.split(","))
    return frozenset(options) - _END_TO_END
