"""Every limit of the door by its default, on real sockets: what is just within passes, what is just beyond does not."""

import asyncio
import socket
from pathlib import Path

import pytest

from proxy.settings import Settings
from tests.support.door import PAGE, heard, open_door, request, until
from tests.support.origin import Cut, ok, scripted

HTML = b"Content-Type: text/html; charset=iso-8859-1"
CHUNKED = b"POST / HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
MIB = 2**20


def default(name: str) -> int:
    value = Settings.model_fields[name].default
    assert isinstance(value, int)
    return value


async def status(folder: Path, *pieces: bytes | float, **settings: object) -> int:
    async with scripted([ok()]) as origin, open_door(origin.url, folder, **settings) as door:
        return (await heard(door.port, *pieces)).status


@pytest.mark.parametrize(("size", "expected"), [(60, 200), (70, 431)])
async def test_a_head_may_have_64_kib(tmp_path: Path, size: int, expected: int) -> None:
    fields = [f"X-{number}: {'v' * (10 * 1024 - 20)}" for number in range(size // 10)]
    assert default("head_limit") == 64 * 1024
    assert await status(tmp_path, request("/", *fields)) == expected


@pytest.mark.parametrize(("size", "expected"), [(31, 200), (33, 431)])
async def test_a_field_and_a_first_line_may_have_32_kib(tmp_path: Path, size: int, expected: int) -> None:
    assert default("field_limit") == 32 * 1024
    assert await status(tmp_path, request("/", f"Cookie: a={'v' * (size * 1024)}")) == expected
    assert await status(tmp_path, request(f"/{'v' * (size * 1024)}")) == expected


@pytest.mark.parametrize(("count", "expected"), [(256, 200), (260, 400)])
async def test_a_head_may_have_256_fields(tmp_path: Path, count: int, expected: int) -> None:
    assert default("head_fields") == 256
    fields = [f"X-{number}: v" for number in range(count - 2)]
    assert await status(tmp_path, request("/", *fields)) == expected


@pytest.mark.parametrize(("count", "expected"), [(200, 200), (300, 502)])
async def test_an_answer_may_have_256_fields(tmp_path: Path, count: int, expected: int) -> None:
    fields = [b"X-%d: v" % number for number in range(count)]
    async with scripted([ok(b"ok", *fields)]) as origin, open_door(origin.url, tmp_path) as door:
        assert (await heard(door.port, request("/x.png"))).status == expected


@pytest.mark.parametrize(("size", "expected"), [(3900, 200), (4300, 400)])
async def test_what_surrounds_chunks_may_have_4_kib(tmp_path: Path, size: int, expected: int) -> None:
    assert default("extension_limit") == 4096
    whole = CHUNKED + b"5;a=" + b"x" * size + b"\r\nhello\r\n0\r\n\r\n"
    spread = CHUNKED + b"1;a=%s\r\nh\r\n" % (b"x" * (size // 10)) * 10 + b"0\r\n\r\n"
    trailed = CHUNKED + b"5\r\nhello\r\n0\r\nX-A: " + b"x" * size + b"\r\n\r\n"
    for raw in (whole, spread, trailed):
        assert await status(tmp_path, raw) == expected


async def test_of_requests_sent_ahead_ten_wait_and_the_others_are_not_read(tmp_path: Path) -> None:
    assert default("pipelined") == 10
    asking = b"GET /x.png HTTP/1.1\r\nHost: shop.test\r\nX-A: " + b"v" * 30_000 + b"\r\n\r\n"
    async with scripted([Cut.HANG]) as origin, open_door(origin.url, tmp_path) as door:
        _, writer = await asyncio.open_connection("127.0.0.1", door.port)
        gone = 0

        async def flood() -> None:
            nonlocal gone
            while gone < 64 * MIB:
                writer.write(asking)
                await writer.drain()
                gone += len(asking)

        sending = asyncio.create_task(flood())
        await until(lambda: bool(origin.requests))
        await asyncio.sleep(1.0)
        assert gone < 16 * MIB
        assert len(origin.requests) == 1
        sending.cancel()
        writer.transport.abort()


@pytest.mark.parametrize(("size", "rewritten"), [(2 * MIB, True), (2 * MIB + 1, False)])
async def test_a_page_may_have_2_mib(tmp_path: Path, size: int, rewritten: bool) -> None:
    assert default("page_limit") == 2 * MIB
    page = PAGE + b" " * (size - len(PAGE))
    async with scripted([ok(page, HTML)]) as origin, open_door(origin.url, tmp_path) as door:
        answer = await heard(door.port, request())
        assert answer.whole
        assert (answer.body != page) is rewritten


async def test_a_shop_that_takes_no_connection_is_given_up_in_time(tmp_path: Path) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        port = deaf.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(("127.0.0.1", port))
        async with open_door(f"http://127.0.0.1:{port}", tmp_path, connect_timeout=0.2) as door:
            assert (await heard(door.port, request())).status == 504
            assert "no connection in time" in door.log
        for each in waiting:
            each.close()


@pytest.mark.parametrize(("keepalive", "connections"), [(30, 1), (0.1, 2)])
async def test_a_connection_to_the_shop_is_kept_no_longer_than_told(
    tmp_path: Path, keepalive: float, connections: int
) -> None:
    async with scripted([ok()]) as origin, open_door(origin.url, tmp_path, upstream_keepalive=keepalive) as door:
        for _ in range(2):
            assert (await heard(door.port, request("/x.png"))).status == 200
            await asyncio.sleep(0.3)
        assert origin.connections == connections


async def test_a_slow_body_passes_for_as_long_as_it_moves(tmp_path: Path) -> None:
    moving: list[bytes | float] = [0.1, b"x"] * 8
    head = b"POST / HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\nContent-Length: 8\r\n\r\n"
    assert await status(tmp_path, head, *moving, progress_timeout=0.4) == 200
    async with scripted([ok()]) as origin, open_door(origin.url, tmp_path, progress_timeout=0.2) as door:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        writer.write(head + b"xxxx")
        assert (await reader.readline()).startswith(b"HTTP/1.1 408")
        writer.close()
