import asyncio
import logging
from pathlib import Path

import pytest

from proxy.message import Head, Page
from tests.support.door import PAGE, Heard, heard, open_door, parsed, request, until
from tests.support.origin import ok, scripted


async def test_a_fault_of_ours_is_a_small_page_and_a_trace_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(_head: Head) -> Page:
        raise ZeroDivisionError

    async with scripted([ok()]) as origin, open_door(origin.url, tmp_path) as door:
        door.parts.door.own = type(door.parts.door.own)("/.devanture/", {"broken": broken})
        with caplog.at_level(logging.CRITICAL):
            answer = await heard(door.port, request("/.devanture/broken"))
        assert (answer.status, answer.whole) == (500, True)
        assert b"ZeroDivision" not in answer.head + answer.body
        assert b"aiohttp" not in answer.head + answer.body


async def test_garbage_behind_a_request_does_not_spoil_its_answer(tmp_path: Path) -> None:
    async with scripted([ok(b"fine")]) as origin, open_door(origin.url, tmp_path) as door:
        asking = b"GET /x.png HTTP/1.1\r\nHost: shop.test\r\n\r\n"
        answer = await heard(door.port, asking, 0.05, b"\x00\x01\r\n\r\n")
        assert answer.body.startswith(b"fine")
        assert b"HTTP/1.1 400" in answer.body


async def test_what_the_parser_refuses_is_logged_without_the_bytes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with scripted([ok()]) as origin, open_door(origin.url, tmp_path) as door:
        answer = await heard(door.port, b"GET / HTTP/1.1\r\nCanary\r\n\r\n")
        assert answer.status == 400
        assert "Canary" not in door.log + caplog.text
        assert '"status": 400' in door.log


async def test_a_visitor_who_leaves_ends_the_work_for_him(tmp_path: Path) -> None:
    async with scripted([5.0, ok()]) as origin, open_door(origin.url, tmp_path, parting_timeout=0.1) as door:
        _, writer = await asyncio.open_connection("127.0.0.1", door.port)
        writer.write(request("/x.png"))
        await until(lambda: bool(origin.requests))
        writer.close()
        await until(lambda: "visitor gone" in door.log)


ASKING = b"GET /x.png HTTP/1.1\r\nHost: shop.test\r\n\r\n"


@pytest.mark.parametrize("bound", [{"connections": 1}, {"connections_per_address": 1}])
async def test_one_visitor_too_many_is_told_at_once_when_to_come_again(tmp_path: Path, bound: dict[str, int]) -> None:
    async with scripted([ok()]) as origin, open_door(origin.url, tmp_path, **bound) as door:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        writer.write(ASKING)
        await reader.readuntil(b"ok")
        for sent in (b"", ASKING, b"x" * 100_000):
            answer = await heard(door.port, sent)
            assert (answer.status, answer.field("Retry-After")) == (503, ["5"])
        assert len(origin.requests) == 1
        writer.close()
        await until(lambda: not door.parts.door.crowd._each)
        assert (await heard(door.port, request("/x.png"))).status == 200


async def test_a_trusted_hop_brings_as_many_as_it_likes(tmp_path: Path) -> None:
    bounds = {"connections_per_address": 1, "trusted_hops": "127.0.0.0/8"}
    async with scripted([ok()]) as origin, open_door(origin.url, tmp_path, **bounds) as door:
        _, writer = await asyncio.open_connection("127.0.0.1", door.port)
        assert (await heard(door.port, request("/x.png"))).status == 200
        writer.close()


async def test_of_requests_sent_ahead_no_more_wait_than_may(tmp_path: Path) -> None:
    async with scripted([0.01, ok()]) as origin, open_door(origin.url, tmp_path, pipelined=3) as door:
        answer = await heard(door.port, ASKING * 20 + request("/x.png"))
        assert (answer.body.count(b"HTTP/1.1 200 OK"), len(origin.requests)) == (20, 21)


async def test_a_flood_of_chunk_extensions_never_reaches_the_shop(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    head = b"POST / HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding: chunked\r\n\r\n"
    flood = b"5;a=" + b"x" * 5000 + b"\r\nhello\r\n0\r\n\r\n"
    async with scripted([ok()]) as origin, open_door(origin.url, tmp_path) as door:
        assert (await heard(door.port, head + flood)).status == 400
        assert origin.requests == []
        assert (await heard(door.port, head, 0.1, flood)).status == 400
        assert not any(asked.endswith(b"0\r\n\r\n") for asked in origin.requests)
    assert caplog.text == ""


async def parted(port: int, *pieces: bytes | float) -> Heard:
    """What a client gets that closes its sending side behind its pieces and reads on, as nc and many scripts do."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for piece in pieces:
        if isinstance(piece, float):
            await asyncio.sleep(piece)
        else:
            writer.write(piece)
    writer.write_eof()
    got, clean = b"", True
    try:
        while more := await reader.read(2**16):
            got += more
    except ConnectionError:
        clean = False
    writer.close()
    return parsed(got, clean=clean)


@pytest.mark.parametrize("before", [(), (0.05,), (ASKING, 0.1)])
async def test_who_sends_no_more_is_answered_what_was_asked(tmp_path: Path, before: tuple[bytes | float, ...]) -> None:
    async with scripted([0.2, ok(b"fine")]) as origin, open_door(origin.url, tmp_path) as door:
        answer = await parted(door.port, *before, ASKING)
        assert (answer.status, answer.whole or bool(before)) == (200, True)
        assert answer.body.endswith(b"fine")
        await until(lambda: not door.parts.door.crowd._each)


async def test_who_sends_no_more_gets_a_page_and_a_body_goes_up(tmp_path: Path) -> None:
    html = b"Content-Type: text/html"
    async with scripted([0.1, ok(PAGE, html)]) as origin, open_door(origin.url, tmp_path) as door:
        assert b"promo" not in (await parted(door.port, b"GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n")).body
        large = b"POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 3000000\r\n\r\n" + b"x" * 3_000_000
        assert (await parted(door.port, large)).status == 200
        assert len(origin.requests[1]) > 3_000_000


async def test_all_that_was_sent_ahead_is_answered_before_the_end(tmp_path: Path) -> None:
    async with scripted([0.01, ok()]) as origin, open_door(origin.url, tmp_path, pipelined=3) as door:
        answer = await parted(door.port, ASKING * 20)
        assert (answer.body.count(b"HTTP/1.1 200 OK"), len(origin.requests)) == (19, 20)


@pytest.mark.parametrize(
    "body", [b"Content-Length: 9\r\n\r\nhello", b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"]
)
async def test_half_a_request_is_none(tmp_path: Path, body: bytes, caplog: pytest.LogCaptureFixture) -> None:
    async with scripted([ok()]) as origin, open_door(origin.url, tmp_path) as door:
        answer = await parted(door.port, b"POST / HTTP/1.1\r\nHost: shop.test\r\n" + body)
        assert (answer.status, answer.whole) == (400, True)
        assert (await parted(door.port, ASKING[:-2])).status == 0
        assert (await parted(door.port, ASKING, ASKING[:-2])).body == b"ok"
        assert [asked[:4] for asked in origin.requests] == [b"POST", b"GET "]
        assert not origin.requests[0].endswith((b"0\r\n\r\n", b"hello"))
        await until(lambda: not door.parts.door.crowd._each)
    assert caplog.text == ""


async def test_a_tunnel_ends_with_the_visitors_side(tmp_path: Path) -> None:
    switched = b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    asking = ASKING[:-2] + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    async with scripted([switched]) as origin, open_door(origin.url, tmp_path) as door:
        assert (await parted(door.port, asking, 0.2)).status == 101
        await until(lambda: not door.parts.door.crowd._each)
