"""Sends an answer to the visitor: its own header bytes, framed anew for this connection."""

import asyncio
import socket
import struct
from enum import Enum

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.helpers import rfc822_formatted_time

from proxy.message import Headers, Page, first, without

_READ_SLOWLY = 60.0


class Framing(Enum):
    """How the visitor finds the end of the body (RFC 9112, 6.3)."""

    NONE = "none"
    LENGTH = "length"
    CHUNKED = "chunked"
    CLOSE = "close"


class Reply(web.StreamResponse):
    """An answer on its way out. aiohttp's own would re-encode header bytes and add a Server and a Content-Type.

    `sent` counts the bytes of the body; `begun` is what is at hand of a body that is not whole, and leaves with the
    head; `patience` is how long a visitor may leave what is ready untaken.
    """

    def __init__(self, page: Page, begun: bytes = b"", *, patience: float = _READ_SLOWLY, close: bool = False) -> None:
        super().__init__(status=page.status)
        self.page = page
        self._begun = begun
        self.sent = 0
        self.ended = False
        self._patience = patience
        self._stays = not close
        self._request: web.BaseRequest | None = None
        self._framing = Framing.NONE

    @property
    def prepared(self) -> bool:
        return self._request is not None

    @property
    def keep_alive(self) -> bool:
        return self._stays

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Send the head, and with it what is there of the body."""
        if self._request is not None:
            return None
        self._request = request
        request[REPLY] = self
        self._framing = framing(self.page, request)
        self._stays = self._stays and request.keep_alive and self._framing is not Framing.CLOSE
        body = self._begun if self.page.body is None else self.page.body
        pieces = self._framed(body)
        await self._send(self._head(request), *pieces)
        self.sent = len(body) if pieces else 0
        return request.writer

    async def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send a piece of the body; ConnectionError when the visitor is gone or takes nothing for too long."""
        pieces = self._framed(bytes(data))
        if pieces:
            self.sent += len(data)
            await self._send(*pieces)

    def _framed(self, piece: bytes) -> tuple[bytes, ...]:
        if not piece or self._framing is Framing.NONE:
            return ()
        return (b"%x\r\n" % len(piece), piece, b"\r\n") if self._framing is Framing.CHUNKED else (piece,)

    async def write_eof(self, data: bytes = b"") -> None:
        if self.ended:
            return
        await self.write(data)
        self.ended = True
        if self._framing is Framing.CHUNKED:
            await self._send(b"0\r\n\r\n")

    def cut(self) -> None:
        """End the connection so that the visitor can tell: by a reset, since a plain end may end a body well."""
        self.ended, self._stays = True, False
        transport = self._request.transport if self._request else None
        if transport is None:
            return
        wire = transport.get_extra_info("socket")
        if wire is not None:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()

    async def _send(self, *pieces: bytes) -> None:
        request = self._request
        transport = request.transport if request else None
        if request is None or transport is None or transport.is_closing():
            raise ConnectionResetError("the visitor is gone")
        transport.writelines(pieces)
        if request.protocol.writing_paused:
            try:
                async with asyncio.timeout(self._patience):
                    await request.writer.drain()
            except TimeoutError:
                raise ConnectionAbortedError("the visitor takes nothing") from None

    def _head(self, request: web.BaseRequest) -> bytes:
        page = self.page
        reason = page.reason if page.reason.isascii() and page.reason.isprintable() else ""
        lines = [f"HTTP/1.1 {page.status} {reason}".encode("ascii")]
        lines += [name + b": " + value for name, value in framed(page, self._framing)]
        if not first(page.headers, b"date"):
            lines.append(f"Date: {rfc822_formatted_time()}".encode("ascii"))
        if page.status == 101:
            self._stays = False
        elif not self._stays:
            lines.append(b"Connection: close")
        elif request.version < (1, 1):
            lines.append(b"Connection: keep-alive")
        return b"\r\n".join((*lines, b"", b""))


REPLY = web.RequestKey("reply", Reply)
"""Where a request keeps the answer that has begun, so that no second one follows it."""


def framing(page: Page, request: web.BaseRequest) -> Framing:
    if request.method == "HEAD" or page.status in (101, 204, 304):
        return Framing.NONE
    if page.body is not None or first(page.headers, b"content-length"):
        return Framing.LENGTH
    return Framing.CHUNKED if request.version >= (1, 1) else Framing.CLOSE


def framed(page: Page, how: Framing) -> Headers:
    """Return the fields with this framing; the length of an answer to HEAD and of a 304 is that of the GET."""
    if how is Framing.CHUNKED:
        return (*page.headers, (b"Transfer-Encoding", b"chunked"))
    if how is Framing.LENGTH and page.body is not None:
        return (*without(page.headers, b"content-length"), (b"Content-Length", b"%d" % len(page.body)))
    return without(page.headers, b"content-length") if page.status == 204 else page.headers
