"""Asks the shop: sends a request's own bytes, and gives its answer as a head and a stream."""

import asyncio
import re
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Coroutine
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol, TypeVar

from aiohttp import ClientConnectionError, ClientError, StreamReader
from aiohttp.http import StreamWriter
from aiohttp.http_exceptions import HttpProcessingError

from proxy.edge.pool import Link, Pool, Reach
from proxy.message import Head, Headers, Page, first

K = TypeVar("K")

_RETRIED = frozenset({"GET", "HEAD", "OPTIONS"})
"""The methods that may be sent twice: safe ones alone (RFC 9110, 9.2.2)."""

_INTERIM = 100
"""Interim heads that are taken before the final one; a shop that sends more would keep us busy for ever."""

_UNFIT = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_NAMES = re.compile(rb"(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+ )*")


class OriginError(Exception):
    """The shop gave no answer, or not all of it: `status` is what the visitor is told, `cause` one word for the log."""

    def __init__(self, status: int, cause: str) -> None:
        super().__init__(cause)
        self.status = status
        self.cause = cause


class UploadError(Exception):
    """The visitor's own body ended early, was malformed or stalled; `status` tells the visitor."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Patience:
    """Bounds of waiting for the shop, in seconds, and of its answer's head."""

    first_byte: float = 30.0
    progress: float = 30.0
    field_limit: int = 2**15
    head_fields: int = 256


Upload = AsyncGenerator[bytes, None]
"""The visitor's body in pieces; it raises UploadError."""


_Begun = tuple[Page, StreamReader]
"""An answer's head, and what will hold its body."""


class Answer:
    """The shop's answer: `page` is its head, the body is read once, in pieces. Close it always."""

    def __init__(self, page: Page, pool: Pool[Link], link: Link, content: StreamReader) -> None:
        self.page = page
        self.progress = 30.0
        self.sending: asyncio.Task[None] | None = None
        self._pool = pool
        self._link: Link | None = link
        self._content = content

    async def read(self, limit: int) -> tuple[bytes, bool]:
        """Return the body and True, or its beginning, longer than `limit`, and False; the rest is in `pieces`."""
        pieces, size = [], 0
        while size <= limit and (piece := await self._piece()):
            pieces.append(piece)
            size += len(piece)
        return b"".join(pieces), size <= limit

    def come(self) -> bytes:
        """Return what has come of the body, without waiting; what is wrong with it is told by the next piece."""
        try:
            return self._content.read_nowait()
        except (ClientError, HttpProcessingError):
            return b""

    async def pieces(self) -> AsyncIterator[bytes]:
        """Give the body as it comes; OriginError when it ends before its end."""
        while piece := await self._piece():
            yield piece

    async def _piece(self) -> bytes:
        try:
            # most of a page has come when it is asked for, and a timer costs more than taking it
            piece = self._content.read_nowait()
            if not piece and not self._content.at_eof():
                async with asyncio.timeout(self.progress):
                    piece = await self._content.readany()
        except TimeoutError:
            raise OriginError(504, "stalled") from None
        except (ClientError, HttpProcessingError) as error:
            raise OriginError(502, "cut") from error
        if not piece:
            self._release()
        return piece

    def _release(self) -> None:
        if self._link is not None and (self.sending is None or self.sending.done()):
            self._pool.give(self._link)
            self._link = None

    @property
    def link(self) -> Link | None:
        """The connection itself, for whom the shop switched protocols."""
        return self._link

    def close(self) -> None:
        """Drop what was not read; a link in the middle of an answer is of no use to anybody."""
        if self.sending:
            self.sending.cancel()
        if self._link is not None:
            self._link.close()
            self._link = None


class Upstream(Protocol):
    """Asks the shop; every call may raise OriginError."""

    async def fetch(self, head: Head, upload: Upload | None = None) -> Answer: ...

    async def switch(self, head: Head) -> Answer: ...

    def close(self) -> None: ...


class Origin:
    """The one server we forward to."""

    def __init__(self, reach: Reach, patience: Patience) -> None:
        self._pool: Pool[Link] = Pool(reach, lambda: Link(asyncio.get_running_loop()))
        self._patience = patience

    async def fetch(self, head: Head, upload: Upload | None = None) -> Answer:
        """Send a head as it stands, and its body, and return the answer once its head is here.

        Safe requests without a body use idle links and are sent again, once, when such a link turns out to be dead
        before any byte came; all others get a new link, so that they reach the shop at most once.
        """
        again = upload is None and head.method in _RETRIED
        link = await reached(self._pool.take(fresh=not again))
        try:
            return await self._asked(link, head, upload)
        except OriginError as error:
            if not again or link.heard or error.cause != "closed":
                raise
        return await self._asked(await reached(self._pool.take(fresh=True)), head, upload)

    async def switch(self, head: Head) -> Answer:
        """Ask as in `fetch` for another protocol; the answer may be a 101, whose `link` is then the caller's."""
        return await self._asked(await reached(self._pool.take(fresh=True)), head, None)

    def close(self) -> None:
        self._pool.close()

    def adopted(self, transport: asyncio.Transport, head: Head, raw: bytes) -> Awaitable[Answer]:
        """Take over a connection on which so much of the answer to this head has come; from now on it is ours."""
        link = Link(asyncio.get_running_loop())
        transport.set_protocol(link)
        link.connection_made(transport)
        self._prepare(link, head)
        link.data_received(raw)
        return self._answer(link, head, None)

    async def _asked(self, link: Link, head: Head, upload: Upload | None) -> Answer:
        sending: asyncio.Task[None] | None = None
        try:
            self._prepare(link, head)
            _written(link, message(head, chunked=upload is not None))
            if upload is not None:
                sending = asyncio.create_task(self._send(link, head, upload))
        except OriginError:
            link.close()
            raise
        return await self._answer(link, head, sending)

    async def _answer(self, link: Link, head: Head, sending: asyncio.Task[None] | None) -> Answer:
        answer: Answer | None = None
        try:
            page, content = await self._answered(link, sending, switching=bool(first(head.headers, b"upgrade")))
            answer = Answer(page, self._pool, link, content)
            answer.progress, answer.sending = self._patience.progress, sending
            return answer
        finally:
            if answer is None:
                link.close()
                if sending:
                    sending.cancel()

    def _prepare(self, link: Link, head: Head) -> None:
        link.set_response_params(
            skip_payload=head.method == "HEAD",
            read_until_eof=True,
            auto_decompress=False,
            max_line_size=self._patience.field_limit,
            max_field_size=self._patience.field_limit,
            max_headers=self._patience.head_fields,
        )

    async def _answered(self, link: Link, sending: asyncio.Task[None] | None, *, switching: bool) -> _Begun:
        """Wait for the answer's head: as long as the upload moves, and then for the first byte."""
        reading = _head(link, switching=switching)
        try:
            return await (self._in_time(reading) if sending is None else self._after(sending, reading))
        except TimeoutError:
            raise OriginError(504, "no answer in time") from None
        except HttpProcessingError as error:
            raise OriginError(502, "malformed") from error
        except ClientConnectionError as error:
            raise OriginError(502, "closed") from error

    async def _in_time(self, reading: Awaitable[_Begun]) -> _Begun:
        async with asyncio.timeout(self._patience.first_byte):
            return await reading

    async def _after(self, sending: asyncio.Task[None], reading: Coroutine[None, None, _Begun]) -> _Begun:
        task = asyncio.create_task(reading)
        try:
            await asyncio.wait((task, sending), return_when=asyncio.FIRST_COMPLETED)
            return await self._in_time(task)
        finally:
            task.cancel()

    async def _send(self, link: Link, head: Head, upload: Upload) -> None:
        """Send the body; what stops it is told to whoever waits for the answer."""
        writer = StreamWriter(link, asyncio.get_running_loop())
        if _is_chunked(head):
            writer.enable_chunking()
        try:
            async with aclosing(upload):
                async for piece in upload:
                    async with asyncio.timeout(self._patience.progress):
                        await writer.write(piece)
                await writer.write_eof()
        except TimeoutError:
            link.set_exception(OriginError(504, "takes no body"))
        except UploadError as error:
            link.set_exception(error)
        except ConnectionError:
            # The shop may have answered and closed before it took the whole body: its answer counts.
            return


async def reached(connecting: Awaitable[K]) -> K:
    """Return the connection that is being made; OriginError when it cannot be."""
    try:
        return await connecting
    except TimeoutError:
        raise OriginError(504, "no connection in time") from None
    except ssl.SSLError as error:
        raise OriginError(502, "not trusted") from error
    except OSError as error:
        raise OriginError(502, "refused") from error


async def _head(link: Link, *, switching: bool) -> _Begun:
    """Read up to the final head; interim ones are dropped, since aiohttp gives us no way to pass them on."""
    for _ in range(_INTERIM):
        message, content = await link.read()
        if message.code == 101 and not switching:
            raise OriginError(502, "switched protocols unasked")
        if not 100 <= message.code < 600:
            raise OriginError(502, "malformed")
        if message.code >= 200 or message.code == 101:
            return Page(message.code, _fit(message.raw_headers), message.reason), content
    raise OriginError(502, "no final answer")


def _fit(headers: Headers) -> Headers:
    """Refuse what no reader after us may be given: control bytes in values, names that are no tokens (RFC 9110, 5)."""
    # a space ends each name: it is no character of any
    names, values = b"".join([name + b" " for name, _ in headers]), b"".join([value for _, value in headers])
    if names.count(b" ") != len(headers) or not _NAMES.fullmatch(names) or _UNFIT.search(values):
        raise OriginError(502, "malformed")
    return headers


def _is_chunked(head: Head) -> bool:
    return not first(head.headers, b"content-length")


def message(head: Head, *, chunked: bool = False) -> bytes:
    """Return the request's bytes up to its body, every field as it came."""
    lines = [f"{head.method} {head.target} HTTP/1.1".encode("latin-1")]
    lines += [name + b": " + value for name, value in head.headers]
    if chunked and _is_chunked(head):
        lines.append(b"Transfer-Encoding: chunked")
    return b"\r\n".join((*lines, b"", b""))


def _written(link: Link, message: bytes) -> None:
    if link.transport is None:
        raise OriginError(502, "closed")
    link.transport.write(message)
