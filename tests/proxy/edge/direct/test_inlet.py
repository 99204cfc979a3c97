import asyncio
from pathlib import Path

import pytest

from tests.support.door import PAGE, OpenDoor, heard, open_door, request, until
from tests.support.origin import ok, scripted

PLAIN = b"GET /x.png HTTP/1.1\r\nHost: shop.test\r\n\r\n"
ADDED = b"POST /basket/add HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 9\r\n\r\nproduct=1"
LAST = request("/x.png")


def of_aiohttp(door: OpenDoor) -> bool:
    """Tell whether the one connection is aiohttp's now."""
    return not door.entrance.inlets


async def test_plain_requests_are_never_aiohttps(tmp_path: Path) -> None:
    async with scripted([ok()]) as origin, open_door(origin.url, tmp_path) as door:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        for _ in range(3):
            writer.write(PLAIN)
            await reader.readuntil(b"ok")
            assert not of_aiohttp(door)
        writer.close()


@pytest.mark.parametrize(
    "other", [ADDED, PLAIN.replace(b"GET", b"HEAD"), PLAIN.replace(b"Host", b"Expect: 100-continue\r\nHost")]
)
async def test_any_other_is_and_the_next_plain_one_is_not(tmp_path: Path, other: bytes) -> None:
    async with scripted([ok()]) as origin, open_door(origin.url, tmp_path) as door:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        for _ in range(3):
            writer.write(other)
            await reader.readuntil(b"\r\n\r\n")
            assert of_aiohttp(door)
            await asyncio.sleep(0.05)
            writer.write(PLAIN)
            await reader.readuntil(b"\r\n\r\nok")
            assert not of_aiohttp(door)
        assert len(origin.requests) == 6
        assert door.parts.door.crowd._all == 1
        writer.close()
        await until(lambda: not door.parts.door.crowd._all)


async def test_switched_off_all_of_them_are(tmp_path: Path) -> None:
    async with scripted([ok()]) as origin, open_door(origin.url, tmp_path, http="aiohttp") as door:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        for _ in range(2):
            writer.write(PLAIN)
            await reader.readuntil(b"ok")
            assert of_aiohttp(door)
        writer.close()


async def test_requests_sent_ahead_are_answered_in_turn_whoever_answers(tmp_path: Path) -> None:
    async with scripted([0.02, ok()]) as origin, open_door(origin.url, tmp_path) as door:
        answer = await heard(door.port, PLAIN * 3 + ADDED + PLAIN * 2 + LAST)
        assert answer.body.count(b"HTTP/1.1 200 OK") == 6
        assert [head.partition(b" ")[0] for head in origin.heads] == [b"GET"] * 3 + [b"POST"] + [b"GET"] * 3


async def test_of_what_is_sent_ahead_no_more_than_a_little_is_taken(tmp_path: Path) -> None:
    async with scripted([0.001, ok()]) as origin, open_door(origin.url, tmp_path) as door:
        answer = await heard(door.port, PLAIN * 3000 + LAST)
        assert answer.body.count(b"HTTP/1.1 200 OK") == 3000
        assert len(origin.requests) == 3001


@pytest.mark.parametrize("step", [1, 7, 40])
async def test_a_head_that_comes_in_pieces_is_answered(tmp_path: Path, step: int) -> None:
    async with scripted([ok()]) as origin, open_door(origin.url, tmp_path) as door:
        pieces = [part for at in range(0, len(LAST), step) for part in (LAST[at : at + step], 0.001)]
        assert (await heard(door.port, *pieces)).body == b"ok"


async def test_who_sends_no_more_still_gets_his_answers(tmp_path: Path) -> None:
    async with scripted([0.1, ok(PAGE, b"Content-Type: text/html")]) as origin, open_door(origin.url, tmp_path) as door:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        writer.write(PLAIN * 2)
        writer.write_eof()
        got = await reader.read()
        assert got.count(b"HTTP/1.1 200 OK") == 2
        assert got.count(b"Connection: close") == 1
        writer.close()


async def test_who_sends_no_more_is_not_waited_for_long(tmp_path: Path) -> None:
    async with scripted([5.0, ok()]) as origin, open_door(origin.url, tmp_path, parting_timeout=0.1) as door:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        writer.write(PLAIN)
        writer.write_eof()
        assert await reader.read() == b""
        await until(lambda: "visitor gone" in door.log)
        writer.close()


async def test_who_asks_nothing_is_closed(tmp_path: Path) -> None:
    async with scripted([ok()]) as origin, open_door(origin.url, tmp_path, idle_timeout=0.2) as door:
        assert (await heard(door.port, 0.01)).head == b""
        answer = await heard(door.port, PLAIN)
        assert (answer.body, answer.field("Connection")) == (b"ok", [])
        assert not door.entrance.inlets


async def test_what_is_refused_is_refused_in_aiohttps_words(tmp_path: Path) -> None:
    async with scripted([ok()]) as origin, open_door(origin.url, tmp_path, hosts="shop.test") as door:
        answer = await heard(door.port, PLAIN.replace(b"shop.test", b"other.test"))
        assert (answer.status, origin.requests) == (421, [])
        assert (await heard(door.port, request("/.devanture/ribbon.css"))).status == 200


async def test_who_parts_behind_a_request_of_another_kind_gets_both_answers(tmp_path: Path) -> None:
    async with scripted([0.2, ok()]) as origin, open_door(origin.url, tmp_path, parting_timeout=0.3) as door:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        writer.write(PLAIN + ADDED)
        writer.write_eof()
        assert (await reader.read()).count(b"HTTP/1.1 200 OK") == 2
        assert len(origin.requests) == 2
        writer.close()


async def test_a_fault_of_ours_ends_the_connection_and_no_more(tmp_path: Path) -> None:
    async with scripted([ok()]) as origin, open_door(origin.url, tmp_path) as door:
        fuses, door.parts.pipeline.gatherer = door.parts.pipeline.gatherer, None  # type: ignore[assignment]
        assert (await heard(door.port, request("/"))).head == b""
        door.parts.pipeline.gatherer = fuses
        assert (await heard(door.port, request("/"))).status == 200
        assert not door.entrance.inlets
