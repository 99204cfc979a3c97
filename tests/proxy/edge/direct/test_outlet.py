import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from proxy.edge.direct.outlet import Limits, Outlet
from proxy.edge.origin import OriginError
from proxy.message import Page
from tests.support.door import until
from tests.support.origin import Cut, Script, ScriptedOrigin, ok, scripted

ASKED = b"GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@dataclass
class Notes:
    """An asker that keeps what it is told."""

    page: Page | None = None
    body: bytes = b""
    whole: bool = False
    error: OriginError | None = None
    doubt: bytes = b""

    def answered(self, page: Page, piece: bytes, *, whole: bool) -> None:
        assert self.page is None
        self.page = page
        self.went_on(piece, whole=whole)

    def went_on(self, piece: bytes, *, whole: bool) -> None:
        assert not self.whole
        self.body, self.whole = self.body + piece, whole

    def doubted(self, transport: asyncio.Transport, raw: bytes) -> None:
        self.doubt = raw
        transport.abort()

    def failed(self, error: OriginError) -> None:
        assert not self.whole
        self.error = error

    @property
    def over(self) -> bool:
        return self.whole or self.error is not None or bool(self.doubt)


@dataclass
class Asking:
    outlet: Outlet
    origin: ScriptedOrigin
    notes: list[Notes] = field(default_factory=list)

    async def asked(self) -> Notes:
        notes = Notes()
        self.outlet.heard = False
        self.outlet.ask(ASKED, notes)
        await until(lambda: notes.over)
        return notes


@asynccontextmanager
async def outlet(*scripts: Script) -> AsyncIterator[Asking]:
    async with scripted(*scripts) as origin:
        make: Callable[[], Outlet] = lambda: Outlet(Limits(4096, 16))  # noqa: E731 # a type for the loop
        _, opened = await asyncio.get_running_loop().create_connection(make, "127.0.0.1", origin.port)
        try:
            yield Asking(opened, origin)
        finally:
            opened.close()
            await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("script", "body"),
    [
        ([ok(b"fine")], b"fine"),
        ([ok(b"")], b""),
        ([ok(b"in two")[:-3], 0.02, b"two"], b"in two"),
        ([CHUNKED + b"2\r\nok\r\n0\r\n\r\n"], b"ok"),
        ([CHUNKED, 0.02, b"2\r\nok\r\n", 0.02, b"0\r\n\r\n"], b"ok"),
        ([b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"], b""),
    ],
)
async def test_a_plain_answer_is_read_to_its_end_and_the_next_one_after_it(script: Script, body: bytes) -> None:
    async with outlet(script) as asking:
        for _ in range(2):
            notes = await asking.asked()
            assert (notes.body, notes.whole, notes.error) == (body, True, None)
        assert asking.origin.connections == 1


@pytest.mark.parametrize(
    ("script", "cause"),
    [
        ([Cut.CLOSE], "closed"),
        ([Cut.RESET], "closed"),
        ([ok(b"much more")[:-3], Cut.CLOSE], "cut"),
        ([ok(b"much more")[:-3], Cut.RESET], "cut"),
        ([CHUNKED + b"5\r\nhel", Cut.CLOSE], "cut"),
        ([CHUNKED + b"2\r\nok\r\n", Cut.CLOSE], "cut"),
        ([CHUNKED + b"zz\r\n"], "cut"),
        ([CHUNKED, 0.02, b"2\r\nok\r\n", 0.02, b"5\r\nhello!"], "cut"),
    ],
)
async def test_an_answer_that_is_cut_is_told_so(script: Script, cause: str) -> None:
    async with outlet(script) as asking:
        notes = await asking.asked()
        assert notes.error is not None
        assert (notes.error.status, notes.error.cause, notes.whole) == (502, cause, False)


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.0 200 OK\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\nuntil the end",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"garbage",
    ],
)
async def test_what_is_in_doubt_is_let_go_with_all_that_came(raw: bytes) -> None:
    async with outlet([raw]) as asking:
        notes = await asking.asked()
        assert (notes.doubt, notes.page) == (raw, None)
        assert not asking.outlet.reusable


@pytest.mark.parametrize(
    "raw",
    [
        ok(b"ok") + b"stray",
        CHUNKED + b"2\r\nok\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
        ok(b"ok", b"Connection: close"),
    ],
)
async def test_nobody_else_uses_a_connection_that_said_too_much_or_ends(raw: bytes) -> None:
    async with outlet([raw]) as asking:
        notes = await asking.asked()
        assert (notes.body, notes.whole) == (b"ok", True)
        asking.outlet.heard = False
        assert not asking.outlet.reusable


async def test_what_comes_unasked_is_nobodys() -> None:
    async with outlet([ok(b"ok"), 0.05, ok(b"EVIL")]) as asking:
        assert (await asking.asked()).body == b"ok"
        asking.outlet.heard = False
        assert asking.outlet.reusable
        await until(lambda: asking.outlet.heard)
        assert not asking.outlet.reusable
