import asyncio
import contextlib
from pathlib import Path

from tests.support.door import open_door, request, until
from tests.support.origin import ok, scripted

PLAIN = b"GET /x.png HTTP/1.1\r\nHost: shop.test\r\n\r\n"


async def test_an_end_closes_who_is_idle_and_waits_for_who_is_not(tmp_path: Path) -> None:
    async with scripted([0.3, ok(b"late")]) as origin, open_door(origin.url, tmp_path) as door:
        idle, idler = await asyncio.open_connection("127.0.0.1", door.port)
        busy, worker = await asyncio.open_connection("127.0.0.1", door.port)
        worker.write(PLAIN)
        await until(lambda: bool(origin.requests))
        door.parts.door.draining = True
        ending = asyncio.create_task(door.entrance.end(5.0))
        assert await idle.read() == b""
        assert not ending.done()
        assert (await busy.read()).endswith(b"late")
        await ending
        for writer in (idler, worker):
            writer.close()


async def test_an_end_cuts_who_takes_too_long(tmp_path: Path) -> None:
    async with scripted([5.0, ok()]) as origin, open_door(origin.url, tmp_path) as door:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        writer.write(request("/x.png"))
        await until(lambda: bool(origin.requests))
        await door.entrance.end(0.1)
        with contextlib.suppress(ConnectionResetError):
            assert await reader.read() == b""
        writer.close()
        await until(lambda: not door.entrance.inlets)
