import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from proxy.edge.direct.outlet import Limits, Outlet
from proxy.edge.direct.shop import Shop
from proxy.edge.origin import Origin, OriginError, Patience
from proxy.edge.pool import Pool, Reach
from proxy.message import Head
from tests.support.origin import ok, scripted
from tests.support.process import free_port


@asynccontextmanager
async def shop(port: int) -> AsyncIterator[Shop]:
    reach = Reach("127.0.0.1", port)
    opened = Shop(Pool(reach, lambda: Outlet(Limits(4096, 16))), Origin(reach, Patience()))
    try:
        yield opened
    finally:
        opened.close()
        opened.origin.close()


async def test_a_connection_is_made_once_and_then_waits_to_be_used_again() -> None:
    async with scripted([ok()]) as origin, shop(origin.port) as opened:
        assert opened.idle() is None
        outlet = await opened.connected()
        opened.give(outlet)
        assert opened.idle() is outlet
        outlet.close()


async def test_a_shop_that_is_not_there_is_told_by_its_cause() -> None:
    async with shop(free_port()) as opened:
        with pytest.raises(OriginError) as refused:
            await opened.connected()
        assert (refused.value.status, refused.value.cause) == (502, "refused")


async def test_aiohttp_reads_on_what_was_begun() -> None:
    async with scripted([b"later"]) as origin, shop(origin.port) as opened:
        transport, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, "127.0.0.1", origin.port)
        begun = b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nnow, "
        answering = opened.adopted(transport, Head("GET", "/", ()), begun)
        transport.write(b"GET / HTTP/1.1\r\n\r\n")
        answer = await answering
        assert answer.page.status == 200
        assert b"".join([piece async for piece in answer.pieces()]) == b"now, later"
