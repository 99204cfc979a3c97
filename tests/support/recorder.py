"""An origin that answers every request it can read in one way only, and keeps what it read."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from tests.support.origin import ok
from tests.support.wire import LooseError, Message, requests


@dataclass
class Recorder:
    """An origin that answers what it can read in one way, and keeps what it read."""

    reached: list[Message] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self.tasks.add(task)
        try:
            await self._serve(reader, writer)
        finally:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        rest = b""
        with suppress(ConnectionError, asyncio.CancelledError):
            while piece := await reader.read(2**16):
                try:
                    whole, rest = requests(rest + piece)
                except LooseError as error:
                    self.loose.append(f"the origin got {error}")
                    break
                self.reached += [message for message in whole if message.target != b"/next"]
                writer.writelines(_page(message) for message in whole)


def _page(message: Message) -> bytes:
    page = ok(b"<!doctype html><title>t</title><h1>shop</h1>", b"Content-Type: text/html; charset=utf-8")
    return page.partition(b"<!")[0] if message.start[0] == b"HEAD" else page


@asynccontextmanager
async def recording(port: int) -> AsyncIterator[Recorder]:
    """Listen for as long as a case takes; the end ends all connections."""
    recorder = Recorder()
    async with await asyncio.start_server(recorder.serve, "127.0.0.1", port):
        yield recorder
        for task in recorder.tasks:
            task.cancel()
        await asyncio.gather(*recorder.tasks, return_exceptions=True)
