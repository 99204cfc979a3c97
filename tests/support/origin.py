"""Origins that answer by a script of bytes, pauses and cuts, and remember what they were asked."""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum


class Cut(Enum):
    """How a script ends a connection; HANG keeps it open and says nothing more, HALF_CLOSE reads on for a while."""

    CLOSE = "close"
    RESET = "reset"
    HANG = "hang"
    HALF_CLOSE = "half_close"


Step = bytes | float | Cut
"""Bytes to send, seconds to wait, or an end."""

Script = Sequence[Step]


def ok(body: bytes = b"ok", *lines: bytes) -> bytes:
    """A whole 200 with its length."""
    return b"\r\n".join((b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(body), *lines, b"", body))


@dataclass
class ScriptedOrigin:
    """`requests` holds each request's bytes as they came, `connections` how many were opened."""

    scripts: Sequence[Script]
    early: bool = False
    port: int = 0
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def heads(self) -> list[bytes]:
        return [request.partition(b"\r\n\r\n")[0] for request in self.requests]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task
        self.tasks.add(task)
        try:
            with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
                while True:
                    await self._serve_one(reader, writer)
        finally:
            writer.close()

    async def _serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        number = len(self.requests)
        self.requests.append(head)
        if not self.early:
            self.requests[number] += await _body(head, reader)
        for step in self.scripts[min(number, len(self.scripts) - 1)]:
            await _done(step, writer)
        if self.early:
            # whoever closes with a body unread resets, and may take the answer back with it (RFC 9112, 9.6)
            while await reader.read(2**16):
                pass


async def _body(head: bytes, reader: asyncio.StreamReader) -> bytes:
    lowered = head.lower()
    if b"transfer-encoding: chunked" in lowered:
        return await reader.readuntil(b"0\r\n\r\n")
    _, found, rest = lowered.partition(b"\r\ncontent-length:")
    return await reader.readexactly(int(rest.partition(b"\r\n")[0])) if found else b""


async def _done(step: Step, writer: asyncio.StreamWriter) -> None:
    if isinstance(step, bytes):
        writer.write(step)
        await writer.drain()
    elif isinstance(step, float):
        await asyncio.sleep(step)
    elif step is Cut.HANG:
        await asyncio.sleep(3600)
    elif step is Cut.HALF_CLOSE:
        writer.write_eof()
        await asyncio.sleep(3)
    else:
        if step is Cut.RESET:
            sock: socket.socket = writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.close()
        raise ConnectionResetError


@asynccontextmanager
async def scripted(
    *scripts: Script, early: bool = False, tls: ssl.SSLContext | None = None, port: int = 0
) -> AsyncIterator[ScriptedOrigin]:
    """The n-th request gets the n-th script, later ones the last; `early` answers before the body is read."""
    origin = ScriptedOrigin(scripts, early)
    server = await asyncio.start_server(origin.serve, "127.0.0.1", port, ssl=tls)
    origin.port = server.sockets[0].getsockname()[1]
    try:
        yield origin
    finally:
        server.close()
        for task in origin.tasks:
            task.cancel()
        await asyncio.gather(*origin.tasks, return_exceptions=True)
        await asyncio.sleep(0.01)
