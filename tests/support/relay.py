"""A wire between Devanture and a shop that keeps every byte that goes over it, either way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(slots=True)
class Relay:
    """`url` stands for the shop; the bytes of both ways are kept in the order they came."""

    host: str
    port: int
    url: str = ""
    _asked: bytearray = field(default_factory=bytearray)
    _answered: bytearray = field(default_factory=bytearray)

    def taken(self) -> tuple[bytes, bytes]:
        """Return what was asked and what was answered since the last time."""
        both = bytes(self._asked), bytes(self._answered)
        self._asked.clear()
        self._answered.clear()
        return both

    async def joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_shop, to_shop = await asyncio.open_connection(self.host, self.port)
        ways = (_pumped(reader, to_shop, self._asked), _pumped(from_shop, writer, self._answered))
        with suppress(ConnectionError, asyncio.CancelledError):
            await asyncio.gather(*ways)


async def _pumped(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, kept: bytearray) -> None:
    try:
        while piece := await reader.read(2**16):
            kept += piece
            writer.write(piece)
            await writer.drain()
    finally:
        writer.close()


@asynccontextmanager
async def relayed(shop: str) -> AsyncIterator[Relay]:
    """Yield a wire to the shop at this address."""
    parts = urlsplit(shop)
    relay = Relay(parts.hostname or "", parts.port or 80)
    server = await asyncio.start_server(relay.joined, "127.0.0.1", 0)
    relay.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield relay
    finally:
        server.close()
        await asyncio.sleep(0.05)
