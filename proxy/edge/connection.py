"""One visitor's connection: aiohttp's protocol with our limits, and our own words for what it cannot read."""

import asyncio
import logging

from aiohttp import web
from aiohttp.http import RawRequestMessage
from aiohttp.http_exceptions import LineTooLong
from aiohttp.web_protocol import RequestPayloadError

from proxy.edge.access import Line
from proxy.edge.own import text
from proxy.edge.reply import REPLY, Reply
from proxy.edge.server import Door

_log = logging.getLogger(__name__)


class Connection(web.RequestHandler):
    """aiohttp's own error pages name its version and the parser's state, and its log holds the visitor's bytes."""

    def __init__(self, server: web.Server, door: Door) -> None:
        settings = door.settings
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            access_log=None,  # type: ignore[arg-type] # None is what turns it off
            auto_decompress=False,
            keepalive_timeout=settings.idle_timeout,
            max_line_size=settings.field_limit,
            max_field_size=settings.field_limit,
            max_headers=settings.head_fields,
            read_bufsize=2**16,
        )
        self._door = door

    def data_received(self, data: bytes) -> None:
        """Tell the body of a parse error: aiohttp queues the error behind a request that would wait for its body."""
        super().data_received(data)
        asking = self._current_request
        broken = bool(self._messages) and not isinstance(self._messages[-1][0], RawRequestMessage)
        if broken and asking is not None and not asking.content.is_eof():
            asking.content.set_exception(RequestPayloadError("the body cannot be read"))

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


def door_server(door: Door) -> web.Server:
    """Return aiohttp's server of connections; a visitor who leaves ends the work for him."""
    return web.Server(door, handler_cancellation=True)
