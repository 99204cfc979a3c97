"""One visitor's connection: aiohttp's protocol with our limits, and our own words for what it cannot read."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Protocol

from aiohttp import web
from aiohttp.http_exceptions import LineTooLong

from proxy.edge.access import Line
from proxy.edge.bounds import BoundedParser, Bounds
from proxy.edge.own import text
from proxy.edge.reply import REPLY, Reply
from proxy.edge.server import Door
from proxy.settings import Settings

Answering = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
"""What makes an answer of a request: the door, or something around it."""

_log = logging.getLogger(__name__)


class Owner(Protocol):
    """Who has the connection before and after us."""

    def take_back(self, data: bytes) -> None:
        """Have the connection again, on which this came since the last answer."""

    def gone(self) -> None:
        """Hear that the connection is lost."""


class Connection(web.RequestHandler):
    """aiohttp's own error pages name its version and the parser's state, and its log holds the visitor's bytes."""

    def __init__(self, server: web.Server, door: Door, owner: Owner, *, returns: bool) -> None:
        """Have a connection for good, or, where it `returns`, until it is idle."""
        settings = door.settings
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            access_log=None,  # type: ignore[arg-type] # None is what turns it off
            keepalive_timeout=settings.idle_timeout,
        )
        self._door = door
        self._owner: Owner | None = owner
        self._returns = returns
        self._bounded = BoundedParser(self, _bounds(settings))
        self._parser = self._bounded  # type: ignore[assignment] # it has the methods that are called
        self._max_msg_queue_size = settings.pipelined
        self._msg_queue_resume_size = settings.pipelined // 2
        self._late: asyncio.TimerHandle | None = None
        self._parting: asyncio.TimerHandle | None = None

    def connection_lost(self, exc: BaseException | None) -> None:
        owner, self._owner = self._owner, None
        for waiting in (self._late, self._parting):
            if waiting is not None:
                waiting.cancel()
        super().connection_lost(exc)
        if owner is not None:
            owner.gone()

    def data_received(self, data: bytes) -> None:
        """Read on; a head has its own time from its first byte."""
        if self._returns and self._is_idle() and self._owner is not None:
            self._give_back(self._owner, data)
            return
        super().data_received(data)
        if self._bounded.in_head and self._late is None:
            self._next_keepalive_close_time = self._loop.time() + self._door.settings.head_timeout
            self._late = self._loop.call_at(self._next_keepalive_close_time, self._end_late)
        elif self._late is not None and not self._bounded.in_head:
            self._late.cancel()
            self._late = None

    def _is_idle(self) -> bool:
        """Tell whether everything that was asked is answered, and nothing else has begun."""
        waits = self._waiter is not None and not self._messages and self._request_count > 0
        ending = self._close or self._force_close or self._upgraded or self._parting is not None
        return waits and not ending and not self._bounded.in_head

    def _give_back(self, owner: Owner, data: bytes) -> None:
        self._owner = None
        # what ends here for aiohttp goes on for its owner
        self.transport = None
        super().connection_lost(None)
        owner.take_back(data)

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
