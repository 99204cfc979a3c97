import asyncio
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web

from proxy.edge.origin import UploadError
from proxy.edge.upload import Body

FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"


async def uploaded(read: Callable[[Body], Awaitable[object]], *pieces: bytes | float, fields: bytes = FORM) -> object:
    """What `read` makes of a POST of 9 bytes, sent in pieces with pauses between."""
    found: asyncio.Future[object] = asyncio.get_running_loop().create_future()

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        try:
            found.set_result(await read(Body(request, 0.2)))
        except UploadError as error:
            found.set_result(error.status)
        return web.Response()

    server = web.Server(answer)
    opened = await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0)
    _, writer = await asyncio.open_connection("127.0.0.1", opened.sockets[0].getsockname()[1])
    writer.write(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n" + fields + b"\r\n")
    for piece in pieces:
        if isinstance(piece, float):
            await asyncio.sleep(piece)
        else:
            writer.write(piece)
    result = await found
    writer.close()
    opened.close()
    await server.shutdown(1.0)
    return result


async def whole(body: Body) -> bytes:
    return b"".join([piece async for piece in body.pieces()])


async def form_and_whole(body: Body, limit: int = 100) -> tuple[bytes, bytes]:
    return await body.form(limit), await whole(body)


async def test_a_body_comes_in_pieces() -> None:
    assert await uploaded(whole, b"a=1&", 0.02, b"b=two") == b"a=1&b=two"


async def test_a_form_is_looked_at_and_still_goes_up() -> None:
    assert await uploaded(form_and_whole, b"a=1&", 0.02, b"b=two") == (b"a=1&b=two", b"a=1&b=two")


async def test_a_body_of_any_type_is_taken_whole_or_not_at_all() -> None:
    json = b"Content-Type: application/json\r\n"
    assert await uploaded(lambda body: body.whole(9), b"a=1&", 0.02, b"b=two", fields=json) == b"a=1&b=two"
    assert await uploaded(lambda body: body.whole(8), b"a=1&b=two", fields=json) is None


async def test_what_is_no_form_or_too_large_is_not_looked_at() -> None:
    json = b"Content-Type: application/json\r\n"
    assert await uploaded(form_and_whole, b"a=1&b=two", fields=json) == (b"", b"a=1&b=two")
    assert await uploaded(lambda body: form_and_whole(body, 4), b"a=1&b=two") == (b"", b"a=1&b=two")


@pytest.mark.parametrize("read", [whole, form_and_whole])
async def test_a_visitor_who_stands_still_is_told(read: Callable[[Body], Awaitable[object]]) -> None:
    assert await uploaded(read, b"a=1&", 0.4) == 408
