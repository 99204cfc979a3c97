import asyncio
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web

from proxy.edge.reply import Reply
from proxy.message import Headers, Page
from tests.support.door import Heard, heard

GET = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


async def sent(answer: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]], asking: bytes = GET) -> Heard:
    """What a visitor gets from aiohttp's server with this handler."""
    server = web.Server(answer)
    opened = await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0)
    try:
        method = asking.partition(b" ")[0].decode()
        return await heard(opened.sockets[0].getsockname()[1], asking, method=method)
    finally:
        opened.close()
        await server.shutdown(1.0)


async def whole(page: Page, asking: bytes = GET) -> Heard:
    async def answer(_request: web.BaseRequest) -> web.StreamResponse:
        return Reply(page)

    return await sent(answer, asking)


async def test_a_page_goes_out_with_its_own_bytes_and_its_length() -> None:
    lines: Headers = ((b"set-COOKIE", b"a=\xe9\xff"), (b"Set-Cookie", b"b"), (b"Content-Length", b"99"))
    answer = await whole(Page(200, lines, "OK", b"four"))
    assert answer.head.startswith(
        b"HTTP/1.1 200 OK\r\nset-COOKIE: a=\xe9\xff\r\nSet-Cookie: b\r\nContent-Length: 4\r\n"
    )
    assert answer.body == b"four"


async def test_nothing_is_added_but_date_and_framing() -> None:
    answer = await whole(Page(200, (), "OK", b"x"))
    names = [line.partition(b":")[0] for line in answer.head.split(b"\r\n")[1:]]
    assert names == [b"Content-Length", b"Date", b"Connection"]
    dated = await whole(Page(200, ((b"Date", b"Thu, 01 Jan 2026 00:00:00 GMT"),), "OK", b"x"))
    assert dated.field("Date") == ["Thu, 01 Jan 2026 00:00:00 GMT"]


@pytest.mark.parametrize("reason", ["D\udce9j\udce0", "two\r\nlines", "é"])
async def test_a_reason_that_cannot_be_written_is_left_out(reason: str) -> None:
    assert (await whole(Page(299, (), reason, b""))).head.startswith(b"HTTP/1.1 299 \r\n")


@pytest.mark.parametrize(("status", "length"), [(304, ["9"]), (204, [])])
async def test_an_answer_without_a_body_says_only_what_it_may(status: int, length: list[str]) -> None:
    answer = await whole(Page(status, ((b"Content-Length", b"9"),)))
    assert (answer.field("Content-Length"), answer.body) == (length, b"")


async def test_the_answer_to_head_is_that_to_get_without_its_body() -> None:
    answer = await whole(Page(200, ((b"Content-Length", b"9"),)), GET.replace(b"GET", b"HEAD"))
    assert (answer.field("Content-Length"), answer.body) == (["9"], b"")


async def test_a_stream_is_chunked_and_to_http_1_0_it_ends_with_the_connection() -> None:
    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        reply = Reply(Page(200, ()))
        await reply.prepare(request)
        await reply.write(b"abc")
        await reply.write(b"")
        return reply

    new = await sent(answer)
    assert (new.field("Transfer-Encoding"), new.body, new.whole) == (["chunked"], b"abc", True)
    old = await sent(answer, b"GET / HTTP/1.0\r\n\r\n")
    assert (old.field("Transfer-Encoding"), old.body) == ([], b"abc")


@pytest.mark.parametrize("asking", [GET, b"GET / HTTP/1.0\r\n\r\n"])
async def test_an_answer_that_is_cut_never_looks_whole(asking: bytes) -> None:
    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        reply = Reply(Page(200, ()))
        await reply.prepare(request)
        await reply.write(b"half")
        await asyncio.sleep(0.05)
        reply.cut()
        return reply

    assert not (await sent(answer, asking)).whole


async def test_a_connection_stays_open_unless_it_is_told_otherwise() -> None:
    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        return Reply(Page(200, (), "OK", b""), close=request.raw_path == "/last")

    pair = b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /last HTTP/1.1\r\nHost: a\r\n\r\n"
    answer_ = await sent(answer, pair)
    assert answer_.body.count(b"HTTP/1.1 200 OK") == 1
    assert answer_.body.endswith(b"Connection: close\r\n\r\n")


@pytest.mark.parametrize("length", [((b"Content-Length", b"4"),), ()])
async def test_what_has_come_of_a_body_leaves_with_the_head(length: Headers) -> None:
    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        reply = Reply(Page(200, length), b"ab")
        await reply.prepare(request)
        assert reply.sent == (0 if request.method == "HEAD" else 2)
        await reply.write(b"cd")
        return reply

    heard_whole = await sent(answer)
    assert heard_whole.whole
    assert heard_whole.body == b"abcd"
    assert (await sent(answer, GET.replace(b"GET", b"HEAD", 1))).body == b""
