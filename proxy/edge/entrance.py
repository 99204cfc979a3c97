"""Where visitors' connections come in: read by ourselves where requests are plain, by aiohttp where they are not."""

import asyncio
from dataclasses import dataclass, field

from aiohttp import web

from proxy.edge.connection import Answering, Connection
from proxy.edge.direct.inlet import Inlet
from proxy.edge.direct.passage import Direct
from proxy.edge.server import Door


@dataclass(slots=True)
class Entrance:
    """All visitors' connections of one process; without `direct` all of them are aiohttp's."""

    door: Door
    answer: Answering
    direct: Direct | None
    inlets: set[Inlet] = field(default_factory=set)
    _server: web.Server = field(init=False)
    _left: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        # a visitor who leaves ends the work for him
        self._server = web.Server(self.answer, handler_cancellation=True)

    def __call__(self) -> Inlet:
        """Return the protocol of a new connection."""
        return Inlet(self)

    def enter(self, inlet: Inlet) -> None:
        self.inlets.add(inlet)

    def leave(self, inlet: Inlet) -> None:
        self.inlets.discard(inlet)
        self._left.set()

    def hand_over(self, inlet: Inlet, transport: asyncio.Transport) -> Connection:
        connection = Connection(self._server, self.door, inlet, returns=self.direct is not None)
        transport.set_protocol(connection)
        connection.connection_made(transport)
        return connection

    async def end(self, seconds: float) -> None:
        """Close what is idle, wait so long for what is not, and cut the rest."""
        self._server.pre_shutdown()
        for inlet in [inlet for inlet in self.inlets if inlet.idle]:
            inlet.close()
        await asyncio.gather(self._server.shutdown(seconds), self._emptied(seconds))

    async def _emptied(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                while self.inlets:
                    self._left.clear()
                    await self._left.wait()
        except TimeoutError:
            for inlet in [*self.inlets]:
                inlet.cut()
