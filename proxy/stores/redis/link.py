"""One connection to a Redis server: what is asked in one turn of the loop shares a write, and is answered in its order.

Answers belong to questions by their order alone, so a connection that is in any doubt ends with all its questions:
none of its answers can ever reach somebody else's question.
"""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import cast

import hiredis

from proxy.stores.store import StoreError

Word = str | bytes | int | float

MOST = 10_000
"""Questions that may wait for their answers on one connection."""

LARGEST = 64 * 2**20
"""Bytes of one answer. A visitor is some ten thousand; what is larger is none of ours."""

_BEATS = 5
"""Looks at the clock until a server counts as late, so that a turn of our own that took long is not held against it."""


class AwayError(StoreError):
    """There is no server to ask, or it did not answer; what was asked of it may have been done or not."""

    told = True


class RefusedError(StoreError):
    """The server said no; `code` is its first word, such as OOM, READONLY, MOVED."""

    def __init__(self, told: str) -> None:
        super().__init__(told)
        self.code = told.partition(" ")[0]


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds without an answer until a server is asked nothing new, and until its connection is given up."""

    late: float
    gone: float

    @property
    def beat(self) -> float:
        return self.late / _BEATS


class Link(asyncio.Protocol):
    """Ask with `ask`; `ended` tells, with a reason, that this connection is over."""

    def __init__(self, waits: Waits) -> None:
        self._loop = asyncio.get_running_loop()
        self._patience = waits
        self._reader = hiredis.Reader()
        self._asked: deque[tuple[asyncio.Future[object], int]] = deque()
        self._unsent: list[bytes] = []
        self._transport: asyncio.Transport | None = None
        self._choked = False
        self._unread = 0
        self._beat = 0
        self._clock: asyncio.TimerHandle | None = None
        self.ended: asyncio.Future[str] = self._loop.create_future()

    def ask(self, *words: Word) -> asyncio.Future[object]:
        """Return the answer to come: a value, RefusedError, or AwayError. Raise AwayError when it cannot be asked."""
        if self.ended.done():
            raise AwayError(self.ended.result())
        answer: asyncio.Future[object] = self._loop.create_future()
        if not self._unsent:
            self._loop.call_soon(self._send)
        self._unsent.append(hiredis.pack_command(words))  # type: ignore[arg-type] # theirs says one word
        self._asked.append((answer, self._beat))
        if self._clock is None:
            self._clock = self._loop.call_later(self._patience.beat, self._look)
        return answer

    @property
    def late(self) -> bool:
        """Tell that whoever asks now would wait in vain: the breaker, which closes by itself with the next answers."""
        return self._choked or self._waited >= _BEATS or len(self._asked) >= MOST

    def knock(self) -> None:
        """Ask for a sign of life, for the sake of the clock that runs until it comes."""
        if not self._asked and not self.ended.done():
            self.ask("PING").add_done_callback(heard)

    def close(self, reason: str) -> None:
        """End it, and with it all that was asked and not answered."""
        if self.ended.done():
            return
        self.ended.set_result(reason)
        if self._clock:
            self._clock.cancel()
        if self._transport:
            self._transport.abort()
        self._unsent.clear()
        while self._asked:
            answer, _ = self._asked.popleft()
            if not answer.done():
                answer.set_exception(AwayError(reason))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.close(f"it broke the connection{f': {exc}' if exc else ''}")

    def pause_writing(self) -> None:
        self._choked = True

    def resume_writing(self) -> None:
        self._choked = False

    def data_received(self, data: bytes) -> None:
        self._unread += len(data)
        try:
            self._reader.feed(data)
            while not self.ended.done() and (reply := self._reader.gets()) is not False:
                self._unread = 0
                self._answer(reply)
        except hiredis.HiredisError as error:
            self.close(f"it does not speak as Redis does: {error}")
        if self._unread > LARGEST:
            self.close(f"its answer is larger than {LARGEST} bytes")

    def _answer(self, reply: object) -> None:
        if not self._asked:
            self.close("it answered what nobody asked")
            return
        answer, _ = self._asked.popleft()
        if answer.done():
            return
        if isinstance(reply, hiredis.ReplyError):
            answer.set_exception(RefusedError(str(reply)))
        else:
            answer.set_result(reply)

    def _send(self) -> None:
        if self._transport and self._unsent:
            self._transport.write(b"".join(self._unsent))
        self._unsent.clear()

    @property
    def _waited(self) -> int:
        return self._beat - self._asked[0][1] if self._asked else 0

    def _look(self) -> None:
        self._clock = None
        if not self._asked:
            return
        self._beat += 1
        if self._waited * self._patience.beat >= self._patience.gone:
            self.close(f"no answer within {self._patience.gone:g} s")
        else:
            self._clock = self._loop.call_later(self._patience.beat, self._look)


def heard(answer: asyncio.Future[object]) -> None:
    """Take note of how it ended, or asyncio would tell that nobody did."""
    if not answer.cancelled():
        answer.exception()
