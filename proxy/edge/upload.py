"""Takes the visitor's body in as it comes, and looks at its beginning where the basket needs it."""

import asyncio
from collections.abc import AsyncGenerator

from aiohttp import web
from aiohttp.web_protocol import RequestPayloadError

from proxy.edge.origin import UploadError
from proxy.message import first


class Body:
    """The body of one request, read once; a client that waits for a 100 gets it when we first want a byte."""

    def __init__(self, request: web.BaseRequest, patience: float) -> None:
        self._request = request
        self._patience = patience
        self._begun: list[bytes] = []
        self._ended = False
        expected = first(request.raw_headers, b"expect").lower() == "100-continue"
        self._awaited = expected and request.version >= (1, 1)

    async def form(self, limit: int) -> bytes:
        """Return the whole body when it is an urlencoded form of at most `limit` bytes, else nothing.

        What was read still goes up. UploadError as in `pieces`.
        """
        if not first(self._request.raw_headers, b"content-type").startswith("application/x-www-form-urlencoded"):
            return b""
        return await self.whole(limit) or b""

    async def whole(self, limit: int) -> bytes | None:
        """Return the whole body, None when it has more than `limit` bytes; UploadError as in `pieces`."""
        size = 0
        while size <= limit and (piece := await self._piece()):
            self._begun.append(piece)
            size += len(piece)
        return b"".join(self._begun) if size <= limit else None

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """Give the body as it comes; UploadError when the visitor's side breaks or stands still."""
        for piece in self._begun:
            yield piece
        while piece := await self._piece():
            yield piece

    async def _piece(self) -> bytes:
        if self._ended:
            return b""
        self._go_on()
        try:
            async with asyncio.timeout(self._patience):
                piece = await self._request.content.readany()
        except TimeoutError:
            raise UploadError(408) from None
        except (RequestPayloadError, web.PayloadAccessError, ConnectionError) as error:
            raise UploadError(400) from error
        self._ended = not piece
        return piece

    def _go_on(self) -> None:
        transport = self._request.transport
        if self._awaited and transport is not None:
            transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        self._awaited = False
