"""The SQLite file of letters and of the agenda, which all workers of a machine share: a transaction a call."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

from proxy.stores.store import StoreError

T = TypeVar("T")

APPLICATION = 0x4456504F
"""The four letters DVPO, by which the file knows that it is ours (SQLite file format, 1.3.17)."""

VERSION = 1

BUSY = 5.0
"""Seconds that one worker waits for another's transaction; ours last milliseconds."""

_SCHEMA = (
    """CREATE TABLE letter (
        id TEXT PRIMARY KEY, receiver TEXT NOT NULL, who TEXT NOT NULL, body TEXT NOT NULL, at REAL NOT NULL,
        due REAL NOT NULL, tries INTEGER NOT NULL, state TEXT NOT NULL, why TEXT NOT NULL
    ) WITHOUT ROWID""",
    "CREATE INDEX letter_due ON letter (state, receiver, due)",
    "CREATE INDEX letter_who ON letter (who)",
    "CREATE TABLE agenda (who TEXT PRIMARY KEY, due REAL NOT NULL) WITHOUT ROWID",
    "CREATE INDEX agenda_due ON agenda (due)",
    f"PRAGMA application_id = {APPLICATION}",
    f"PRAGMA user_version = {VERSION}",
)


class Sheet:
    """Opened with the first call, so that a site without webhooks has no such file; `path` None is memory alone."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="outbox")
        self._connection: sqlite3.Connection | None = None

    @property
    def is_there(self) -> bool:
        """Tell whether something may be in it."""
        return self._connection is not None or (self._path is not None and self._path.exists())

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do it in one transaction; raise StoreError. Whoever gives up the wait does not take it back."""
        try:
            return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, self._done, work))
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{self._path or 'memory'} cannot hold letters: {error}") from error
        except RuntimeError as error:
            raise StoreError("the outbox is closed") from error

    async def close(self) -> None:
        await asyncio.to_thread(self._thread.shutdown)
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _done(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if self._connection is None:
            self._connection = _opened(self._path)
        with self._connection as connection:
            connection.execute("BEGIN IMMEDIATE")
            return work(connection)


def _opened(path: Path | None) -> sqlite3.Connection:
    if path is not None:
        path.touch(mode=0o600)
    connection = sqlite3.connect(path or ":memory:", timeout=BUSY, isolation_level=None, check_same_thread=False)
    with ExitStack() as unless_ready:
        unless_ready.callback(connection.close)
        _prepare(connection, path)
        unless_ready.pop_all()
    return connection


def _prepare(connection: sqlite3.Connection, path: Path | None) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application not in {0, APPLICATION} or version not in {0, VERSION}:
        raise StoreError(f"{path} was written by another program or version of ours; move it away")
    connection.execute("PRAGMA journal_mode = WAL")
    # outlives a killed process; a power failure may cost the newest (sqlite.org/pragma.html)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA secure_delete = ON")
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        if connection.execute("PRAGMA application_id").fetchone() == (0,):
            for statement in _SCHEMA:
                connection.execute(statement)
