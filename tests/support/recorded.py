"""A shop's answers kept as bytes, and an origin that gives them again: the same shop for whoever asks."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from tests.support.door import request

Answers = Mapping[str, bytes]
"""Whole answers, head and body, by the target that was asked for."""

NOBODY = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


async def recorded(port: int, targets: Sequence[str], *lines: str) -> Answers:
    """Ask a shop for each target, on a connection of its own."""
    return {target: await _answered(port, request(target, *lines)) for target in targets}


async def _answered(port: int, asked: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(asked)
    try:
        return await reader.read(-1)
    finally:
        writer.close()


@asynccontextmanager
async def answering(answers: Answers) -> AsyncIterator[str]:
    """Yield the address of an origin that gives these answers, each on a connection that ends with it."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        target = head.split(b" ")[1].decode("latin-1")
        writer.write(answers.get(target, NOBODY))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
