import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from proxy.stores import Store
from scoring.visitor import Visitor
from tests.support.door import PAGE, heard, open_door, request, until
from tests.support.origin import Cut, Script, ok, scripted

HTML = b"Content-Type: text/html"


async def answered(folder: Path, *scripts: Script, target: str = "/x.png", **settings: object) -> tuple[int, bytes, bool, str]:  # fmt: skip  # noqa: E501
    """Return an answer's status, its body, whether it was whole, and the line of the log."""
    async with scripted(*scripts) as origin, open_door(origin.url, folder, **settings) as door:
        answer = await heard(door.port, request(target))
        await until(lambda: bool(door.log))
        return answer.status, answer.body, answer.whole, door.log


@pytest.mark.parametrize(
    "script",
    [
        [ok(b"some bytes")],
        [ok(b"some bytes")[:-5], 0.05, b"bytes"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nsome \r\n", 0.05, b"5\r\nbytes\r\n0\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\n\r\nsome ", 0.05, b"bytes", Cut.CLOSE],
        [b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", ok(b"some bytes")],
    ],
)
async def test_an_answer_passes_whoever_reads_it(tmp_path: Path, script: Script) -> None:
    status, body, whole, log = await answered(tmp_path, script)
    assert (status, body, whole) == (200, b"some bytes", True)
    assert '"status": 200, "bytes": 10' in log


@pytest.mark.parametrize("target", ["/", "/imprint"])
async def test_a_page_is_personalized_and_sent_whole(tmp_path: Path, target: str) -> None:
    _, body, whole, _ = await answered(tmp_path, [ok(PAGE, HTML)[:-20], 0.05, PAGE[-20:]], target=target)
    assert whole
    assert (b"promo" in body) is (target != "/")


async def test_a_page_over_the_limit_passes_as_it_is(tmp_path: Path) -> None:
    large = PAGE + b"x" * 200_000
    _, body, whole, _ = await answered(tmp_path, [ok(large, HTML)], target="/", page_limit=1024)
    assert (body, whole) == (large, True)


@dataclass
class SlowStore:
    """A store whose answers come after the shop's."""

    store: Store
    asked: int = 0

    async def load(self, who: str) -> Visitor:
        self.asked += 1
        await asyncio.sleep(0.1)
        return await self.store.load(who)


@pytest.mark.parametrize("target", ["/", "/imprint"])
async def test_a_page_waits_for_the_lookups(tmp_path: Path, target: str) -> None:
    script: Script = [ok(PAGE, HTML)[:-20], 0.02, PAGE[-20:]]
    async with scripted(script) as origin, open_door(origin.url, tmp_path, lookup_deadline=5) as door:
        gatherer = door.parts.pipeline.gatherer
        (cookie,) = (await heard(door.port, request("/"))).field("Set-Cookie")
        slow = SlowStore(gatherer.store)
        gatherer.store = slow  # type: ignore[assignment] # nothing else is asked of it here
        answer = await heard(door.port, request(target, f"Cookie: {cookie.partition(';')[0]}"))
        gatherer.store = slow.store
        assert (slow.asked, answer.whole, b"promo" in answer.body) == (1, True, target != "/")


@pytest.mark.parametrize(
    ("script", "cause"),
    [([ok(b"much more")[:-4], 0.05, Cut.RESET], "cut"), ([ok(b"much more")[:-4], Cut.HANG], "stalled")],
)
async def test_an_answer_that_is_cut_is_cut(tmp_path: Path, script: Script, cause: str) -> None:
    status, _, whole, log = await answered(tmp_path, script, progress_timeout=0.3)
    assert (status, whole) == (200, False)
    assert f'"cause": "{cause}"' in log


@pytest.mark.parametrize(
    ("script", "status", "cause"),
    [
        ([Cut.HANG], 504, "no answer in time"),
        ([Cut.CLOSE], 502, "closed"),
        ([b"garbage\r\n\r\n"], 502, "malformed"),
        ([b"HTTP/1.1 101 Switching\r\n\r\n"], 502, "switched protocols unasked"),
    ],
)
async def test_a_shop_without_an_answer_is_told(tmp_path: Path, script: Script, status: int, cause: str) -> None:
    told, _, whole, log = await answered(tmp_path, script, first_byte_timeout=0.3)
    assert (told, whole) == (status, True)
    assert f'"cause": "{cause}"' in log


async def test_a_dead_connection_is_asked_once_more_and_no_more(tmp_path: Path) -> None:
    async with scripted([ok(b"first")], [Cut.CLOSE], [ok(b"again")], [Cut.CLOSE], [Cut.CLOSE]) as origin:
        async with open_door(origin.url, tmp_path) as door:
            bodies = [(await heard(door.port, request("/x.png"))).body for _ in range(2)]
            assert bodies == [b"first", b"again"]
            assert (await heard(door.port, request("/x.png"))).status == 502
        assert len(origin.requests) == 5


async def test_connections_to_the_shop_are_used_again(tmp_path: Path) -> None:
    async with scripted([ok()]) as origin, open_door(origin.url, tmp_path) as door:
        for _ in range(3):
            assert (await heard(door.port, request("/x.png"))).body == b"ok"
        assert origin.connections == 1


async def test_a_slow_visitor_slows_the_shop(tmp_path: Path) -> None:
    size = 30_000_000
    async with scripted([ok(b"x" * size)]) as origin, open_door(origin.url, tmp_path) as door:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port, limit=1000)
        writer.write(request("/x.zip"))
        await asyncio.sleep(0.5)
        (task,) = origin.tasks
        assert not task.done()
        assert origin.requests
        (passing,) = [inlet for inlet in door.entrance.inlets if not inlet.idle]
        assert passing.paused
        assert len((await reader.read()).partition(b"\r\n\r\n")[2]) == size
        writer.close()
