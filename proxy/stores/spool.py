"""Keeps what a shared store could not take in a file of this machine, bounded, in order, across restarts."""

import asyncio
import fcntl
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from proxy.stores.store import StoreError
from proxy.stores.write import Write

T = TypeVar("T")

APPLICATION = 0x44565350
"""The four letters DVSP, by which the file knows that it is ours (SQLite file format, 1.3.17)."""

VERSION = 1

PAGE = 4096
"""Bytes of a page of the file."""

BUSY = 5.0
"""Seconds that one worker waits for another's transaction; ours last milliseconds."""

_SCHEMA = (
    "CREATE TABLE waiting (row INTEGER PRIMARY KEY AUTOINCREMENT, who TEXT, at REAL, token TEXT, bodies TEXT)",
    "CREATE INDEX waiting_who ON waiting (who)",
    "CREATE UNIQUE INDEX waiting_token ON waiting (token)",
    f"PRAGMA application_id = {APPLICATION}",
    f"PRAGMA user_version = {VERSION}",
)

_FIELDS = "row, who, at, token, bodies"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A write and the row that holds it."""

    row: int
    write: Write


class Spool:
    """All workers of a machine share the file; one of them at a time may empty it, see `emptying`.

    Every call may raise StoreError.
    """

    def __init__(self, path: Path, limit: int) -> None:
        """Open the file, made when it is not there, of at most so many bytes; its log beside it is small."""
        self._path = path
        self._limit = limit
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store-spool")
        self._connection = _opened(path, limit)
        self.was_used = bool(self._size())
        self._lock = path.with_name(f"{path.name}.lock").open("wb")

    async def add(self, writes: Sequence[Write]) -> int:
        """Keep writes, each once; an erasure takes the place of all that waited for that visitor.

        Return how many events had to go, the oldest first, because the file is full.
        """
        return await self._run(lambda: self._add(writes))

    async def oldest(self, most: int) -> Sequence[Waiting]:
        return await self._run(lambda: self._select("ORDER BY row LIMIT ?", most))

    async def of(self, who: str) -> Sequence[Write]:
        """Return what waits to be written about one visitor, in its order."""
        return [waiting.write for waiting in await self._run(lambda: self._select("WHERE who = ? ORDER BY row", who))]

    async def remove(self, rows: Sequence[Waiting]) -> None:
        await self._run(lambda: self._remove(rows))

    async def postpone(self, rows: Sequence[Waiting]) -> None:
        """Put writes that the store refuses for themselves behind all others."""
        await self._run(lambda: self._postpone(rows))

    async def forget(self, who: str) -> None:
        await self._run(lambda: self._forget(who))

    async def size(self) -> int:
        """Return the bytes of what waits, 0 only when nothing does."""
        return await self._run(self._size)

    @contextmanager
    def emptying(self) -> Iterator[bool]:
        """Tell whether it is this worker's turn to empty the file, which it is to the end of the block."""
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        try:
            yield True
        finally:
            fcntl.flock(self._lock, fcntl.LOCK_UN)

    async def close(self) -> None:
        await asyncio.to_thread(self._thread.shutdown)
        self._connection.close()
        self._lock.close()

    async def _run(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, work))
        except sqlite3.Error as error:
            raise StoreError(f"{self._path} cannot hold what waits: {error}") from error
        except RuntimeError as error:
            raise StoreError("the store is closed") from error

    def _add(self, writes: Sequence[Write]) -> int:
        dropped = 0
        while True:
            try:
                self._insert(writes)
            except sqlite3.OperationalError as error:
                room = self._make_room() if error.sqlite_errorcode == sqlite3.SQLITE_FULL else None
                if room is None:
                    raise
                dropped += room
            else:
                return dropped

    def _insert(self, writes: Sequence[Write]) -> None:
        with self._transaction() as connection:
            for write in writes:
                if write.bodies is None:
                    connection.execute("DELETE FROM waiting WHERE who = ?", (write.who,))
                row = (write.who, write.at, write.token, json.dumps(write.bodies))
                connection.execute("INSERT OR IGNORE INTO waiting (who, at, token, bodies) VALUES (?, ?, ?, ?)", row)

    def _make_room(self) -> int | None:
        """Take out the oldest eighth; return how many events went with it, None when there was nothing to take."""
        with self._transaction() as connection:
            (count,) = connection.execute("SELECT count(*) FROM waiting").fetchone()
            rows = self._select("ORDER BY row LIMIT ?", max(1, count // 8))
            connection.executemany("DELETE FROM waiting WHERE row = ?", [(waiting.row,) for waiting in rows])
        return sum(waiting.write.events for waiting in rows) if rows else None

    def _select(self, which: str, value: str | int) -> Sequence[Waiting]:
        rows = self._connection.execute(f"SELECT {_FIELDS} FROM waiting {which}", (value,))  # noqa: S608 # our own words
        return [Waiting(row, Write(who, at, token, _bodies(bodies))) for row, who, at, token, bodies in rows]

    def _remove(self, rows: Sequence[Waiting]) -> None:
        with self._transaction() as connection:
            connection.executemany("DELETE FROM waiting WHERE row = ?", [(waiting.row,) for waiting in rows])
        if not self._size():
            # what was written is out of our hands: leave no copy of it in the log
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _postpone(self, rows: Sequence[Waiting]) -> None:
        with self._transaction() as connection:
            for waiting in rows:
                connection.execute(
                    "UPDATE waiting SET row = (SELECT max(row) + 1 FROM waiting) WHERE row = ?", (waiting.row,)
                )

    def _forget(self, who: str) -> None:
        with self._transaction() as connection:
            connection.execute("DELETE FROM waiting WHERE who = ?", (who,))

    def _size(self) -> int:
        (some,) = self._connection.execute("SELECT EXISTS (SELECT 1 FROM waiting)").fetchone()
        (pages,) = self._connection.execute("PRAGMA page_count").fetchone()
        (free,) = self._connection.execute("PRAGMA freelist_count").fetchone()
        return (int(pages) - int(free)) * PAGE if some else 0

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection


def _bodies(text: str) -> tuple[str, ...] | None:
    bodies = json.loads(text)
    return None if bodies is None else tuple(map(str, bodies))


def _opened(path: Path, limit: int) -> sqlite3.Connection:
    try:
        path.touch(mode=0o600)
        connection = sqlite3.connect(path, timeout=BUSY, isolation_level=None, check_same_thread=False)
        with ExitStack() as unless_ready:
            unless_ready.callback(connection.close)
            _prepare(connection, path, limit)
            unless_ready.pop_all()
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{path} cannot hold what waits for the store: {error}; move it away") from error
    return connection


def _prepare(connection: sqlite3.Connection, path: Path, limit: int) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application not in {0, APPLICATION} or version not in {0, VERSION}:
        raise StoreError(f"{path} was written by another program or version of ours; move it away")
    connection.execute("PRAGMA auto_vacuum = FULL")
    connection.execute("PRAGMA journal_mode = WAL")
    # outlives a killed process; a power failure may cost the newest (sqlite.org/pragma.html)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(f"PRAGMA max_page_count = {limit // PAGE}")
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        if connection.execute("PRAGMA application_id").fetchone() == (0,):
            for statement in _SCHEMA:
                connection.execute(statement)
