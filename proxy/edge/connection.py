"""One visitor's connection: aiohttp's protocol with our limits, and our own words for what it cannot read."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import cast

from aiohttp import web
from aiohttp.http_exceptions import LineTooLong

from proxy.edge.access import Line
from proxy.edge.bounds import BoundedParser, Bounds
from proxy.edge.own import text
from proxy.edge.reply import REPLY, Reply
from proxy.edge.server import Door
from proxy.forwarding import hop
from proxy.settings import Settings

Answering = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
"""What makes an answer of a request: the door, or something around it."""

_log = logging.getLogger(__name__)

_FULL = b"""\
HTTP/1.1 503 Service Unavailable\r
Content-Type: text/plain; charset=utf-8\r
Cache-Control: no-store\r
Retry-After: 5\r
Connection: close\r
\r
Too many visitors are here. Please try again soon.
"""
_PARTING = 1.0
"""Seconds for whom we sent away to hear it: what is closed with bytes unread is reset, and the answer lost."""


class Connection(web.RequestHandler):
    """aiohttp's own error pages name its version and the parser's state, and its log holds the visitor's bytes."""

    def __init__(self, server: web.Server, door: Door) -> None:
        settings = door.settings
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            access_log=None,  # type: ignore[arg-type] # None is what turns it off
            keepalive_timeout=settings.idle_timeout,
        )
        self._door = door
        self._admitted: str | None = None
        self._bounded = BoundedParser(self, _bounds(settings))
        self._parser = self._bounded  # type: ignore[assignment] # it has the methods that are called
        self._max_msg_queue_size = settings.pipelined
        self._msg_queue_resume_size = settings.pipelined // 2
        self._late: asyncio.TimerHandle | None = None
        self._parting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let a visitor in, or send him away at once when there are too many."""
        at = hop(str((transport.get_extra_info("peername") or ("",))[0]), self._door.settings.trusted_hops)
        if self._door.crowd.admits(at.peer, trusted=at.trusted):
            self._admitted = at.peer
            super().connection_made(transport)
        else:
            self._send_away(cast("asyncio.Transport", transport))

    def connection_lost(self, exc: BaseException | None) -> None:
        if self._admitted is not None:
            self._door.crowd.left(self._admitted)
            for waiting in (self._late, self._parting):
                if waiting is not None:
                    waiting.cancel()
            super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; a head has its own time from its first byte."""
        super().data_received(data)
        if self._bounded.in_head and self._late is None:
            self._next_keepalive_close_time = self._loop.time() + self._door.settings.head_timeout
            self._late = self._loop.call_at(self._next_keepalive_close_time, self._end_late)
        elif self._late is not None and not self._bounded.in_head:
            self._late.cancel()
            self._late = None

    def eof_received(self) -> bool:  # type: ignore[override] # True keeps our side open (asyncio.Protocol)
        """Answer what was asked whole: who closes his sending side may have left, or may read on (RFC 9112, 9.6)."""
        idle = self._waiter is not None and not self._messages
        if idle or self._upgraded or self._force_close or not self._request_count:
            return False
        self._bounded.end()
        if self._late is not None:
            self._late.cancel()
        # what is asked already is the last; behind others, the last of them is told so when its turn is over
        self._close = not self._messages
        self._parting = self._loop.call_later(self._door.settings.parting_timeout, self._end_parted)
        return True

    async def _handle_request(
        self,
        request: web.BaseRequest,
        start_time: float | None,
        request_handler: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]],
    ) -> tuple[web.StreamResponse, bool]:
        answered = await super()._handle_request(request, start_time, request_handler)
        if self._parting is not None and not self._messages:
            self._close = True
        return answered

    def _end_parted(self) -> None:
        """Give up what is not answered yet; once an answer has begun, writing it tells whether anybody is there."""
        if self._current_request is None or REPLY not in self._current_request:
            self.force_close()

    def _end_late(self) -> None:
        """End a connection whose head takes too long, once what was asked before it is answered."""
        if self._messages or self._current_request is not None:
            self.close()
        else:
            self.force_close()

    def _send_away(self, transport: asyncio.Transport) -> None:
        self._door.pipeline.metrics.requests.labels("full").inc()
        self._force_close = True
        transport.write(_FULL)
        transport.write_eof()
        self._loop.call_later(_PARTING, transport.abort)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 # it tells of the parser's state
    ) -> web.StreamResponse:
        """Answer what could not be read, or a fault of ours; an answer that has begun can only be cut."""
        begun: Reply | None = request.get(REPLY)
        if begun is not None:
            begun.cut()
            return begun
        if isinstance(exc, ConnectionError):
            raise exc
        if status == 500:
            _log.error("a request failed", exc_info=exc)
            return Reply(text(500, "Something went wrong here. Please try again."), close=True)
        code = 431 if isinstance(exc, LineTooLong) else 400
        self._door.noted(Line("", "", "", request.remote or "", code, cause="rejected"))
        return Reply(text(code, "What your browser sent could not be read."), close=True)


def _bounds(settings: Settings) -> Bounds:
    return Bounds(
        head=settings.head_limit,
        line=settings.field_limit,
        fields=settings.head_fields,
        extensions=settings.extension_limit,
        ahead=settings.pipelined,
    )


def door_server(answer: Answering) -> web.Server:
    """Return aiohttp's server of connections; a visitor who leaves ends the work for him."""
    return web.Server(answer, handler_cancellation=True)
