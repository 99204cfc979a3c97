"""The shop as plain requests reach it: idle connections at once, new ones after a while, doubtful ones by aiohttp."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass

from proxy.edge.direct.outlet import Outlet
from proxy.edge.origin import Answer, Origin, reached
from proxy.edge.pool import Pool
from proxy.message import Head


@dataclass(frozen=True, slots=True)
class Shop:
    """Its connections that we read ourselves, beside those that aiohttp reads."""

    pool: Pool[Outlet]
    origin: Origin

    def idle(self) -> Outlet | None:
        return self.pool.idle()

    async def connected(self) -> Outlet:
        """Return a new connection; OriginError when there is none."""
        return await reached(self.pool.connected())

    def give(self, outlet: Outlet) -> None:
        """Take back what is no longer used; only what ended cleanly is kept."""
        self.pool.give(outlet)

    def adopted(self, transport: asyncio.Transport, head: Head, raw: bytes) -> Awaitable[Answer]:
        return self.origin.adopted(transport, head, raw)

    def close(self) -> None:
        self.pool.close()
