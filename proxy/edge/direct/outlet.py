"""One connection to the shop: writes a request, reads a plain answer, and lets go of whatever is in doubt."""

import asyncio
from dataclasses import dataclass
from typing import Protocol, cast

from proxy.edge.direct.chunks import BrokenError, Chunks
from proxy.edge.direct.heads import answer
from proxy.edge.origin import OriginError
from proxy.message import Page


@dataclass(frozen=True, slots=True)
class Limits:
    """The most bytes and fields of a head that is read here."""

    head: int
    fields: int


class Asker(Protocol):
    """Whom the answer is for. `whole` comes with the last piece of the body, and nothing after it."""

    def answered(self, page: Page, piece: bytes, *, whole: bool) -> None: ...

    def went_on(self, piece: bytes, *, whole: bool) -> None: ...

    def doubted(self, transport: asyncio.Transport, raw: bytes) -> None:
        """Take over the connection, on which so much of an answer has come."""

    def failed(self, error: OriginError) -> None: ...


class Outlet(asyncio.Protocol):
    """Of one answer at a time; `heard` once a byte of it has come, or one that nobody asked for."""

    def __init__(self, limits: Limits) -> None:
        self.heard = False
        self.idle_since = 0.0
        self._limits = limits
        self._transport: asyncio.Transport | None = None
        self._asker: Asker | None = None
        self._stays = True
        self._begun = False
        self._left = 0
        self._chunks: Chunks | None = None

    @property
    def reusable(self) -> bool:
        """Tell whether the last answer ended cleanly and nothing has come since."""
        transport = self._transport
        return transport is not None and not transport.is_closing() and self._stays and not self.heard

    def ask(self, message: bytes, asker: Asker) -> None:
        self._asker, self._begun = asker, False
        if self._transport is not None:
            self._transport.write(message)

    def pause(self) -> None:
        if self._transport is not None:
            self._transport.pause_reading()

    def resume(self) -> None:
        if self._transport is not None:
            self._transport.resume_reading()

    def close(self) -> None:
        """End the connection; nobody is told."""
        self._asker = None
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 # an end and a reset cut alike
        self._transport = None
        self._fail("cut" if self._begun else "closed")

    def data_received(self, data: bytes) -> None:
        self.heard = True
        if self._asker is None:
            # an answer that came unasked must never be the next visitor's (aiohttp#13656)
            self.close()
        elif self._begun:
            self._go_on(self._asker, data)
        else:
            self._begin(self._asker, data)

    def _begin(self, asker: Asker, data: bytes) -> None:
        begun = answer(data, self._limits.head, self._limits.fields)
        if begun is None:
            self._let_go(asker, data)
            return
        self._begun, self._stays = True, begun.stays
        self._left, self._chunks = begun.length or 0, None if begun.length is not None else Chunks()
        piece = self._piece(data[begun.start :])
        if piece is not None:
            asker.answered(begun.page, piece, whole=self._end())

    def _go_on(self, asker: Asker, data: bytes) -> None:
        piece = self._piece(data)
        if piece is not None:
            asker.went_on(piece, whole=self._end())

    def _piece(self, data: bytes) -> bytes | None:
        """Return what this holds of the body; None when it can be no part of one."""
        if self._chunks is not None:
            try:
                return self._chunks.taken(data)
            except BrokenError:
                self._fail("cut")
                return None
        piece = data if len(data) <= self._left else data[: self._left]
        self._left -= len(piece)
        self._stays = self._stays and piece is data
        return piece

    def _end(self) -> bool:
        """Tell whether the answer is whole, and leave its asker then."""
        chunks = self._chunks
        if not (chunks.ended if chunks is not None else self._left == 0):
            return False
        self._asker = None
        self._stays = self._stays and not (chunks is not None and chunks.strayed)
        return True

    def _fail(self, cause: str) -> None:
        asker, self._asker = self._asker, None
        self.close()
        if asker is not None:
            asker.failed(OriginError(502, cause))

    def _let_go(self, asker: Asker, data: bytes) -> None:
        transport, self._transport, self._asker = self._transport, None, None
        if transport is not None:
            asker.doubted(transport, data)
