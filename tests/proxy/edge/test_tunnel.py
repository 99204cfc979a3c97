import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from proxy.edge.tunnel import asks, switched
from proxy.message import Head
from tests.support.door import OpenDoor, heard, open_door, request
from tests.support.origin import ok, scripted

HANDSHAKE = ("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")


async def echo(asked: web.Request) -> web.WebSocketResponse:
    answer = web.WebSocketResponse(max_msg_size=0)
    await answer.prepare(asked)
    async for message in answer:
        await answer.send_bytes(message.data)
    return answer


@asynccontextmanager
async def chatting(tmp_path: Path) -> AsyncIterator[OpenDoor]:
    application = web.Application()
    application.router.add_get("/chat", echo)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with open_door(f"http://127.0.0.1:{runner.addresses[0][1]}", tmp_path) as door:
            yield door
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("size", [0, 5, 3_000_000])
async def test_bytes_go_both_ways(tmp_path: Path, size: int) -> None:
    async with (
        chatting(tmp_path) as door,
        aiohttp.ClientSession() as client,
        client.ws_connect(f"http://127.0.0.1:{door.port}/chat", max_msg_size=0) as chat,
    ):
        for _ in range(2):
            await chat.send_bytes(b"x" * size)
            assert (await chat.receive_bytes(timeout=20)) == b"x" * size


async def test_the_shops_end_ends_the_visitors(tmp_path: Path) -> None:
    switch = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
    async with scripted([switch + b"hello", 0.05, b" and goodbye"]) as origin, open_door(origin.url, tmp_path) as door:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        writer.write(request("/chat", *HANDSHAKE).replace(b"Connection: close\r\n", b""))
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
        assert await reader.readexactly(17) == b"hello and goodbye"
        for task in origin.tasks:
            task.cancel()
        assert await reader.read() == b""
        writer.close()


async def test_without_the_shops_101_there_is_no_tunnel(tmp_path: Path) -> None:
    async with scripted([ok(b"plain")]) as origin, open_door(origin.url, tmp_path) as door:
        smuggled = b"GET /smuggled HTTP/1.1\r\nHost: shop.test\r\n\r\n"
        answer = await heard(door.port, request("/chat", *HANDSHAKE).replace(b"Connection: close\r\n", b""), smuggled)
        assert (answer.status, answer.body) == (200, b"plain")
        assert len(origin.requests) == 1


async def test_a_switch_to_something_else_is_no_answer(tmp_path: Path) -> None:
    h2c = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"
    async with scripted([h2c]) as origin, open_door(origin.url, tmp_path) as door:
        assert (await heard(door.port, request("/chat", *HANDSHAKE))).status == 502


def handshake(*lines: tuple[bytes, bytes], method: str = "GET") -> bool:
    return asks(Head(method, "/", lines))


def test_only_a_websocket_handshake_asks() -> None:
    upgrade, connection = (b"Upgrade", b"WebSocket"), (b"Connection", b"keep-alive, Upgrade")
    assert handshake(upgrade, connection)
    assert not handshake(upgrade)
    assert not handshake(connection)
    assert not handshake(upgrade, connection, method="POST")
    assert not handshake((b"Upgrade", b"h2c"), connection)
    assert not handshake(upgrade, upgrade, connection)


def test_only_a_websocket_switches() -> None:
    assert switched(((b"upgrade", b"WebSocket"),))
    assert not switched(((b"upgrade", b"h2c"),))
    assert not switched(())
