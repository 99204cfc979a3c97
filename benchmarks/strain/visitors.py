"""Visitors at a steady pace who time every answer, and slow ones who hold on to what they can."""

import asyncio
import socket
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from benchmarks.peers.running import HOST

_BROWSER = "Host: shop.example\r\nSec-Fetch-Mode: navigate\r\nAccept-Language: en\r\n"


def asking(path: str, *lines: str) -> bytes:
    more = "".join(f"{line}\r\n" for line in lines)
    return f"GET {path} HTTP/1.1\r\n{_BROWSER}{more}\r\n".encode("ascii")


@dataclass(slots=True)
class Visitors:
    """Ask for what `next_path` says, `rate` times a second over all connections.

    Milliseconds are from when a request was due: a visitor who had to wait for the answer before has waited for this
    one as well. `outcomes` counts statuses, and `lost` for answers that broke off.
    """

    port: int
    rate: float
    next_path: Callable[[], str]
    connections: int = 20
    times: list[float] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)

    async def come(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        pause = self.connections / self.rate
        starts = (pause * number / self.connections for number in range(self.connections))
        await asyncio.gather(*(self._one(start, pause, until) for start in starts))

    async def _one(self, start: float, pause: float, until: float) -> None:
        due, cookie = time.monotonic() + start, ""
        while due < until:
            with suppress(OSError, asyncio.IncompleteReadError):
                reader, writer = await asyncio.open_connection(HOST, self.port)
                try:
                    while due < until:
                        await asyncio.sleep(max(0.0, due - time.monotonic()))
                        lines = ["Accept-Encoding: gzip, br, zstd", *([f"Cookie: {cookie}"] if cookie else [])]
                        writer.write(asking(self.next_path(), *lines))
                        asked, due = due, due + pause
                        head = await self._answer(reader)
                        self.times.append((time.monotonic() - asked) * 1000)
                        cookie = cookie or _cookie(head)
                        if b"\r\nConnection: close" in head:
                            break
                finally:
                    writer.close()
                continue
            self.outcomes["lost"] += 1
            due = max(due, time.monotonic())

    async def _answer(self, reader: asyncio.StreamReader) -> bytes:
        async with asyncio.timeout(60):
            head = await reader.readuntil(b"\r\n\r\n")
            length = head.lower().partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0]
            if length:
                await reader.readexactly(int(length))
            else:
                while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
                    await reader.readexactly(size + 2)
                await reader.readuntil(b"\r\n")
        self.outcomes[head[9:12].decode("ascii")] += 1
        return head


def _cookie(head: bytes) -> str:
    return head.partition(b"\r\nSet-Cookie: ")[2].partition(b";")[0].decode("ascii")


async def slow_head(port: int) -> None:
    """Send a head byte by byte, for ever."""
    await _drip(port, b"GET /page/slow HTTP/1.1\r\nHost: shop.example\r\nX-Slow: ", b"x")


async def slow_body(port: int) -> None:
    """Send a form byte by byte, for ever."""
    await _drip(port, b"POST /page/slow HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 100000\r\n\r\n", b"x")


async def slow_read(port: int) -> None:
    """Ask for pages of 200 KB and take a little of them now and again, for ever."""
    loop = asyncio.get_running_loop()
    while True:
        with suppress(OSError), socket.socket() as taking:
            taking.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            taking.setblocking(False)
            await loop.sock_connect(taking, (HOST, port))
            await loop.sock_sendall(taking, asking("/large/slow"))
            got = b"x"
            while got:
                got, _ = await asyncio.gather(loop.sock_recv(taking, 512), asyncio.sleep(1.0))
        await asyncio.sleep(0.2)


async def _drip(port: int, begun: bytes, more: bytes) -> None:
    while True:
        with suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await asyncio.open_connection(HOST, port)
            try:
                writer.write(begun)
                while not reader.at_eof():
                    await asyncio.sleep(1.0)
                    writer.write(more)
                    await writer.drain()
            finally:
                writer.close()
        await asyncio.sleep(0.2)
