"""The way to the server that holds a visitor, where one holds all: it alone, or whichever its sentinels name."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from proxy.notation import Endpoint
from proxy.store_url import Shape
from proxy.stores.redis.line import Line, Terms, connected, greeted
from proxy.stores.redis.link import AwayError, Word
from proxy.stores.store import StoreError

ASKED = 0.4
"""Seconds for one sentinel, so that one that hangs still leaves another its turn."""


class Routes(Protocol):
    """Who is asked about whom. `run` never ends; `trouble` is "" while all servers can be reached."""

    @property
    def trouble(self) -> str: ...

    async def run(self) -> None: ...

    async def tried(self) -> None:
        """Wait until it was tried once to reach the servers."""
        ...

    def send(self, who: str, words: tuple[Word, ...]) -> Awaitable[object]:
        """Ask at once, and return the answer to come; raise AwayError when there is nobody to ask.

        What is sent about one visitor arrives in its order.
        """
        ...

    def check(self, who: str) -> None:
        """Raise AwayError when there is nobody to ask."""
        ...

    def drop(self, who: str, reason: str) -> None:
        """End the connection that is asked about this visitor, with all that waits on it."""
        ...

    def doors(self) -> tuple[str, ...]:
        """Return what may stand for a visitor to ask each server that holds any, once."""
        ...

    async def doubt(self) -> None:
        """Look for another primary, since this one takes no writes."""
        ...

    def close(self) -> None: ...


@dataclass(slots=True)
class Sentinels:
    """Asks one sentinel after another, beginning with another one each time: one may tell old news."""

    terms: Terms
    _turn: int = 0

    async def primary(self) -> Endpoint:
        """Raise AwayError when none of them knows."""
        nodes, self._turn = self.terms.url.nodes, self._turn + 1
        wrong = ""
        for number in range(len(nodes)):
            node = nodes[(self._turn + number) % len(nodes)]
            try:
                async with asyncio.timeout(ASKED):
                    return await self._told(node)
            except (OSError, StoreError, TimeoutError) as error:
                wrong = f"{node}: {error or 'no answer'}"
        raise AwayError(f"no sentinel knows {self.terms.url.primary}; {wrong}")

    async def _told(self, node: Endpoint) -> Endpoint:
        link = await connected(node, self.terms)
        try:
            await greeted(link, self.terms.url.sentinels, 0)
            answer = await link.ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", self.terms.url.primary)
        finally:
            link.close("asked")
        match answer:
            case [bytes(host), bytes(port)]:
                return Endpoint(host.decode(), int(port))
        raise AwayError("it knows no such primary")


class OneRoute:
    """All visitors are with one server."""

    def __init__(self, terms: Terms, parted: Callable[[], None]) -> None:
        guided = terms.url.shape is Shape.SENTINEL
        self._line = Line(Sentinels(terms).primary if guided else self._alone, terms, parted, primary=guided)
        self._node = terms.url.nodes[0]

    @property
    def trouble(self) -> str:
        return self._line.trouble

    async def run(self) -> None:
        await self._line.run()

    async def tried(self) -> None:
        await self._line.tried()

    def send(self, who: str, words: tuple[Word, ...]) -> Awaitable[object]:  # noqa: ARG002 # they are all there
        return self._line.link.ask(*words)

    def check(self, who: str) -> None:  # noqa: ARG002 # they are all there
        _ = self._line.link

    def drop(self, who: str, reason: str) -> None:  # noqa: ARG002 # they are all there
        self._line.drop(reason)

    def doors(self) -> tuple[str, ...]:
        return ("",)

    async def doubt(self) -> None:
        await self._line.doubt()

    def close(self) -> None:
        self._line.close()

    async def _alone(self) -> Endpoint:
        return self._node
