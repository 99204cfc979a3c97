"""Frames an answer for the visitor's connection: how its end is found, its head, and its pieces."""

from enum import Enum

from aiohttp.helpers import rfc822_formatted_time

from proxy.message import Headers, Page, first, without


class Framing(Enum):
    """How the visitor finds the end of the body (RFC 9112, 6.3)."""

    NONE = "none"
    LENGTH = "length"
    CHUNKED = "chunked"
    CLOSE = "close"


LAST_CHUNK = b"0\r\n\r\n"


def framing(page: Page, method: str, version: tuple[int, int]) -> Framing:
    """Return the framing of an answer to a request."""
    if method == "HEAD" or page.status in (101, 204, 304):
        return Framing.NONE
    if page.body is not None or first(page.headers, b"content-length"):
        return Framing.LENGTH
    return Framing.CHUNKED if version >= (1, 1) else Framing.CLOSE


def head_of(page: Page, how: Framing, connection: str = "") -> bytes:
    """Return the bytes of an answer's head; `connection` is what it says of the connection, if anything."""
    reason = page.reason if page.reason.isascii() and page.reason.isprintable() else ""
    lines = [f"HTTP/1.1 {page.status} {reason}".encode("ascii")]
    lines += [name + b": " + value for name, value in framed(page, how)]
    if not first(page.headers, b"date"):
        lines.append(f"Date: {rfc822_formatted_time()}".encode("ascii"))
    if connection:
        lines.append(f"Connection: {connection}".encode("ascii"))
    return b"\r\n".join((*lines, b"", b""))


def framed(page: Page, how: Framing) -> Headers:
    """Return the fields with this framing; the length of an answer to HEAD and of a 304 is that of the GET."""
    if how is Framing.CHUNKED:
        return (*page.headers, (b"Transfer-Encoding", b"chunked"))
    if how is Framing.LENGTH and page.body is not None:
        return (*without(page.headers, b"content-length"), (b"Content-Length", b"%d" % len(page.body)))
    return without(page.headers, b"content-length") if page.status == 204 else page.headers


def pieces_of(piece: bytes, how: Framing) -> tuple[bytes, ...]:
    """Return what goes out for a piece of the body."""
    if not piece or how is Framing.NONE:
        return ()
    return (b"%x\r\n" % len(piece), piece, b"\r\n") if how is Framing.CHUNKED else (piece,)
