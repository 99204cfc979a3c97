"""The developers' door: the pipeline of production as an add-on of mitmproxy, in mitmdump, mitmproxy and mitmweb."""

import asyncio
import os
from dataclasses import dataclass, field, replace

from mitmproxy import http

from proxy.admission import Refusal
from proxy.cookies import PREVIEW
from proxy.edge.own import text
from proxy.edge.server import FORM_LIMIT, Door
from proxy.edge.tunnel import asks
from proxy.exchange import Exchange
from proxy.history import Past
from proxy.message import Head, Headers, Page, first, without
from proxy.track import adding

MARK = ":sparkles:"
"""How a flow is marked on whose page a rule acts."""

TOLD = "devanture"
"""Where a flow's metadata hold what was decided, as `explain` tells it."""

_VERSIONS = {"HTTP/1.0": (1, 0), "HTTP/1.1": (1, 1)}


@dataclass(slots=True)
class Workbench:
    """mitmproxy's hooks for the flows of one shop; `persona` is the preview that every browser looks as, "" for none.

    With a `host`, flows to any other pass by as if we were not there.
    """

    door: Door
    host: str = ""
    persona: str = ""
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    _exchanges: dict[str, Exchange] = field(default_factory=dict)

    async def request(self, flow: http.HTTPFlow) -> None:
        """Take a request once the rules are there: mitmproxy listens before it says so."""
        if self.host and flow.request.pretty_host != self.host:
            return
        await self.ready.wait()
        at = self.door.crossing.hop(flow.client_conn.peername[0])
        known = self.door.crossing.known(_head(flow.request), at)
        head = self.door.crossing.entering(known, _VERSIONS.get(flow.request.http_version, (1, 1)))
        if isinstance(head, Refusal):
            flow.response = _answer(known, text(head.status, head.words))
        elif self.door.own.owns(head):
            owned = await self.door.own.answer(replace(head, form=flow.request.raw_content or b""))
            flow.response = _answer(head, owned)
        else:
            self._begin(flow, head)

    def _begin(self, flow: http.HTTPFlow, head: Head) -> None:
        """Start the lookups, and have the shop asked as in production; a tunnel is nobody's page."""
        pipeline, crossing = self.door.pipeline, self.door.crossing
        at = crossing.hop(flow.client_conn.peername[0])
        if asks(head):
            return
        if adding(head, pipeline.rulebook.site) is not None:
            head = replace(head, form=(flow.request.raw_content or b"")[:FORM_LIMIT])
        exchange = pipeline.begin(self._as_persona(head))
        self._exchanges[flow.id] = exchange
        asked = crossing.inward(head, at, followed=exchange.gathering is not None)
        headers = without(asked.headers, b"host") if flow.request.is_http2 else asked.headers
        flow.request.headers = http.Headers(headers)

    async def responseheaders(self, flow: http.HTTPFlow) -> None:
        """Let pass what nobody looks into, as it comes; a body that is too large is never gathered."""
        exchange = self._exchanges.get(flow.id)
        if exchange is None:
            return
        page = _page(flow.response)
        if not self.door.pipeline.wants(exchange, page) or _length(page) > self.door.settings.page_limit:
            await self._finish(flow, exchange, page)
            flow.response.stream = True

    async def response(self, flow: http.HTTPFlow) -> None:
        exchange = self._exchanges.get(flow.id)
        if exchange is not None:
            # a body of unknown length that grew too large is on its way already, with the shop's own head
            page = _page(flow.response)
            gone = bool(flow.response.stream)
            await self._finish(flow, exchange, page if gone else replace(page, body=flow.response.raw_content))

    def error(self, flow: http.HTTPFlow) -> None:
        exchange = self._exchanges.pop(flow.id, None)
        if exchange is not None and exchange.gathering is not None:
            exchange.gathering.cancel()

    async def _finish(self, flow: http.HTTPFlow, exchange: Exchange, page: Page) -> None:
        del self._exchanges[flow.id]
        made = self.door.crossing.outward(await self.door.pipeline.finish(exchange, page), exchange.head)
        flow.response.status_code, flow.response.reason = made.status, made.reason
        flow.response.headers = http.Headers((*made.headers, *_ending(exchange.head)))
        if made.body is not None:
            flow.response.raw_content = made.body
        for past in self.door.pipeline.recorder.history.of(request=exchange.head.id):
            _tell(flow, past)

    def _as_persona(self, head: Head) -> Head:
        if not self.persona:
            return head
        name = PREVIEW.name(secure=self.door.pipeline.gatherer.secure)
        return head.with_headers((*head.headers, (b"Cookie", f"{name}={self.persona}".encode())))


def _tell(flow: http.HTTPFlow, past: Past) -> None:
    acted = [verdict.rule for verdict in past.decision.verdicts if verdict.reason.acts]
    flow.metadata[TOLD] = str(past)
    flow.marked = MARK if acted else ""
    flow.comment = ", ".join(acted)


def _head(request: http.Request) -> Head:
    """Return the request as it would have come by HTTP/1.1; of HTTP/2 the authority is the host (RFC 9113, 8.3.1)."""
    headers = tuple(request.headers.fields)
    if not first(headers, b"host") and request.host_header:
        headers = ((b"Host", request.host_header.encode("latin-1")), *headers)
    return Head(request.method, request.path, headers, id=os.urandom(8).hex())


def _page(response: http.Response) -> Page:
    return Page(response.status_code, tuple(response.headers.fields), response.reason or "")


def _length(page: Page) -> int:
    told = first(page.headers, b"content-length")
    return int(told) if told.isdecimal() else 0


def _answer(head: Head, page: Page) -> http.Response:
    return http.Response.make(page.status, page.body or b"", http.Headers((*page.headers, *_ending(head))))


def _ending(head: Head) -> Headers:
    """Return what ends a connection that the browser wants ended: the shop is not asked to, so it does not say so."""
    return ((b"Connection", b"close"),) if "close" in first(head.headers, b"connection").lower() else ()
