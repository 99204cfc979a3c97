"""Bounds what a visitor may send around the bodies: heads, chunk extensions and trailers, requests sent ahead."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp.base_protocol import BaseProtocol
from aiohttp.http import HttpRequestParser, RawRequestMessage
from aiohttp.http_exceptions import HttpProcessingError, LineTooLong, TransferEncodingError
from aiohttp.streams import EMPTY_PAYLOAD, StreamReader
from aiohttp.web_protocol import RequestPayloadError

_CHUNK = 20
"""Bytes that a chunk's size of at most 16 digits and its two line ends take; what is more is extension."""

_Read = tuple[Sequence[tuple[RawRequestMessage, StreamReader]], bool, bytes]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most bytes of a head, of one of its lines and of what surrounds chunks, of fields, and requests ahead."""

    head: int
    line: int
    fields: int
    extensions: int
    ahead: int


class BoundedParser:
    """aiohttp's parser of requests, which bounds each line by itself, takes extensions of any length, and forgets them.

    It counts the bytes that are part of no body and of no head that was read: while a body comes they surround its
    chunks, else they begin the next head. Too many are an error like any other of the parser's.
    """

    def __init__(self, protocol: BaseProtocol, bounds: Bounds) -> None:
        self._parser = HttpRequestParser(
            protocol,
            asyncio.get_running_loop(),
            2**16,
            max_line_size=bounds.line,
            max_field_size=bounds.line,
            max_headers=bounds.fields,
            payload_exception=RequestPayloadError,
            auto_decompress=False,
            max_msg_queue_size=bounds.ahead,
        )
        self._bounds = bounds
        self._body: StreamReader = EMPTY_PAYLOAD
        self._unread = 0
        self._end = b""
        self._queued = 0
        self._held = False

    @property
    def in_head(self) -> bool:
        """Tell whether a head has begun and not ended."""
        return self._unread > 0 and self._body.is_eof()

    def feed_data(self, data: bytes) -> _Read:
        """Read on; an error ends the body as well, whose reader would wait for the rest of it."""
        body, open_yet = self._body, not self._body.is_eof()
        try:
            return self._fed(data)
        except HttpProcessingError:
            if open_yet:
                _break(body)
            raise

    def feed_eof(self) -> None:
        self._parser.feed_eof()

    def end(self) -> None:
        """Tell whoever reads a body that its rest will never come."""
        if not self._body.is_eof():
            _break(self._body)

    def pause_reading(self) -> None:
        self._held = True
        self._parser.pause_reading()

    def message_consumed(self) -> None:
        self._queued -= 1
        self._parser.message_consumed()

    def set_upgraded(self, value: bool) -> None:
        self._parser.set_upgraded(value)

    def _fed(self, data: bytes) -> _Read:
        self._held, self._end = False, (self._end + data[-4:])[-4:]
        before, between = _explained(self._body), self._body.is_eof()
        read: _Read = self._parser.feed_data(data)
        self._unread += len(data) + before - _explained(self._body)
        for message, body in read[0]:
            self._body = body
            self._unread -= _size(message) + _explained(body)
        self._queued += len(read[0])
        # what the parser holds back in a pause is yet to be read
        if not (self._held or read[1] or self._queued >= self._bounds.ahead):
            self._check(ended=bool(read[0]) or not between)
        return read

    def _check(self, *, ended: bool) -> None:
        """Refuse what is out of bounds; `ended` tells that a head or a body may have come to its end just now."""
        self._unread = max(0, self._unread)
        in_body = not self._body.is_eof()
        complete = ended and not in_body and self._end == b"\r\n\r\n"
        if (in_body or complete) and self._unread > self._bounds.extensions:
            raise TransferEncodingError("too much around the chunks")
        if self._unread > self._bounds.head:
            raise LineTooLong(b"", self._bounds.head)
        if complete:
            self._unread = 0


def _break(body: StreamReader) -> None:
    """End a body in an error; one that has no end is read on by aiohttp behind the answer, and its error logged."""
    body.set_exception(RequestPayloadError("the body cannot be read"))
    body.feed_eof()


def _size(message: RawRequestMessage) -> int:
    """Return the bytes of a head as we would write it."""
    fields = sum(len(name) + len(value) + 4 for name, value in message.raw_headers)
    return len(message.method) + len(message.path) + 14 + fields


def _explained(body: StreamReader) -> int:
    """Return how much of what was sent is the body itself, or what every chunk of it needs."""
    if body is EMPTY_PAYLOAD:
        return 0
    chunks = body._http_chunk_splits  # noqa: SLF001 # nobody else counts them
    return body.total_bytes + _CHUNK * len(chunks or ())
