"""Keeps the ledger of codes in one SQLite file that several workers share."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from proxy.stores.ledger.ledger import Claim, Count, Given
from proxy.stores.store import KEEP, StoreError
from proxy.stores.tables import connected, log_ahead

T = TypeVar("T")

APPLICATION = 0x44565343
"""The four letters DVSC, by which the file knows that it is ours (SQLite file format, 1.3.17)."""

VERSION = 1

_BATCH = 1000

_SCHEMA = (
    """CREATE TABLE given (
        pool TEXT NOT NULL, code TEXT NOT NULL, at REAL NOT NULL, until REAL, who TEXT, PRIMARY KEY (pool, code)
    ) WITHOUT ROWID""",
    "CREATE UNIQUE INDEX given_who ON given (who, pool) WHERE who IS NOT NULL",
    "CREATE INDEX given_until ON given (pool, until)",
    "CREATE INDEX given_at ON given (at) WHERE who IS NOT NULL",
    f"PRAGMA application_id = {APPLICATION}",
    f"PRAGMA user_version = {VERSION}",
)


class SqliteLedger:
    """A `Ledger` in a file of its own: it outlives visitors' files that are moved away. Workers open it each."""

    def __init__(self, path: Path, keep: float = KEEP) -> None:
        """Open the file, made when it is not there; raise StoreError when it cannot be a ledger."""
        self._path = path
        self._keep = keep
        self._connection = _opened(path)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store-ledger")

    async def claim(self, claim: Claim, candidates: Sequence[str] = ()) -> Given | None:
        return await self._run(lambda: self._claimed(claim, candidates))

    async def count(self, pool: str, now: float) -> Count:
        return await self._run(lambda: self._counted(pool, now))

    async def given(self, pool: str) -> AsyncIterator[Given]:
        last = ""
        while rows := await self._run(partial(self._after, pool, last)):
            for given in rows:
                yield given
            last = rows[-1].code

    async def erase(self, who: str) -> None:
        await self._run(lambda: self._erased(who))

    async def close(self) -> None:
        await asyncio.to_thread(self._thread.shutdown)
        self._connection.close()

    async def _run(self, work: Callable[[], T]) -> T:
        """Whoever gives up the wait does not take back what was asked."""
        try:
            return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, work))
        except sqlite3.Error as error:
            raise StoreError(f"{self._path} cannot tell of codes: {error}") from error
        except RuntimeError as error:
            raise StoreError("the ledger is closed") from error

    def _claimed(self, claim: Claim, candidates: Sequence[str]) -> Given | None:
        with self._transaction() as connection:
            connection.execute(
                "UPDATE given SET who = NULL WHERE who IS NOT NULL AND at < ?", (claim.now - self._keep,)
            )
            held = connection.execute(
                "SELECT code, at, until FROM given WHERE who = ? AND pool = ?", (claim.who, claim.pool)
            ).fetchone()
            if held:
                return Given(*held)
            for code in candidates:
                row = (claim.pool, code, claim.now, claim.until, claim.who)
                if connection.execute("INSERT OR IGNORE INTO given VALUES (?, ?, ?, ?, ?)", row).rowcount == 1:
                    return Given(code, claim.now, claim.until)
        return None

    def _counted(self, pool: str, now: float) -> Count:
        (given,) = self._connection.execute("SELECT count(*) FROM given WHERE pool = ?", (pool,)).fetchone()
        (expired,) = self._connection.execute(
            "SELECT count(*) FROM given WHERE pool = ? AND until <= ?", (pool, now)
        ).fetchone()
        return Count(given, expired)

    def _after(self, pool: str, last: str) -> Sequence[Given]:
        rows = self._connection.execute(
            "SELECT code, at, until FROM given WHERE pool = ? AND code > ? ORDER BY code LIMIT ?", (pool, last, _BATCH)
        )
        return [Given(*row) for row in rows]

    def _erased(self, who: str) -> None:
        with self._transaction() as connection:
            connection.execute("UPDATE given SET who = NULL WHERE who = ?", (who,))
        # leave no copy of the id in the log
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection


def _opened(path: Path) -> sqlite3.Connection:
    try:
        return connected(path, _prepare)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{path} cannot hold the ledger of codes: {error}; restore it from a backup") from error


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application not in {0, APPLICATION} or version not in {0, VERSION}:
        raise StoreError(f"{path} was written by another program or version of ours; name another data folder")
    log_ahead(connection)
    # a code that was told must be known after a power failure, too (sqlite.org/pragma.html)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        if connection.execute("PRAGMA application_id").fetchone() == (0,):
            for statement in _SCHEMA:
                connection.execute(statement)
