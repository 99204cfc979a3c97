import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from proxy.edge.pool import Link, Pool, Reach
from tests.support.origin import ScriptedOrigin, ok, scripted


@asynccontextmanager
async def pool(keepalive: float = 5.0) -> AsyncIterator[tuple[Pool[Link], ScriptedOrigin]]:
    async with scripted([ok()]) as origin:
        reach = Reach("127.0.0.1", origin.port, keepalive=keepalive)
        kept = Pool(reach, lambda: Link(asyncio.get_running_loop()))
        try:
            yield kept, origin
        finally:
            kept.close()


async def answered(link: Link) -> None:
    """Bring one exchange on a link to its end."""
    link.set_response_params(auto_decompress=False)
    assert link.transport is not None
    link.transport.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    _, content = await link.read()
    assert await content.read() == b"ok"


async def test_a_link_whose_answer_ended_is_taken_again() -> None:
    async with pool() as (links, _):
        link = await links.take(fresh=False)
        await answered(link)
        links.give(link)
        assert await links.take(fresh=False) is link
        link.close()


async def test_a_fresh_link_is_a_new_one() -> None:
    async with pool() as (links, _):
        link = await links.take(fresh=False)
        await answered(link)
        links.give(link)
        other = await links.take(fresh=True)
        assert other is not link
        other.close()


async def test_a_link_in_the_middle_of_an_answer_is_closed() -> None:
    async with pool() as (links, _):
        link = await links.take(fresh=False)
        link.set_response_params(auto_decompress=False)
        link.data_received(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
        links.give(link)
        assert not link.is_connected()


@pytest.mark.parametrize("unasked", [b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nEVIL", b"HTTP/1.1 200 OK\r\n", b"x"])
async def test_a_link_that_said_anything_unasked_is_never_taken_again(unasked: bytes) -> None:
    async with pool() as (links, _):
        link = await links.take(fresh=False)
        await answered(link)
        links.give(link)
        link.data_received(unasked)
        other = await links.take(fresh=False)
        assert other is not link
        assert not link.is_connected()
        other.close()


async def test_an_old_link_is_closed_before_the_shop_does_it() -> None:
    async with pool(keepalive=0.05) as (links, origin):
        link = await links.take(fresh=False)
        await answered(link)
        links.give(link)
        await asyncio.sleep(0.15)
        assert not link.is_connected()
        other = await links.take(fresh=False)
        assert other is not link
        assert origin.connections == 2
        other.close()


async def test_a_shop_that_is_not_there_is_an_os_error() -> None:
    async with pool() as (links, _):
        pass
    with pytest.raises(ConnectionRefusedError):
        await links.take(fresh=False)


async def test_a_broken_chunk_is_told_to_who_reads_the_body() -> None:
    async with pool() as (links, _):
        link = await links.take(fresh=True)
        link.set_response_params(auto_decompress=False)
        link.data_received(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        _, content = await link.read()
        link.data_received(b"zz\r\n")
        assert content.exception() is not None
