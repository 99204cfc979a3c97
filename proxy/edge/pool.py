"""Keeps connections to the shop: each is one at a time, and none that said anything unasked is used again."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from aiohttp import ClientPayloadError
from aiohttp.client_proto import ResponseHandler

_KEPT = 256


class Link(ResponseHandler):
    """One connection to the shop, with aiohttp's parser on it; `heard` once a byte of the answer has come.

    aiohttp's ClientSession cannot stand here: it re-encodes header bytes and targets, sends PUT and DELETE twice
    (aiohttp#10790), and gives an answer that came unasked to the next request (aiohttp#13656).
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self.heard = False
        self.idle_since = 0.0

    def data_received(self, data: bytes) -> None:
        self.heard = True
        super().data_received(data)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Tell a reset from an end: aiohttp takes both for the end of a body that lasts until the end."""
        if exc is not None and self._payload is not None and not self._payload.is_eof():
            self._payload.set_exception(ClientPayloadError("the shop reset the connection"))
        super().connection_lost(exc)

    def set_exception(self, exc: BaseException, exc_cause: BaseException | None = None) -> None:
        """Tell the body too: aiohttp tells only the queue of heads, and a broken chunk would be waited for."""
        super().set_exception(exc, exc_cause or exc)
        if self._payload is not None and not self._payload.is_eof():
            self._payload.set_exception(exc)

    @property
    def reusable(self) -> bool:
        """Tell whether the last answer ended cleanly and nothing has come since, not even a part of a head."""
        return self.is_connected() and not self.should_close and not self.heard


@dataclass(frozen=True, slots=True)
class Reach:
    """How the shop is reached; `name` is the server name that TLS asks for, seconds for the rest."""

    host: str
    port: int
    tls: ssl.SSLContext | None = None
    name: str = ""
    connect_timeout: float = 2.0
    keepalive: float = 4.0


class Kept(Protocol):
    """A connection that may wait to be used again; `heard` once it said anything."""

    heard: bool
    idle_since: float

    @property
    def reusable(self) -> bool: ...

    def close(self) -> None: ...


K = TypeVar("K", bound=Kept)


class Pool(Generic[K]):
    """Idle links, the last used first, so that the others grow old and are closed before the shop closes them."""

    def __init__(self, reach: Reach, make: Callable[[], K]) -> None:
        """Keep connections of one kind; what is made must be an asyncio protocol."""
        self._reach = reach
        self._make = make
        self._loop = asyncio.get_running_loop()
        self._idle: list[K] = []
        self._sweeping: asyncio.TimerHandle | None = None

    async def take(self, *, fresh: bool) -> K:
        """Return a link; OSError when the shop refuses, TimeoutError when it does not answer in time."""
        link = None if fresh else self.idle()
        return await self.connected() if link is None else link

    def idle(self) -> K | None:
        """Return a link that waits to be used again, if there is one."""
        while self._idle:
            link = self._idle.pop()
            if link.reusable and not self._is_old(link):
                return link
            link.close()
        return None

    def give(self, link: K) -> None:
        """Take back a link whose answer was read to its end."""
        link.heard = False
        if not link.reusable or len(self._idle) >= _KEPT:
            link.close()
            return
        link.idle_since = self._loop.time()
        self._idle.append(link)
        if self._sweeping is None:
            self._sweeping = self._loop.call_later(self._reach.keepalive, self._sweep)

    def close(self) -> None:
        if self._sweeping:
            self._sweeping.cancel()
        for link in self._idle:
            link.close()
        self._idle.clear()

    async def connected(self) -> K:
        """Return a new link; errors as in `take`."""
        reach = self._reach
        async with asyncio.timeout(reach.connect_timeout):
            _, link = await self._loop.create_connection(
                self._make,  # type: ignore[type-var] # both kinds are protocols, which no type can say of K
                reach.host,
                reach.port,
                ssl=reach.tls,
                server_hostname=(reach.name or reach.host) if reach.tls else None,
            )
        return link

    def _is_old(self, link: K) -> bool:
        return self._loop.time() - link.idle_since > self._reach.keepalive

    def _sweep(self) -> None:
        """Close what is old: a link that lingers is one that the shop closes under the next request."""
        kept = [link for link in self._idle if link.reusable and not self._is_old(link)]
        for link in self._idle:
            if link not in kept:
                link.close()
        self._idle = kept
        self._sweeping = self._loop.call_later(self._reach.keepalive, self._sweep) if kept else None
