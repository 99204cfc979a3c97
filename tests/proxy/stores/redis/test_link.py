"""One connection: many questions in one write, answers in their order, and nothing of it once it is in doubt."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from proxy.stores.redis.link import AwayError, Link, RefusedError, Waits
from tests.support.door import until

SOON, LONG = Waits(0.05, 0.5), Waits(0.05, 60.0)
Server = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def linked(server: Server, waits: Waits = LONG) -> AsyncIterator[Link]:
    """A link to a server that behaves as it is told."""
    opened: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opened.append(writer)
        await server(reader, writer)

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    loop = asyncio.get_running_loop()
    _, link = await loop.create_connection(lambda: Link(waits), *listening.sockets[0].getsockname())
    try:
        yield link
    finally:
        link.close("the test is over")
        for writer in opened:
            writer.close()
        listening.close()
        await asyncio.sleep(0.01)


def saying(*answers: bytes) -> Server:
    """Answer each piece that arrives with the next of these."""

    async def server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            await reader.read(2**16)
            writer.write(answer)

    return server


async def silent(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Say nothing, and stay."""


async def test_what_is_asked_in_one_turn_is_one_write() -> None:
    pieces: list[bytes] = []

    async def server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        pieces.append(await reader.read(2**16))
        writer.write(b"+a\r\n$1\r\nb\r\n:3\r\n")

    async with linked(server) as link:
        answers = [link.ask("GET", key) for key in ("x", b"y", 1)]
        assert await asyncio.gather(*answers) == [b"a", b"b", 3]
    assert len(pieces) == 1
    assert pieces[0].count(b"GET") == 3


async def test_an_error_is_the_answer_to_its_own_question_alone() -> None:
    async with linked(saying(b"+a\r\n-OOM no memory\r\n+c\r\n")) as link:
        first, second, third = (link.ask("GET", key) for key in "abc")
        assert (await first, await third) == (b"a", b"c")
        with pytest.raises(RefusedError, match="no memory") as refused:
            await second
        assert refused.value.code == "OOM"


async def test_whoever_gives_up_leaves_the_order_as_it_is() -> None:
    async with linked(saying(b"+a\r\n+b\r\n")) as link:
        first, second = link.ask("GET", "a"), link.ask("GET", "b")
        first.cancel()
        assert await second == b"b"


@pytest.mark.parametrize("answer", [b"", b"+half", b"*2\r\n+a\r\n", b"HTTP/1.1 400 Bad\r\n\r\n"])
async def test_an_answer_that_breaks_off_or_is_none_ends_all_that_was_asked(answer: bytes) -> None:
    async def server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(2**16)
        writer.write(answer)
        writer.close()

    async with linked(server) as link:
        asked = [link.ask("GET", key) for key in "ab"]
        for answering in asked:
            with pytest.raises(AwayError):
                await answering
        assert link.ended.done()
        with pytest.raises(AwayError):
            link.ask("GET", "c")


async def test_what_nobody_asked_ends_it() -> None:
    async with linked(saying(b"+a\r\n+stray\r\n")) as link:
        assert await link.ask("GET", "a") == b"a"
        assert await link.ended == "it answered what nobody asked"


async def test_nothing_that_comes_after_the_end_is_an_answer() -> None:
    async with linked(silent) as link:
        asked = link.ask("GET", "a")
        link.close("in doubt")
        link.data_received(b"+somebody else's\r\n")
        with pytest.raises(AwayError, match="in doubt"):
            await asked


async def test_a_silent_server_is_late_and_then_gone() -> None:
    async with linked(silent, SOON) as link:
        assert not link.late
        asked = link.ask("GET", "a")
        await until(lambda: link.late)
        with pytest.raises(AwayError, match="no answer within"):
            await asked


async def test_an_answer_ends_the_lateness() -> None:
    go = asyncio.Event()

    async def server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(2**16)
        await go.wait()
        writer.write(b"+a\r\n")

    async with linked(server) as link:
        asked = link.ask("GET", "a")
        await until(lambda: link.late)
        go.set()
        assert await asked == b"a"
        assert not link.late


async def test_a_turn_of_our_own_that_takes_long_makes_nobody_late() -> None:
    async with linked(saying(b"+a\r\n")) as link:
        asked = link.ask("GET", "a")
        await asyncio.sleep(0)
        until = asyncio.get_running_loop().time() + 0.3
        while asyncio.get_running_loop().time() < until:
            pass
        assert not link.late
        assert await asked == b"a"


async def test_a_reader_that_takes_nothing_is_not_given_more() -> None:
    async with linked(silent) as link:
        asked = [link.ask("SET", "a", b"x" * 2**20) for _ in range(32)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert link.late
        link.close("enough")
        await asyncio.gather(*asked, return_exceptions=True)


async def test_a_sign_of_life_is_asked_for_only_when_nothing_is_asked() -> None:
    pieces: list[bytes] = []

    async def server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(2**16):
            pieces.append(piece)
            writer.write(b"+PONG\r\n" * piece.count(b"PING"))

    async with linked(server) as link:
        link.knock()
        link.knock()
        await link.ask("PING")
    assert b"".join(pieces).count(b"PING") == 2
    link.knock()
