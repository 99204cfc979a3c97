"""Asks Redis for a visitor as the hand-written Python peer does: one GET, many of them at once on one connection."""

import asyncio
from collections import deque
from typing import cast

import hiredis

from benchmarks.peers.running import HOST


class Visitors(asyncio.Protocol):
    """One connection; answers come in the order of the questions."""

    def __init__(self) -> None:
        self._reader = hiredis.Reader(encoding="utf-8")
        self._waiting: deque[asyncio.Future[str]] = deque()
        self._transport: asyncio.WriteTransport | None = None

    @classmethod
    async def of(cls, port: int) -> "Visitors":
        _, link = await asyncio.get_running_loop().create_connection(cls, HOST, port)
        return link

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)

    def data_received(self, data: bytes) -> None:
        self._reader.feed(data)
        while (said := self._reader.gets()) is not False:
            answer = self._waiting.popleft()
            if not answer.done():
                answer.set_result(said if isinstance(said, str) else "")

    async def visitor(self, who: str) -> str:
        """Return what is kept of a visitor, "" for a stranger."""
        if self._transport is None:
            return ""
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting.append(answer)
        self._transport.write(f"GET visitor:{who}\r\n".encode())
        return await answer
