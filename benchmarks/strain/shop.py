"""A shop in a process of its own, with pages that differ in one token, faults by name, and decompression bombs."""

import asyncio
import gzip
import sys
from collections.abc import Mapping
from contextlib import suppress

import brotli  # type: ignore[import-untyped] # it has no types
import zstandard

from benchmarks.peers.running import HOST
from benchmarks.rewrite import page

BOMB = 50 * 2**20
"""Bytes that a bomb unpacks to."""

FAULTS = ("refuses", "cuts", "resets", "stalls", "errs", "babbles", "swells")
"""What may go wrong: no answer, half a page, half and a reset, half and silence, a 500, no HTTP, a page of 8 MB."""

_PAGE, _LARGE = page(20), page(200)
_TYPE = b"Content-Type: text/html; charset=utf-8"
_TITLE = b'<h1 class="page-title">'


def answer(body: bytes, *lines: bytes, status: bytes = b"200 OK") -> bytes:
    return b"\r\n".join((b"HTTP/1.1 " + status, _TYPE, b"Content-Length: %d" % len(body), *lines, b"", body))


def bombs() -> Mapping[str, bytes]:
    body = b"<!doctype html><title>b</title><p>" + b"x" * BOMB
    return {
        "gzip": answer(gzip.compress(body, mtime=0), b"Content-Encoding: gzip"),
        "br": answer(brotli.compress(body, quality=5), b"Content-Encoding: br"),
        "zstd": answer(zstandard.compress(body), b"Content-Encoding: zstd"),
    }


class Shop:
    """Answers `/page/TOKEN`, `/large/TOKEN`, `/bomb/CODING` and `/fault/NAME`; to a form it says nothing."""

    def __init__(self) -> None:
        self._bombs = bombs()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while await self._one(reader, writer):
                await writer.drain()
        writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; return whether the connection goes on."""
        head = await reader.readuntil(b"\r\n\r\n")
        path = head.split(b" ", 2)[1].decode("ascii")
        _, kind, name = path.split("/", 2)
        token = name.encode("ascii")
        if head.startswith(b"POST"):
            await reader.read()
            return False
        if kind == "fault":
            return await self._fault(name, writer)
        if kind == "bomb":
            writer.write(self._bombs[name])
        elif kind == "large":
            writer.write(answer(_LARGE.replace(_TITLE, _TITLE + token, 1)))
        else:
            writer.write(answer(_PAGE.replace(_TITLE, _TITLE + token, 1)))
        return True

    async def _fault(self, name: str, writer: asyncio.StreamWriter) -> bool:
        if name == "errs":
            writer.write(answer(b"<h1>oops</h1>", status=b"500 Oops"))
        elif name == "swells":
            writer.write(answer(_PAGE * 400))
        elif name == "babbles":
            writer.write(b"<h1>no HTTP</h1>")
        elif name != "refuses":
            writer.write(answer(_PAGE)[:4000])
        await writer.drain()
        if name == "stalls":
            await asyncio.sleep(15)
        if name == "resets":
            writer.transport.abort()
        return name in {"errs", "swells"}


async def main(port: int) -> None:
    server = await asyncio.start_server(Shop().serve, HOST, port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
