"""Visitors who keep their connections and ask again and again, and count every answer."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.support.door import Heard, parsed


@dataclass(slots=True)
class Visitors:
    """`pause` seconds lie between two requests of one; `right` tells an answer as it should be.

    `failed` holds what went wrong, a line each, by the number of the visitor's connection. Once `stopping` is set,
    nobody comes back after he was told that an answer was his connection's last.
    """

    port: int
    asked: bytes
    right: Callable[[Heard], bool]
    pause: float = 0.1
    answered: int = 0
    connections: int = 0
    failed: dict[int, str] = field(default_factory=dict)
    stopping: bool = False
    leaving: bool = False

    async def reach(self, answers: int) -> None:
        """Wait until so many answers have come."""
        for _ in range(2400):
            if self.answered >= answers:
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"{self.answered} answers, {self.failed}")

    async def come(self) -> None:
        while not self.leaving and not self.stopping:
            self.connections += 1
            number = self.connections
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError as error:
                self.failed[number] = f"not let in: {error!r}"
                await asyncio.sleep(self.pause)
                continue
            try:
                await self._browse(number, reader, writer)
            finally:
                writer.close()

    async def _browse(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not self.leaving:
            try:
                writer.write(self.asked)
                heard = await _answer(reader)
            except (OSError, asyncio.IncompleteReadError) as error:
                self.failed[number] = repr(error)
                return
            self.answered += 1
            if heard.status != 200 or not heard.whole or not self.right(heard):
                self.failed[number] = f"{heard.status} {heard.head!r} {heard.body[:500]!r}"
            if "close" in heard.field("Connection"):
                return
            await asyncio.sleep(self.pause)


async def _answer(reader: asyncio.StreamReader) -> Heard:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(parsed(head).field("Content-Length")[0])
    return parsed(head + await reader.readexactly(length))


@asynccontextmanager
async def visiting(visitors: Visitors, count: int = 20) -> AsyncIterator[Visitors]:
    """Let `count` of them in for as long as the block runs, and see all of them out."""
    tasks = [asyncio.create_task(visitors.come()) for _ in range(count)]
    try:
        yield visitors
    finally:
        visitors.leaving = not visitors.stopping
        async with asyncio.timeout(60):
            await asyncio.gather(*tasks)
