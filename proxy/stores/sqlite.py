"""Keeps visitors in one SQLite file that several workers share: a snapshot each, and the events since."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from proxy.stores.fold import WORTHWHILE, Entry, folded, split
from proxy.stores.store import KEEP, StoreError
from proxy.stores.tables import Limits, append, body_of, compact, erase, expiry, file_at, opened, read
from proxy.stores.writer import Job, Writer
from scoring.event import Event
from scoring.visitor import Visitor

READERS = 4
"""Threads that read, and at most as many connections: a read is a fraction of a millisecond of SQLite's."""


class SqliteStore:
    """A `Store` in a file; each worker opens its own after it was started, never before a fork.

    The standard library's sqlite3 in threads: aiosqlite is one more package and one thread per connection, and has
    no group commit.
    """

    def __init__(self, path: Path, keep: float = KEEP, clock: Callable[[], float] = time.time) -> None:
        """Open the file, made when it is not there; raise StoreError when it cannot be a store."""
        self._path = path
        self._keep = keep
        self._clock = clock
        self._writer = Writer(path, self._limits, self._let_go)
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="store-reader")
        self._idle: list[_Reader] = []
        self._closed = False

    async def load(self, who: str) -> Visitor:
        pending = self._writer.pending(who)
        if pending:
            with suppress(StoreError):
                await _end(pending)
        self._check(who)
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._loaded, who)

    async def record(self, who: str, events: Sequence[Event]) -> None:
        self._check(who)
        rows = [(place, body_of(event), expiry(event, self._keep)) for place, event in enumerate(events)]
        await _end(self._writer.submit(Job(who, partial(append, who=who, rows=rows))).done)

    async def erase(self, who: str) -> None:
        self._check(who)
        await _end(self._writer.submit(Job(who, partial(erase, who=who), scrub=True)).done)

    async def close(self) -> None:
        self._closed = True
        await asyncio.to_thread(self._close)

    def _limits(self) -> Limits:
        return Limits(self._clock(), self._keep)

    def _check(self, who: str) -> None:
        if self._closed:
            raise StoreError("the store is closed")
        if not who.isascii():
            raise StoreError("an id is ASCII")

    def _loaded(self, who: str) -> Visitor:
        limits = self._limits()
        snapshot, unfolded = self._read(who)
        if len(split(unfolded, limits.now)[0]) >= WORTHWHILE:
            self._compact(who, limits)
        return limits.left(folded(snapshot, unfolded))

    def _compact(self, who: str, limits: Limits) -> None:
        """Leave it to the writer to compact; when that cannot now, a later load asks again."""
        with suppress(StoreError):
            self._writer.submit(Job(who, partial(compact, who=who, limits=limits)))

    def _read(self, who: str) -> tuple[Visitor, tuple[Entry, ...]]:
        with ExitStack() as unless_read:
            reader = self._reader()
            unless_read.callback(reader.connection.close)
            try:
                with reader.connection:
                    reader.connection.execute("BEGIN")
                    found = read(reader.connection, who)
            except sqlite3.Error as error:
                raise StoreError(f"not read: {error}") from error
            unless_read.pop_all()
        self._idle.append(reader)
        return found

    def _reader(self) -> "_Reader":
        """Return a connection to the file at our path, not to one that stood there."""
        file = file_at(self._path)
        with suppress(IndexError):
            while True:
                reader = self._idle.pop()
                if reader.file == file:
                    return reader
                reader.connection.close()
        connection = opened(self._path)
        return _Reader(connection, file_at(self._path))

    def _let_go(self) -> None:
        with suppress(IndexError):
            while True:
                self._idle.pop().connection.close()

    def _close(self) -> None:
        self._threads.shutdown()
        self._let_go()
        self._writer.close()


@dataclass(frozen=True, slots=True)
class _Reader:
    connection: sqlite3.Connection
    file: tuple[int, int] | None


async def _end(done: Future[None]) -> None:
    """Wait for a job; whoever gives up the wait does not take the job back."""
    await asyncio.shield(asyncio.wrap_future(done))
