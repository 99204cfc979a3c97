"""One visitor's connection: takes plain requests in by itself, one at a time, and hands all others to aiohttp."""

import asyncio
import os
import socket
import struct
from typing import Protocol, cast

from proxy.admission import Refusal
from proxy.edge.access import Line
from proxy.edge.direct.alarm import Alarm
from proxy.edge.direct.heads import Plain, request
from proxy.edge.direct.passage import Direct, Passage
from proxy.edge.server import Door
from proxy.forwarding import Hop
from proxy.message import Head

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

_AHEAD = 2**16
"""Bytes that a visitor may send ahead of an answer before we stop reading."""


class Reception(Protocol):
    """Where visitors' connections come in: it knows those that are open, and lets aiohttp take one over."""

    door: Door
    direct: Direct | None

    def enter(self, inlet: "Inlet") -> None: ...

    def leave(self, inlet: "Inlet") -> None: ...

    def hand_over(self, inlet: "Inlet", transport: asyncio.Transport) -> asyncio.Protocol:
        """Return the protocol that has the connection from now on, until it gives it back."""


class Inlet(asyncio.Protocol):
    """From a visitor's first byte to his last; while aiohttp has the connection, nothing comes here."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception
        self._door = reception.door
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport
        self._passage: Passage | None = None
        self._unread = b""
        self._full = self._parted = self._away = False
        self._parting: asyncio.TimerHandle | None = None
        self._last = False
        self.alarm = Alarm(self._loop)
        self.paused = False
        self.at: Hop

    @property
    def idle(self) -> bool:
        return self._passage is None

    @property
    def stays(self) -> bool:
        return not (self._last or self._door.draining or (self._parted and not self._unread))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let a visitor in, or send him away at once when there are too many."""
        self._transport = cast("asyncio.Transport", transport)
        at = self.at = self._door.crossing.hop(str((transport.get_extra_info("peername") or ("",))[0]))
        if not self._door.crowd.admits(at.peer, trusted=at.trusted):
            self._send_away()
            return
        self._reception.enter(self)
        if self._reception.direct is None:
            self._hand_over()
        else:
            self.alarm.set(self._door.settings.idle_timeout, self.close)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 # whoever is gone is gone
        self._rest()
        if self._away:
            return
        passage, self._passage = self._passage, None
        if passage is not None:
            passage.dropped()
        self.gone()

    def gone(self) -> None:
        """Count the visitor out."""
        self._door.crowd.left(self.at.peer)
        self._reception.leave(self)

    def data_received(self, data: bytes) -> None:
        if self._away:
            return
        self._unread += data
        if self._passage is None:
            self._next()
        elif len(self._unread) > _AHEAD and not self._full:
            self._full = True
            self._transport.pause_reading()

    def eof_received(self) -> bool:
        """Answer what was asked whole: who closes his sending side may have left, or may read on (RFC 9112, 9.6)."""
        if self._passage is None:
            return False
        self._parted = True
        self._parting = self._loop.call_later(self._door.settings.parting_timeout, self._end_parted)
        return True

    def pause_writing(self) -> None:
        self.paused = True
        if self._passage is not None:
            self._passage.hold()

    def resume_writing(self) -> None:
        self.paused = False
        if self._passage is not None:
            self._passage.flow()

    def send(self, *pieces: bytes) -> None:
        self._transport.writelines(pieces)

    def over(self, *, stays: bool) -> None:
        self._passage = None
        if not stays:
            self.close()
        elif self._unread:
            self._next()
        elif self._parted:
            self.close()
        else:
            self._listen()

    def take_back(self, data: bytes) -> None:
        """Have the connection again, and what came on it."""
        self.paused = False
        self._transport.set_protocol(self)
        self._reception.enter(self)
        self.data_received(data)

    def close(self) -> None:
        """End the connection once what was sent is taken."""
        self._transport.close()

    def cut(self) -> None:
        """End it so that the visitor can tell: by a reset, since a plain end may end a body well."""
        wire = self._transport.get_extra_info("socket")
        if wire is not None:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()

    def _next(self) -> None:
        """Take the next request in."""
        settings = self._door.settings
        plain = request(self._unread, min(settings.head_limit, settings.field_limit), settings.head_fields)
        line = Line(os.urandom(8).hex(), "GET", "")
        head = self._entering(plain, line) if plain is not None else None
        direct = self._reception.direct
        if plain is None or head is None or direct is None:
            self._hand_over()
            return
        self._unread, self._last = plain.rest, not plain.stays
        if self._full:
            self._read_on()
        self._passage = Passage(direct, self, head, line)
        self._passage.begin()

    def _entering(self, plain: Plain, line: Line) -> Head | None:
        """Return the head as it comes in; None when it is refused, or none of the shop's."""
        crossing = self._door.crossing
        head = crossing.known(Head("GET", plain.target, plain.headers, id=line.id), self.at)
        line.target, line.address = head.target, head.address
        entering = crossing.entering_plain(head)
        return None if isinstance(entering, Refusal) or self._door.own.owns(entering) else entering

    def _listen(self) -> None:
        self.alarm.set(self._door.settings.idle_timeout, self.close)
        if self._full:
            self._read_on()

    def _read_on(self) -> None:
        self._full = False
        self._transport.resume_reading()

    def _hand_over(self) -> None:
        self._rest()
        raw, self._unread = self._unread, b""
        self._reception.leave(self)
        other = self._reception.hand_over(self, self._transport)
        if self.paused:
            other.pause_writing()
        if self._full:
            self._read_on()
        if raw:
            other.data_received(raw)
        if self._parted and not other.eof_received():
            self._transport.close()

    def _rest(self) -> None:
        """Let go of all timers."""
        self.alarm.end()
        if self._parting is not None:
            self._parting.cancel()

    def _end_parted(self) -> None:
        """Give up what is not answered yet; once an answer has begun, writing it tells whether anybody is there."""
        if self._passage is None or not self._passage.begun:
            self._transport.abort()

    def _send_away(self) -> None:
        self._away = True
        self._door.pipeline.metrics.requests.labels("full").inc()
        self._transport.write(_FULL)
        self._transport.write_eof()
        self._loop.call_later(_PARTING, self._transport.abort)
