"""One plain request on its way to the shop, and its answer on its way back: a step for whatever comes, no task."""

import asyncio
from collections.abc import Awaitable, Coroutine
from dataclasses import dataclass
from typing import Protocol

from proxy.edge.access import Line
from proxy.edge.direct.alarm import Alarm
from proxy.edge.direct.outlet import Outlet
from proxy.edge.direct.shop import Shop
from proxy.edge.frames import LAST_CHUNK, Framing, framing, head_of, pieces_of
from proxy.edge.origin import Answer, OriginError, message
from proxy.edge.own import text
from proxy.edge.server import TOLD, Door
from proxy.exchange import Exchange
from proxy.forwarding import Hop
from proxy.message import Head, Page


class Asking(Protocol):
    """The visitor's connection, as an answer meets it; `paused` while he takes nothing."""

    at: Hop
    alarm: Alarm

    @property
    def paused(self) -> bool: ...

    @property
    def stays(self) -> bool:
        """Tell whether another request may follow this one."""

    def send(self, *pieces: bytes) -> None: ...

    def cut(self) -> None:
        """End the connection so that nobody takes what came for a whole answer."""

    def over(self, *, stays: bool) -> None:
        """Go on: the answer has gone out."""


@dataclass(frozen=True, slots=True)
class Direct:
    """What carries requests: our steps, and the shop."""

    door: Door
    shop: Shop


class Passage:
    """Asks for one visitor: its outlet tells it what comes, its inlet when the visitor is slow or gone."""

    def __init__(self, direct: Direct, inlet: Asking, head: Head, line: Line) -> None:
        self._door, self._shop = direct.door, direct.shop
        self._inlet = inlet
        self._head = self._asked = head
        self._line = line
        self._loop = asyncio.get_running_loop()
        self._since = self._loop.time()
        self._exchange: Exchange = direct.door.pipeline.begin(head)
        self._outlet: Outlet | None = None
        self._task: asyncio.Task[None] | None = None
        self._again = True
        self._page: Page | None = None
        self._held: list[bytes] = []
        self._size = 0
        self._wanted = self._settling = self._whole = self._ended = False
        self._framing: Framing | None = None
        self._stays = True
        self._flowing: asyncio.Event | None = None

    @property
    def begun(self) -> bool:
        """Tell whether a part of the answer has gone out."""
        return self._framing is not None

    def begin(self) -> None:
        self._inlet.alarm.off()
        followed = self._exchange.gathering is not None
        self._asked = self._door.crossing.inward(self._head, self._inlet.at, followed=followed)
        outlet = self._shop.idle()
        if outlet is None:
            self._start(self._connected())
        else:
            self._ask(outlet)

    def hold(self) -> None:
        """Stop what comes until the visitor has taken what is ready."""
        if self._outlet is not None:
            self._outlet.pause()
        if self._flowing is not None:
            self._flowing.clear()
        self._inlet.alarm.set(self._door.settings.reader_timeout, self._inlet.cut)

    def flow(self) -> None:
        """Go on after `hold`."""
        if self._ended:
            self._finish()
            return
        if self._outlet is not None:
            self._outlet.resume()
        if self._flowing is not None:
            self._flowing.set()
        self._inlet.alarm.set(self._door.settings.progress_timeout, self._late)

    def dropped(self) -> None:
        """Give up: the visitor is gone."""
        self._line.cause = self._line.cause or "visitor gone"
        self._let_go()
        self._note()

    def answered(self, page: Page, piece: bytes, *, whole: bool) -> None:
        self._page = page
        self._wanted = self._door.pipeline.wants(self._exchange, page)
        self._inlet.alarm.set(self._door.settings.progress_timeout, self._late)
        self.went_on(piece, whole=whole)

    def went_on(self, piece: bytes, *, whole: bool) -> None:
        self._whole = whole
        if whole and self._outlet is not None:
            self._shop.give(self._outlet)
            self._outlet = None
        if piece:
            self._inlet.alarm.later(self._door.settings.progress_timeout)
        if self._framing is not None:
            self._pass(piece, self._framing)
            return
        self._held.append(piece)
        self._size += len(piece)
        if whole or not self._wanted or self._size > self._door.settings.page_limit:
            self._settle()

    def doubted(self, transport: asyncio.Transport, raw: bytes) -> None:
        """Let aiohttp read an answer of which we are not sure; it has its own patience."""
        self._outlet = None
        self._inlet.alarm.off()
        self._start(self._carried(self._shop.adopted(transport, self._asked, raw)))

    def failed(self, error: OriginError) -> None:
        """Ask once more on a new connection if this one was dead; else tell the visitor, or cut what has begun."""
        outlet, self._outlet = self._outlet, None
        if self._again and outlet is not None and error.cause == "closed" and not outlet.heard:
            self._again = False
            self._inlet.alarm.off()
            self._start(self._connected())
            return
        self._line.cause = error.cause
        self._let_go()
        if self._framing is None:
            self._out(text(error.status, TOLD[error.status]), b"")
        else:
            self._inlet.cut()

    def _start(self, work: Coroutine[None, None, None]) -> None:
        self._task = asyncio.create_task(work)

    async def _connected(self) -> None:
        try:
            outlet = await self._shop.connected()
        except OriginError as error:
            self._task = None
            self.failed(error)
        else:
            self._task = None
            self._ask(outlet)

    def _ask(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._inlet.alarm.set(self._door.settings.first_byte_timeout, self._late)
        outlet.ask(message(self._asked), self)

    async def _carried(self, answering: Awaitable[Answer]) -> None:
        answer: Answer | None = None
        flowing = self._flowing = asyncio.Event()
        flowing.set()
        try:
            answer = await answering
            self.answered(answer.page, answer.come(), whole=False)
            async for piece in answer.pieces():
                await flowing.wait()
                self.went_on(piece, whole=False)
            self._task = None
            self.went_on(b"", whole=True)
        except OriginError as error:
            self._task = None
            self.failed(error)
        finally:
            if answer is not None:
                answer.close()

    def _late(self) -> None:
        if self._outlet is not None:
            self._outlet.close()
            self._outlet = None
        self.failed(OriginError(504, "no answer in time" if self._page is None else "stalled"))

    def _settle(self) -> None:
        """Finish the page once the lookups have ended, which run no longer than their deadline."""
        gathering = self._exchange.gathering
        if gathering is None or gathering.done():
            self._send()
        elif not self._settling:
            self._settling = True
            if self._outlet is not None:
                self._outlet.pause()
            gathering.add_done_callback(lambda _: self._gathered())

    def _gathered(self) -> None:
        if self._ended:
            return
        if self._outlet is not None:
            self._outlet.resume()
        self._send()

    def _send(self) -> None:
        page, body = self._page, b"".join(self._held)
        self._held.clear()
        if page is None:
            return
        if self._wanted and self._whole and self._size <= self._door.settings.page_limit:
            page = Page(page.status, page.headers, page.reason, body)
        page = self._door.pipeline.finished(self._exchange, page)
        known = self._exchange.known
        self._line.kind = known[0].request.kind if known else self._line.kind
        self._out(self._door.crossing.outward(page, self._head), body)

    def _out(self, page: Page, begun: bytes) -> None:
        """Send a head and what there is of its body."""
        how = self._framing = framing(page, "GET", (1, 1))
        self._stays = self._inlet.stays
        self._whole = self._whole or page.body is not None
        self._line.status = page.status
        body = begun if page.body is None else page.body
        self._pass(body, how, head_of(page, how, "" if self._stays else "close"))

    def _pass(self, piece: bytes, how: Framing, *before: bytes) -> None:
        pieces = pieces_of(piece, how)
        self._line.sent += len(piece) if pieces else 0
        last = (LAST_CHUNK,) if self._whole and how is Framing.CHUNKED else ()
        if before or pieces or last:
            self._inlet.send(*before, *pieces, *last)
        if self._whole:
            self._end()

    def _end(self) -> None:
        self._ended = True
        if not self._inlet.paused:
            self._finish()

    def _finish(self) -> None:
        self._let_go()
        self._note()
        self._inlet.over(stays=self._stays)

    def _let_go(self) -> None:
        """End what still runs for this request."""
        self._ended = True
        if self._outlet is not None:
            self._outlet.close()
            self._outlet = None
        if self._task is not None:
            self._task.cancel()
            self._task = None
        gathering = self._exchange.gathering
        if gathering is not None and not gathering.done():
            gathering.cancel()

    def _note(self) -> None:
        self._line.ms = (self._loop.time() - self._since) * 1000
        self._door.noted(self._line)
