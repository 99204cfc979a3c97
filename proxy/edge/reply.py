"""Sends an answer to the visitor: its own header bytes, framed anew for this connection."""

import asyncio
import socket
import struct

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

from proxy.edge.frames import LAST_CHUNK, Framing, framing, head_of, pieces_of
from proxy.message import Page

_READ_SLOWLY = 60.0


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
        self._framing = framing(self.page, request.method, request.version)
        self._stays = self._stays and request.keep_alive and self._framing is not Framing.CLOSE
        body = self._begun if self.page.body is None else self.page.body
        pieces = pieces_of(body, self._framing)
        await self._send(head_of(self.page, self._framing, self._connection(request)), *pieces)
        self.sent = len(body) if pieces else 0
        return request.writer

    async def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send a piece of the body; ConnectionError when the visitor is gone or takes nothing for too long."""
        pieces = pieces_of(bytes(data), self._framing)
        if pieces:
            self.sent += len(data)
            await self._send(*pieces)

    async def write_eof(self, data: bytes = b"") -> None:
        if self.ended:
            return
        await self.write(data)
        self.ended = True
        if self._framing is Framing.CHUNKED:
            await self._send(LAST_CHUNK)

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

    def _connection(self, request: web.BaseRequest) -> str:
        """Return what the head says of the connection; after a 101 it is no longer one of HTTP."""
        if self.page.status == 101:
            self._stays = False
            return ""
        if not self._stays:
            return "close"
        return "keep-alive" if request.version < (1, 1) else ""


REPLY = web.RequestKey("reply", Reply)
"""Where a request keeps the answer that has begun, so that no second one follows it."""
