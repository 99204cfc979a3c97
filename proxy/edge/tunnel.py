"""Joins a visitor and the shop byte for byte once the shop has switched to WebSocket (RFC 6455, 4)."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import StreamReader, web
from aiohttp.base_protocol import BaseProtocol
from aiohttp.http import StreamWriter

from proxy.edge.pool import Link
from proxy.message import Head, Headers, every, first

_KEPT = 2**16


@dataclass(frozen=True, slots=True)
class Flow:
    """The bytes of one direction; aiohttp calls the other two of whoever took a connection over.

    The stream stops its connection from reading when it is full: a slow reader slows the writer.
    """

    stream: StreamReader
    feed_data: Callable[[bytes], tuple[bool, bytes]]
    feed_eof: Callable[[], None]

    async def into(self, write: Callable[[bytes], Awaitable[None]]) -> None:
        while piece := await self.stream.readany():
            await write(piece)


def flow(protocol: BaseProtocol) -> Flow:
    stream = StreamReader(protocol, _KEPT, loop=asyncio.get_running_loop())

    def taken(piece: bytes) -> tuple[bool, bytes]:
        stream.feed_data(piece)
        return False, b""

    return Flow(stream, taken, stream.feed_eof)


def asks(head: Head) -> bool:
    """Tell a handshake that may open a tunnel; every other Upgrade, h2c above all, stays unheard (RFC 9110, 7.8)."""
    options = [part.strip().lower() for line in every(head.headers, b"connection") for part in line.split(",")]
    named = [name.lower() for name in every(head.headers, b"upgrade")]
    return head.method == "GET" and named == ["websocket"] and "upgrade" in options


def switching(headers: Headers) -> Headers:
    return (*headers, (b"Connection", b"Upgrade"), (b"Upgrade", b"websocket"))


def switched(headers: Headers) -> bool:
    return first(headers, b"upgrade").lower() == "websocket"


async def joined(request: web.BaseRequest, link: Link) -> None:
    """Carry bytes both ways until either side ends."""
    up, down = flow(request.protocol), flow(link)
    loop = asyncio.get_running_loop()
    visitor, shop = StreamWriter(request.protocol, loop), StreamWriter(link, loop)
    request.protocol.set_parser(up)  # type: ignore[arg-type] # any object with these two methods will do
    link.set_parser(down, down.stream)
    ways = {asyncio.create_task(up.into(shop.write)), asyncio.create_task(down.into(visitor.write))}
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        link.close()
