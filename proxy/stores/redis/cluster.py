"""The way to the server that holds a visitor in a cluster: its slots, and what to do when one has moved."""

import asyncio
import re
from binascii import crc_hqx
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import count

from proxy.notation import Endpoint
from proxy.stores.redis.line import Line, Terms
from proxy.stores.redis.link import AwayError, RefusedError, Word, heard

SLOTS = 16_384

REDIRECTS = 5
"""How often one question follows a slot that moves, before it counts as not answered."""

NEWS = 10.0
"""Seconds between two looks at who holds which slots, when nothing seems to have changed."""

SOON = 0.5
"""The same, when something has."""

_MOVED = re.compile(r"(MOVED|ASK) (\d+) (.*):(\d+)")


class ClusterRoutes:
    """A line to each primary, and which of them holds each slot."""

    def __init__(self, terms: Terms, parted: Callable[[], None]) -> None:
        self._terms = terms
        self._parted = parted
        self._lines: dict[Endpoint, Line] = {}
        self._running: dict[Endpoint, asyncio.Task[None]] = {}
        self._slots: list[Endpoint | None] = [None] * SLOTS
        self._news = asyncio.Event()
        self._told = asyncio.Event()
        for node in terms.url.nodes:
            self._line(node)

    @property
    def trouble(self) -> str:
        """Tell of a server that holds slots and is out of reach."""
        holders = {node for node in self._slots if node}
        wrong = [f"{node}: {self._lines[node].trouble}" for node in holders if self._lines[node].trouble]
        return wrong[0] if wrong else "" if holders else self._line(self._terms.url.nodes[0]).trouble

    async def run(self) -> None:
        """Keep all lines and look at the slots; a fault in one of them ends all, to be started anew."""
        self._running.clear()
        async with asyncio.TaskGroup() as group:
            while True:
                for node in self._lines.keys() - self._running.keys():
                    self._running[node] = group.create_task(self._lines[node].run())
                await self._look()
                self._drop()
                await self._pause()

    async def tried(self) -> None:
        if not self._told.is_set():
            await self._told.wait()

    def send(self, who: str, words: tuple[Word, ...]) -> Awaitable[object]:
        return self._followed(self._holder(who).link.ask(*words), words)

    def check(self, who: str) -> None:
        _ = self._holder(who).link

    def drop(self, who: str, reason: str) -> None:
        self._holder(who).drop(reason)

    def doors(self) -> tuple[str, ...]:
        holders = {node for node in self._slots if node}
        found: dict[Endpoint, str] = {}
        numbers = map(str, count())
        while len(found) < len(holders):
            number = next(numbers)
            node = self._slots[slot_of(number)]
            if node:
                found.setdefault(node, number)
        return tuple(found.values())

    async def doubt(self) -> None:
        self._news.set()

    def close(self) -> None:
        for line in self._lines.values():
            line.close()

    async def _followed(self, answer: asyncio.Future[object], words: tuple[Word, ...]) -> object:
        for _ in range(REDIRECTS):
            try:
                return await answer
            except RefusedError as refused:
                moved = _MOVED.fullmatch(str(refused))
                if moved is None:
                    raise
                answer = await self._asked_anew(moved, words)
        return await answer

    async def _asked_anew(self, moved: re.Match[str], words: tuple[Word, ...]) -> asyncio.Future[object]:
        node = Endpoint(moved[3], int(moved[4]))
        line = self._line(node)
        if moved[1] == "MOVED":
            self._slots[int(moved[2])] = node
            self._news.set()
        await line.tried()
        if moved[1] == "ASK":
            line.link.ask("ASKING").add_done_callback(heard)
        return line.link.ask(*words)

    def _holder(self, who: str) -> Line:
        """Raise AwayError when nobody holds the slot of this visitor."""
        node = self._slots[slot_of(who)]
        if node is None:
            self._news.set()
            raise AwayError("nobody holds this slot")
        return self._line(node)

    def _line(self, node: Endpoint) -> Line:
        if node not in self._lines:
            self._lines[node] = Line(lambda: _known(node), self._terms, self._parted)
            self._news.set()
        return self._lines[node]

    async def _pause(self) -> None:
        wrong = any(line.trouble for line in self._lines.values())
        with suppress(TimeoutError):
            async with asyncio.timeout(SOON if wrong else NEWS):
                await self._news.wait()
        self._news.clear()

    async def _look(self) -> None:
        """Ask any server that answers who holds which slots; when none does, all stays as it was."""
        for line in list(self._lines.values()):
            await line.tried()
            with suppress(AwayError, RefusedError):
                answer = await line.link.ask("CLUSTER", "SLOTS")
                if self._learn(answer, await line.find()):
                    break
        self._told.set()

    def _drop(self) -> None:
        """Forget servers that have left; one that may be needed in a moment is still reached."""
        needed = {*self._slots, *self._terms.url.nodes}
        for node in [node for node, line in self._lines.items() if line.lost and node not in needed]:
            self._running.pop(node).cancel()
            del self._lines[node]

    def _learn(self, answer: object, teller: Endpoint) -> bool:
        found: list[Endpoint | None] = [None] * SLOTS
        for row in answer if isinstance(answer, list) else []:
            match row:
                case [int(first), int(last), [host, int(port), *_], *_]:
                    node = Endpoint(host.decode() if isinstance(host, bytes) and host else teller.host, port)
                    found[first : last + 1] = [node] * (last - first + 1)
        if not any(found):
            return False
        self._slots = found
        for node in {node for node in found if node}:
            self._line(node)
        return True


def slot_of(who: str) -> int:
    """Return the slot of a visitor's keys, which is that of what stands in braces (Redis cluster specification)."""
    return crc_hqx(who.encode("ascii"), 0) % SLOTS


async def _known(node: Endpoint) -> Endpoint:
    return node
