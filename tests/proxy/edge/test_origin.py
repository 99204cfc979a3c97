import asyncio
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import pytest

from proxy.edge.origin import Answer, Origin, OriginError, Patience, UploadError
from proxy.edge.pool import Reach
from proxy.message import Head, Headers
from tests.support.origin import Cut, Script, ScriptedOrigin, ok, scripted

HOST = (b"Host", b"shop.test")
SOON = Patience(first_byte=0.2, progress=0.2)


@asynccontextmanager
async def shop(*scripts: Script, early: bool = False) -> AsyncIterator[tuple[Origin, ScriptedOrigin]]:
    async with scripted(*scripts, early=early) as server:
        origin = Origin(Reach("127.0.0.1", server.port, keepalive=0.5), SOON)
        try:
            yield origin, server
        finally:
            origin.close()


async def body_of(answer: Answer) -> bytes:
    try:
        return b"".join([piece async for piece in answer.pieces()])
    finally:
        answer.close()


async def asked(origin: Origin, method: str = "GET", target: str = "/", headers: Headers = (HOST,)) -> bytes:
    return await body_of(await origin.fetch(Head(method, target, headers)))


async def fault(origin: Origin, method: str = "GET") -> OriginError:
    with pytest.raises(OriginError) as raised:
        await asked(origin, method)
    return raised.value


async def pieces(*sent: bytes) -> AsyncGenerator[bytes, None]:
    for piece in sent:
        await asyncio.sleep(0)
        yield piece


async def test_targets_and_field_bytes_go_up_as_they_came() -> None:
    odd: Headers = (HOST, (b"COOKIE", b"a=caf\xe9; b=\xff"), (b"X-A", b"1"), (b"x-a", b"2"))
    async with shop([ok()]) as (origin, server):
        for target in ("/%7Euser/a%2Fb?", "//host/", "/a b?x=%c3%a9", "*"):
            assert await asked(origin, target=target, headers=odd) == b"ok"
        lines = b"Host: shop.test\r\nCOOKIE: a=caf\xe9; b=\xff\r\nX-A: 1\r\nx-a: 2"
        assert server.heads == [
            b"GET " + target + b" HTTP/1.1\r\n" + lines
            for target in (b"/%7Euser/a%2Fb?", b"//host/", b"/a b?x=%c3%a9", b"*")
        ]


async def test_a_connection_is_used_again() -> None:
    async with shop([ok()]) as (origin, server):
        for _ in range(5):
            assert await asked(origin) == b"ok"
        assert server.connections == 1


async def test_the_answer_keeps_its_bytes_and_repeats() -> None:
    async with shop([ok(b"", b"set-Cookie: a=\xe9", b"Set-Cookie: b=2")]) as (origin, _):
        answer = await origin.fetch(Head("GET", "/", (HOST,)))
        assert answer.page.headers[1:] == ((b"set-Cookie", b"a=\xe9"), (b"Set-Cookie", b"b=2"))
        assert await body_of(answer) == b""


@pytest.mark.parametrize(
    ("method", "script", "body"),
    [
        ("HEAD", [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"], b""),
        ("GET", [b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"], b""),
        ("GET", [b"HTTP/1.1 204 No Content\r\n\r\n"], b""),
        ("GET", [b"HTTP/1.0 200 OK\r\n\r\nuntil the end", Cut.CLOSE], b"until the end"),
        ("GET", [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: t\r\n\r\n"], b"abc"),
        ("GET", [b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ok()], b"ok"),
        ("GET", [b"HTTP/1.1 100 Continue\r\n\r\n", 0.01, ok()], b"ok"),
    ],
)
async def test_every_framing_is_read(method: str, script: Script, body: bytes) -> None:
    async with shop(script) as (origin, _):
        assert await asked(origin, method) == body


async def test_a_codings_bytes_are_not_undone() -> None:
    async with shop([ok(b"\x1f\x8bnot gzip", b"Content-Encoding: gzip")]) as (origin, _):
        assert await asked(origin) == b"\x1f\x8bnot gzip"


async def test_a_small_body_is_read_whole_and_a_large_one_in_part() -> None:
    async with shop([ok(b"x" * 100_000)]) as (origin, _):
        small = await origin.fetch(Head("GET", "/", (HOST,)))
        assert await small.read(100_000) == (b"x" * 100_000, True)
        small.close()
        large = await origin.fetch(Head("GET", "/", (HOST,)))
        begun, whole = await large.read(1000)
        assert not whole
        assert begun + await body_of(large) == b"x" * 100_000


async def test_an_answer_that_came_unasked_is_nobodys() -> None:
    async with shop([ok(), 0.02, ok(b"EVIL")], [ok()]) as (origin, server):
        assert await asked(origin) == b"ok"
        await asyncio.sleep(0.1)
        assert await asked(origin) == b"ok"
        assert server.connections == 2


async def test_an_answer_longer_than_its_length_ends_there() -> None:
    async with shop([ok(b"ok") + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nEVIL"], [ok()]) as (origin, _):
        assert await asked(origin) == b"ok"
        assert await asked(origin) == b"ok"


@pytest.mark.parametrize("end", [Cut.CLOSE, Cut.RESET])
async def test_a_link_that_the_shop_closed_costs_nobody_the_page(end: Cut) -> None:
    async with shop([ok(), 0.01, end]) as (origin, _):
        for pause in (0.0, 0.05, 0.0, 0.05):
            assert await asked(origin) == b"ok"
            await asyncio.sleep(pause)


@pytest.mark.parametrize(("method", "times"), [("GET", 2), ("HEAD", 2), ("OPTIONS", 2), ("POST", 1), ("DELETE", 1)])
async def test_only_safe_methods_are_sent_again_and_once(method: str, times: int) -> None:
    async with shop([Cut.CLOSE]) as (origin, server):
        assert (await fault(origin, method)).status == 502
        assert len(server.requests) == times


async def test_a_request_that_was_begun_to_be_answered_is_not_sent_again() -> None:
    for end in (Cut.CLOSE, Cut.RESET):
        async with shop([b"HTTP/1.1 200 OK\r\nX", 0.02, end]) as (origin, server):
            assert (await fault(origin)).status == 502
            assert len(server.requests) == 1


async def test_methods_that_change_things_get_a_new_connection() -> None:
    async with shop([ok()]) as (origin, server):
        for method in ("GET", "POST", "DELETE"):
            await asked(origin, method)
        assert server.connections == 3


@pytest.mark.parametrize(
    ("script", "status", "cause"),
    [
        ([Cut.HANG], 504, "no answer in time"),
        ([b"HTTQ/1.1 200 OK\r\n\r\n"], 502, "malformed"),
        ([ok().replace(b"200", b"099")], 502, "malformed"),
        ([ok().replace(b"200", b"600")], 502, "malformed"),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 3, 4\r\n\r\nabc"], 502, "malformed"),
        ([b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 300 + b"\r\n"], 502, "malformed"),
        ([b"HTTP/1.1 200 OK\r\nX-A: " + b"v" * 40_000 + b"\r\n\r\n"], 502, "malformed"),
        ([ok(b"ok", b"X-A: a\rSet-Cookie: evil=1")], 502, "malformed"),
        ([b"HTTP/1.1 100 Continue\r\n\r\n", Cut.CLOSE], 502, "closed"),
        ([b"HTTP/1.1 100 Continue\r\n\r\n" * 200, ok()], 502, "no final answer"),
        (
            [b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"],
            502,
            "switched protocols unasked",
        ),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", 0.01, Cut.CLOSE], 502, "cut"),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", 0.01, Cut.RESET], 502, "cut"),
        ([b"HTTP/1.1 200 OK\r\n\r\nabc", 0.01, Cut.RESET], 502, "cut"),
        ([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", 0.01, Cut.CLOSE], 502, "cut"),
        ([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 0.02, b"zz\r\nabc\r\n"], 502, "cut"),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", Cut.HANG], 504, "stalled"),
    ],
)
async def test_each_fault_has_its_status_and_cause(script: Script, status: int, cause: str) -> None:
    async with shop(script) as (origin, _):
        found = await fault(origin)
        assert (found.status, found.cause) == (status, cause)


@pytest.mark.parametrize("interim", [b"100 Continue", b"102 Processing", b"103 Early Hints"])
async def test_interim_heads_are_dropped_and_the_final_one_follows(interim: bytes) -> None:
    head = b"HTTP/1.1 " + interim + b"\r\nLink: </a.css>\r\n\r\n"
    async with shop([head * 2, 0.05, head + ok()]) as (origin, server):
        answer = await origin.fetch(Head("GET", "/", (HOST,)))
        assert (answer.page.status, answer.page.headers) == (200, ((b"Content-Length", b"2"),))
        assert await body_of(answer) == b"ok"
        assert await asked(origin) == b"ok"
        assert server.connections == 1


async def test_trailers_are_dropped() -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTrailer: Set-Cookie\r\nTransfer-Encoding: chunked\r\n\r\n"
    async with shop([chunked + b"2\r\nok\r\n0\r\nSet-Cookie: evil=1\r\n\r\n"]) as (origin, server):
        for _ in range(2):
            answer = await origin.fetch(Head("GET", "/", (HOST,)))
            assert await body_of(answer) == b"ok"
            assert b"Set-Cookie" not in dict(answer.page.headers)
        assert server.connections == 1


async def test_nobody_listening_is_a_502() -> None:
    async with shop() as (_, server):
        port = server.port
    refused = Origin(Reach("127.0.0.1", port), SOON)
    assert (await fault(refused)).cause == "refused"
    refused.close()


async def test_a_shop_that_takes_no_connection_is_given_up_in_time() -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(deaf.getsockname())
        origin = Origin(Reach("127.0.0.1", deaf.getsockname()[1], connect_timeout=0.2), SOON)
        found = await fault(origin)
        assert (found.status, found.cause) == (504, "no connection in time")
        for each in waiting:
            each.close()


async def test_a_body_goes_up_in_its_own_framing() -> None:
    length = (b"Content-Length", b"5")
    async with shop([ok()]) as (origin, server):
        for headers in ((HOST, length), (HOST,)):
            answer = await origin.fetch(Head("POST", "/", headers), pieces(b"hel", b"lo"))
            assert await body_of(answer) == b"ok"
        assert server.requests == [
            b"POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 5\r\n\r\nhello",
            b"POST / HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n",
        ]


async def test_an_upload_may_take_longer_than_the_first_byte() -> None:
    async def slow() -> AsyncGenerator[bytes, None]:
        for _ in range(6):
            await asyncio.sleep(0.06)
            yield b"x"

    async with shop([ok()]) as (origin, _):
        assert await body_of(await origin.fetch(Head("POST", "/", (HOST,)), slow())) == b"ok"


async def test_a_body_that_fails_is_told_and_never_ends_at_the_shop() -> None:
    async def cut() -> AsyncGenerator[bytes, None]:
        yield b"x"
        raise UploadError(400)

    async with shop([ok()]) as (origin, server):
        with pytest.raises(UploadError) as raised:
            await origin.fetch(Head("POST", "/", (HOST,)), cut())
        assert raised.value.status == 400
        await asyncio.sleep(0.05)
        assert b"0\r\n\r\n" not in server.requests[0]


async def test_an_answer_before_the_upload_ends_is_given() -> None:
    async def endless() -> AsyncGenerator[bytes, None]:
        while True:
            await asyncio.sleep(0.01)
            yield b"x" * 1000

    async with shop([b"HTTP/1.1 413 Too Large\r\nContent-Length: 7\r\n\r\ntoo big"], early=True) as (origin, _):
        answer = await origin.fetch(Head("POST", "/", (HOST,)), endless())
        assert answer.page.status == 413
        assert await body_of(answer) == b"too big"
