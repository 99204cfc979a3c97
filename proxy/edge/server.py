"""The production door: takes visitors' requests in, asks the shop, and sends what the pipeline makes of its answer."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from aiohttp import web

from proxy.admission import Refusal
from proxy.edge.access import Line, Lines
from proxy.edge.crossing import Crossing
from proxy.edge.crowd import Crowd
from proxy.edge.origin import Answer, OriginError, UploadError, Upstream
from proxy.edge.own import BODY_LIMIT, OwnPages, text
from proxy.edge.reply import Reply
from proxy.edge.tunnel import asks, joined, switched, switching
from proxy.edge.upload import Body
from proxy.exchange import Exchange
from proxy.forwarding import Hop
from proxy.message import Head, Page
from proxy.pipeline import Pipeline
from proxy.settings import Settings
from proxy.track import adding

FORM_LIMIT = 64 * 2**10
"""Bytes of a form that are looked at; a larger one goes to the shop unseen."""

TOLD = {
    400: "What your browser sent could not be read.",
    408: "Your browser took too long to send its request.",
    502: "The shop cannot be reached at the moment. Please try again.",
    504: "The shop takes too long to answer. Please try again.",
}


@dataclass(slots=True)
class Door:
    """aiohttp's handler of the public port. `draining` ends every connection with its next answer."""

    settings: Settings
    pipeline: Pipeline
    origin: Upstream
    own: OwnPages
    access: Lines
    crowd: Crowd
    draining: bool = False
    crossing: Crossing = field(init=False)

    def __post_init__(self) -> None:
        self.crossing = Crossing(self.settings)

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        loop = asyncio.get_running_loop()
        began = loop.time()
        line = Line(os.urandom(8).hex(), request.method, request.raw_path)
        try:
            return await self._answered(request, line)
        except (ConnectionError, asyncio.CancelledError):
            line.cause = "" if line.status == 101 else "visitor gone"
            raise
        finally:
            line.ms = (loop.time() - began) * 1000
            self.noted(line)

    def noted(self, line: Line) -> None:
        """Count and log one request, once it is over."""
        self.pipeline.metrics.answered(line.cause or f"{line.status // 100}xx")
        self.access.write(datetime.now(UTC).isoformat(timespec="milliseconds"), line)

    async def _answered(self, request: web.BaseRequest, line: Line) -> Reply:
        head = self._head(request, line)
        if isinstance(head, Refusal):
            line.cause = "rejected"
            return await self._told(request, text(head.status, head.words), line, close=True)
        body = Body(request, self.settings.progress_timeout) if request.body_exists else None
        try:
            if self.own.owns(head):
                return await self._owned(request, head, body, line)
            if body is None and asks(head):
                return await self._tunnelled(request, head, line)
            return await self._followed(request, head, body, line)
        except UploadError as error:
            line.cause = "upload"
            return await self._told(request, text(error.status, TOLD[error.status]), line, close=True)
        except OriginError as error:
            line.cause = error.cause
            return await self._told(request, text(error.status, TOLD[error.status]), line)

    async def _owned(self, request: web.BaseRequest, head: Head, body: Body | None, line: Line) -> Reply:
        sent = await body.whole(BODY_LIMIT) if body is not None else b""
        if sent is None:
            return await self._told(request, text(413, "that is too much"), line, close=True)
        return await self._told(request, await self.own.answer(replace(head, form=sent) if sent else head), line)

    async def _followed(self, request: web.BaseRequest, head: Head, body: Body | None, line: Line) -> Reply:
        if body is not None and adding(head, self.pipeline.rulebook.site) is not None:
            head = replace(head, form=await body.form(FORM_LIMIT))
        exchange = self.pipeline.begin(head)
        answer: Answer | None = None
        try:
            asked = self.crossing.inward(head, self._at(request), followed=exchange.gathering is not None)
            answer = await self.origin.fetch(asked, body.pieces() if body else None)
            return await self._personalized(request, exchange, answer, line)
        finally:
            if answer is not None:
                answer.close()
            if exchange.gathering is not None:
                exchange.gathering.cancel()

    async def _tunnelled(self, request: web.BaseRequest, head: Head, line: Line) -> Reply:
        """Open a tunnel on the shop's 101 alone; any other answer is passed on as it is."""
        plain = self.crossing.inward(head, self._at(request), followed=False)
        answer = await self.origin.switch(plain.with_headers(switching(plain.headers)))
        try:
            page = self.crossing.outward(answer.page, head)
            if answer.page.status != 101:
                return await self._sent(request, self._reply(page, close=True), line, answer.pieces())
            if answer.link is None or not switched(answer.page.headers):
                raise OriginError(502, "switched to an unknown protocol")
            reply = await self._sent(request, self._reply(page.with_headers(switching(page.headers))), line)
            await joined(request, answer.link)
            return reply
        finally:
            answer.close()

    async def _personalized(self, request: web.BaseRequest, exchange: Exchange, answer: Answer, line: Line) -> Reply:
        page, begun = answer.page, b""
        if self.pipeline.wants(exchange, page):
            begun, whole = await answer.read(self.settings.page_limit)
            page = Page(page.status, page.headers, page.reason, begun) if whole else page
        page = await self.pipeline.finish(exchange, page)
        line.kind = exchange.known[0].request.kind if exchange.known else line.kind
        begun = begun or answer.come() if page.body is None else b""
        reply = self._reply(self.crossing.outward(page, exchange.head), begun)
        return await self._sent(request, reply, line, answer.pieces() if page.body is None else None)

    async def _sent(
        self, request: web.BaseRequest, reply: Reply, line: Line, pieces: AsyncIterator[bytes] | None = None
    ) -> Reply:
        """Send an answer as it comes; when the shop cuts its answer, ours is cut as well, never ended."""
        line.status = reply.page.status
        try:
            await reply.prepare(request)
            if pieces is not None:
                async for piece in pieces:
                    await reply.write(piece)
            await reply.write_eof()
        except OriginError as error:
            line.cause = error.cause
            reply.cut()
        finally:
            line.sent = reply.sent
        return reply

    async def _told(self, request: web.BaseRequest, page: Page, line: Line, *, close: bool = False) -> Reply:
        return await self._sent(request, self._reply(page, close=close), line)

    def _reply(self, page: Page, begun: bytes = b"", *, close: bool = False) -> Reply:
        return Reply(page, begun, patience=self.settings.reader_timeout, close=close or self.draining)

    def _head(self, request: web.BaseRequest, line: Line) -> Head | Refusal:
        raw = Head(request.method, request.raw_path, request.raw_headers, id=line.id)
        head = self.crossing.known(raw, self._at(request))
        line.address = head.address
        return self.crossing.entering(head, request.version)

    def _at(self, request: web.BaseRequest) -> Hop:
        return self.crossing.hop(request.remote or "")
